"""Write the access log."""

from typing import Any

from django.http import HttpRequest

from accounts.choices import AccessKind
from accounts.models import AccessEvent, User


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


def client_address(request: HttpRequest) -> str | None:
    """Return the peer's address; behind a proxy the server sets it (docs/operations.md)."""
    address: str | None = request.META.get("REMOTE_ADDR") or None
    return address


def record_export(request: HttpRequest, title: str, count: int) -> None:
    """Log that a list was exported; named by settings.EXPORT_LOGGER."""
    record(
        AccessKind.EXPORT, request=request, subject=title, rows=count, query=request.GET.urlencode()
    )
