"""Change many entries alike in two statements, with a history row for each."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from projects.models import WeeklyEntry


def change_all(entries: Sequence[WeeklyEntry], user: User, reason: str, **fields: Any) -> None:
    """Set the same fields on all entries, which the caller has locked and loaded whole."""
    if not entries:
        return
    for entry in entries:
        for name, value in fields.items():
            setattr(entry, name, value)
    WeeklyEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(**fields)
    WeeklyEntry.history.bulk_history_create(
        entries, update=True, default_user=user, default_change_reason=reason
    )
