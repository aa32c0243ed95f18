"""What every page shows: the portal's name, its date, and whether that date is pinned."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core import clock


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_today": clock.today(),
        "portal_date_pinned": clock.pinned() is not None,
    }
