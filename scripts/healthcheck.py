"""Health checks of the containers: `python -m scripts.healthcheck web|worker|beat`, exit 0 or 1."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta

import django

WEB = "http://127.0.0.1:8000/healthz"
# Beat writes a task's last run to the database at most this long after it.
BEAT_SYNC = timedelta(minutes=3)
SLACK = timedelta(minutes=2)


def web() -> str:
    """Fault of the web server as /healthz tells it; empty when there is none."""
    allowed = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(WEB, headers={"Host": allowed.replace("*", "") or "localhost"})
    try:
        with urllib.request.urlopen(request, timeout=10):
            return ""
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read(500).decode(errors='replace')}"
    except OSError as error:
        return str(error)


def worker() -> str:
    """This container's worker answers a ping over the queue."""
    from renovation.celery import app

    name = f"celery@{os.uname().nodename}"
    return "" if app.control.ping([name], timeout=10) else f"{name} does not answer"


def beat() -> str:
    """The task that beat sends most often was sent lately."""
    django.setup()
    from django.conf import settings
    from django.utils import timezone
    from django_celery_beat.models import PeriodicTask

    seconds, name = min(
        (entry["schedule"], name) for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
    )
    limit = timedelta(seconds=seconds) + BEAT_SYNC + SLACK
    last = PeriodicTask.objects.filter(name=name).values_list("last_run_at", flat=True).first()
    if last is None:
        return f"{name} was never sent"
    age = timezone.now() - last
    return "" if age < limit else f"{name} was last sent {age} ago"


CHECKS: dict[str, Callable[[], str]] = {"web": web, "worker": worker, "beat": beat}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "renovation.settings")
    fault = CHECKS[sys.argv[1]]()
    print(fault or "ok")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
