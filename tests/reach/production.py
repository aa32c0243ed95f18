"""The portal as it runs in production: gunicorn, DEBUG off, hashed and compressed files."""

import contextlib
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from scripts import processes
from tests.workers import database_url

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def production(folder: Path, *, today: str) -> Iterator[str]:
    """Serve the test database; yield the address."""
    port = processes.free_port()
    environment = {
        **os.environ,
        "DEBUG": "0",
        "HTTPS": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "PORTAL_DATE": today,
        "STATIC_ROOT": str(folder / "static"),
        "PYTHONPATH": str(ROOT),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    serve = ["-m", "gunicorn", "renovation.wsgi", f"--bind=127.0.0.1:{port}"]
    log = folder / "gunicorn.log"
    child = processes.start(
        [sys.executable, *serve, "--worker-class=gthread", "--threads=4"],
        log=log,
        environment=environment,
        cwd=ROOT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        processes.wait_until(lambda: _answers(url), child, seconds=60, log=log)
        yield url
    finally:
        processes.stop(child)


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/accounts/login/", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
