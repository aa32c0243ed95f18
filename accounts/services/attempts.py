"""Failed log-ins of one address, whatever names they tried: the brake on password spraying.

The lock of a name stops many passwords for one account; this stops one password for many
accounts. Counted in the cache; while that is away nobody is turned away.
"""

from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from accounts.choices import AccessKind
from accounts.services import access

AWAY: Final = (RedisError, OSError)


def open_to(request: HttpRequest) -> bool:
    """Tell whether the request's address may try to log in now."""
    key = _key(request)
    if not key:
        return True
    try:
        return bool(cache.get(key, 0) < settings.LOGIN_ADDRESS_LIMIT)
    except AWAY:
        return True


def failed(request: HttpRequest) -> None:
    """Count a failure; the one that reaches the limit is recorded as a lock of the address."""
    key = _key(request)
    if not key:
        return
    try:
        cache.add(key, 0, settings.LOGIN_ADDRESS_MINUTES * 60)
        count = cache.incr(key)
    except (*AWAY, ValueError):  # ValueError: it expired between the two
        return
    if count == settings.LOGIN_ADDRESS_LIMIT:
        access.record(AccessKind.LOCKED, request=request, subject="来源地址", failures=count)


def _key(request: HttpRequest) -> str:
    """Return the address's counter, empty when it is not counted; IPv6 by its /64."""
    address = access.client_address(request)
    if address is None or not settings.LOGIN_ADDRESS_LIMIT:
        return ""
    found = ip_address(address)
    counted = int(found) >> 64 if found.version == 6 else int(found)
    return f"login-failures-{found.version}-{counted:x}"
