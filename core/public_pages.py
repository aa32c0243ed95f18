"""Pages for people without an account: printed without the request, so the same for everybody."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string


def printed(template: str, request: HttpRequest, **context: Any) -> str:
    """Print a page without the request: no user, no cookie, the same for everybody."""
    big = request.GET.get("big") == "1"
    shared = {
        "portal_name": settings.PORTAL_NAME,
        "care": big,
        "query": "?big=1" if big else "",
        "other_size": request.path if big else f"{request.path}?big=1",
    }
    return render_to_string(template, {**shared, **context})
