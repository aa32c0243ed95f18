"""The cache where it may be away: pages go on without it, limits let people through."""

import hashlib
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError


def fetch(key: str) -> Any:
    """Return what is kept, None where nothing is or the cache is away."""
    try:
        return cache.get(key)
    except (RedisError, OSError):
        return None


def keep(key: str, value: Any, seconds: int) -> None:
    try:
        cache.set(key, value, seconds)
    except (RedisError, OSError):
        return


def counted(key: str) -> int:
    """Return how often `count` was called for a key lately; 0 where the cache is away."""
    return int(fetch(f"count:{key}") or 0)


def count(key: str, seconds: int) -> None:
    """Count once more; the count ends `seconds` after its first."""
    name = f"count:{key}"
    try:
        if not cache.add(name, 1, seconds):
            cache.incr(name)
    except (RedisError, OSError, ValueError):
        return


def anonymous(text: str | None) -> str:
    """Return a short hash, so that no address stands in the cache."""
    return hashlib.sha256((text or "").encode()).hexdigest()[:24]
