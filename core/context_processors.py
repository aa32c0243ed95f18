"""What every page shows: the portal's name, its date, whether that is pinned, and large type."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core import care, clock


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_today": clock.today(),
        "portal_date_pinned": clock.pinned() is not None,
        "care": care.is_on(request),
    }
