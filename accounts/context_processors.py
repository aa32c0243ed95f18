"""The menu of the current user."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from accounts.navigation import MENU, Entry, first_group, menu_of
from core.links import page

# pages that belong to an entry though their addresses stand under another one's
ELSEWHERE: Final = {
    "projects:weekly_entry": "projects:weekly_grid",
    "projects:missing": "projects:calendar",
    "projects:weekly_entries": "projects:calendar",
    "projects:showcases": "projects:benefits",
    "projects:showcase": "projects:benefits",
    "projects:highlights": "projects:benefits",
    "projects:highlight": "projects:benefits",
    "projects:silent": "projects:calendar",
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
# pages whose addresses stand under one entry though they and all below them belong to another
BENEATH: Final = {
    "projects:visits": "projects:assignments",
    "projects:cases": "projects:lag_list",
    "projects:task_forces": "projects:lag_list",
    "projects:responsible": "projects:lag_list",
    "projects:light_rules": "projects:lag_list",
    "reports:history": "reports:overview",
}
# pages reached from the head, whatever their addresses stand under
NOWHERE: Final = frozenset({"reports:search"})


COOKIE: Final = "menu"
SHORT: Final = 12  # a menu of so many lines is shown open


@dataclass(frozen=True)
class Shown:
    """A group of the menu as this user sees it now."""

    key: str
    label: str
    entries: Sequence[Entry]
    open: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates `menu`, which entry this page belongs to, and the groups kept open."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    groups = list(menu_of(user.get_all_permissions(), user.role_name))
    match = request.resolver_match
    name = match.view_name if match else ""
    entries = [entry for group in groups for entry in group.entries]
    current = _entry_of(name, request.path, {entry.url_name for entry in entries})
    kept = _kept_open(request, user.role_name)
    return {
        "menu": [
            Shown(
                group.key,
                group.label,
                group.entries,
                open=len(entries) <= SHORT
                or group.key in kept
                or any(entry.url_name == current for entry in group.entries),
            )
            for group in groups
        ],
        "menu_kept": ".".join(kept),
        "current_url_name": name,
        "current_entry": current,
    }


def _kept_open(request: HttpRequest, role: str) -> list[str]:
    """Return the groups that the user left open, the role's first one when he never chose."""
    chosen = request.COOKIES.get(COOKIE)
    known = [first_group(role)] if chosen is None else chosen.split(".")
    return [group.key for group in MENU if group.key in known]


def _entry_of(name: str, path: str, allowed: set[str]) -> str:
    """Return the URL name of the entry that a page stands under: its own, else the nearest above."""
    name = ELSEWHERE.get(name, name)
    if name in allowed or name in NOWHERE:
        return name
    known = [(page(entry), entry) for entry in allowed]
    known += [(page(name), entry) for name, entry in BENEATH.items() if entry in allowed]
    return max((one for one in known if path.startswith(one[0])), default=("", ""))[1]
