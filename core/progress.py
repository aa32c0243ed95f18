"""How far a running job is, told outside its transaction, for the page that watches it.

Progress lives in the cache alone: a job that is writing cannot show its own uncommitted row, and a
second connection would wait for the first on SQLite. Without the cache a job runs as well, unseen.
"""

import logging
from typing import Final, NamedTuple

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

_KEPT_SECONDS: Final = 3600


class Step(NamedTuple):
    """A percentage from 0 to 100 and what is being done."""

    percent: int
    text: str


def tell(job: str, percent: int, text: str) -> None:
    """Say how far `job` is."""
    try:
        cache.set(f"progress:{job}", (percent, text), _KEPT_SECONDS)
    except (RedisError, OSError) as error:
        log.info("progress of %s not told: %s", job, error)


def ask(job: str) -> Step | None:
    """Return how far `job` is, None when nobody knows."""
    try:
        found = cache.get(f"progress:{job}")
    except (RedisError, OSError):
        return None
    return Step(*found) if found else None


def forget(job: str) -> None:
    """Drop what was said of a job that begins again or is over."""
    try:
        cache.delete(f"progress:{job}")
    except (RedisError, OSError) as error:
        log.info("progress of %s not forgotten: %s", job, error)
