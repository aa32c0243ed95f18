"""A project's week as it stands on one sheet: the fields of its entry and the days of its nodes."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from core.periods import Week
from projects.services.node_dates import save_node_dates
from projects.services.weekly import Saved, Typed, mark_no_change, save_entry


@transaction.atomic
def save_sheet(
    user: User,
    project: int,
    week: Week,
    *,
    cells: Mapping[str, Typed],
    nodes: Mapping[str, Typed],
    unchanged: bool = False,
) -> Saved | None:
    """Save all of it or nothing; None when no field of the entry was brought.

    Raises what `save_entry`, `mark_no_change` and `save_node_dates` raise.
    """
    saved = mark_no_change(user, project, week) if unchanged else None
    if cells:
        saved = save_entry(user, project, week, cells)
    save_node_dates(user, project, nodes)
    return saved
