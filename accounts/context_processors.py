"""The menu of the current user."""

from itertools import groupby
from typing import Any, Final

from django.http import HttpRequest

from accounts.navigation import MENU
from core.links import page

# pages that belong to an entry though their addresses stand under another one's
ELSEWHERE: Final = {
    "projects:weekly_entry": "projects:weekly_grid",
    "projects:missing": "projects:calendar",
    "projects:week_unlock": "projects:calendar",
    "projects:ledger_export": "projects:projects",
    "funding:receipts": "funding:sources",
    "funding:payments": "funding:sources",
    "funding:lots": "funding:contracts",
    "funding:tender": "funding:contracts",
    "funding:tender_new": "funding:contracts",
    "funding:payment_calendar": "funding:requests",
    "funding:arrears": "funding:overdue",
    "funding:idle": "funding:checks",
    "funding:final_accounts": "funding:checks",
    "funding:contributions": "funding:checks",
    "funding:grants": "funding:checks",
    "funding:money_rules": "funding:checks",
    "reports:letterhead": "reports:bulletins",
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates `menu`, a list of (group, entries), and which entry this page belongs to."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    held = user.get_all_permissions()
    allowed = [entry for entry in MENU if entry.permission in held]
    grouped = [(group, list(entries)) for group, entries in groupby(allowed, lambda e: e.group)]
    match = request.resolver_match
    name = match.view_name if match else ""
    return {
        "menu": grouped,
        "current_url_name": name,
        "current_entry": _entry_of(name, request.path, {entry.url_name for entry in allowed}),
    }


def _entry_of(name: str, path: str, allowed: set[str]) -> str:
    """Return the URL name of the entry that a page stands under: its own, else the nearest above."""
    name = ELSEWHERE.get(name, name)
    if name in allowed:
        return name
    above = [entry for entry in allowed if path.startswith(page(entry))]
    return max(above, key=lambda entry: len(page(entry)), default="")
