"""`/healthz`: can the portal reach its database, its queue and its disk?"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _queue() -> None:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, retry=None
    )
    try:
        client.ping()
    finally:
        client.close()


def queue_answers() -> bool:
    """Say whether work handed to the queue now would arrive."""
    return _works(_queue) == "ok"


def _disk() -> None:
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as probe:
        probe.write(b"ok")


PARTS: dict[str, Callable[[], None]] = {"database": _database, "queue": _queue, "disk": _disk}


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part works, else 503; the body says which one does not."""
    found = {name: _works(check) for name, check in PARTS.items()}
    healthy = all(state == "ok" for state in found.values())
    body = {"status": "ok" if healthy else "unavailable", **found}
    return JsonResponse(body, status=200 if healthy else 503)


def _works(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:  # the answer is the report of whatever is wrong
        return type(error).__name__
    return "ok"
