"""Write the access log."""

from ipaddress import ip_address
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from accounts.choices import AccessKind
from accounts.models import AccessEvent, User

COMMAND_LINE: Final = "（命令行）"  # the brackets keep it from being anybody's user name


def record(
    kind: AccessKind,
    *,
    user: User | None = None,
    username: str = "",
    request: HttpRequest | None = None,
    subject: str = "",
    **detail: Any,
) -> AccessEvent:
    """Append one event; user and address are taken from the request where it is given."""
    if user is None and request is not None and request.user.is_authenticated:
        user = request.user
    return AccessEvent.objects.create(
        kind=kind,
        user=user,
        username=(user.username if user else username)[:150],
        address=client_address(request) if request else None,
        subject=subject[:200],
        detail=detail,
    )


def unknown_name(typed: str) -> str:
    """Return how the log names somebody whom no account matches: it may be a mistyped password."""
    return f"{typed[:2]}***"


def actor(request: HttpRequest) -> User:
    """Return who acts; callers stand behind a log-in."""
    user = request.user
    assert isinstance(user, User)
    return user


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address: the peer, or what the outermost of PROXY_COUNT proxies saw.

    X-Forwarded-For is believed only as far as our own proxies wrote it: entries further left
    come from the client, who may write anything. None when it is no address.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_COUNT:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(hops) >= settings.PROXY_COUNT:
            address = hops[-settings.PROXY_COUNT]
    try:
        return str(ip_address(address))
    except ValueError:
        return None


def record_export(request: HttpRequest, title: str, count: int) -> None:
    """Log that a list was exported; named by settings.EXPORT_LOGGER."""
    record(
        AccessKind.EXPORT, request=request, subject=title, rows=count, query=request.GET.urlencode()
    )
