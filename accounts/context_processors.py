"""The menu of the current user."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest

from accounts.navigation import MENU


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates `menu`: a list of (group, entries), and the current URL name."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    allowed = [entry for entry in MENU if user.has_perm(entry.permission)]
    grouped = [(group, list(entries)) for group, entries in groupby(allowed, lambda e: e.group)]
    match = request.resolver_match
    return {"menu": grouped, "current_url_name": match.view_name if match else ""}
