"""状态=暂缓 of the ledger as open suspensions."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from django.db.models import QuerySet

from core import clock
from core.bulk import upsert
from core.ledger import LedgerContext
from core.workbook.reader import Key, Row
from projects.choices import ProjectStatus, SuspensionKind
from projects.models import Project, Suspension


def open_suspensions(projects: QuerySet[Project]) -> dict[int, str]:
    """Return the reason of each deferred project's open suspension by project."""
    rows = Suspension.objects.filter(
        project__in=projects, ended_on=None, kind=SuspensionKind.DEFERRED
    )
    return dict(rows.values_list("project_id", "reason"))


def write_suspensions(
    saved: Sequence[tuple[Row, Project]], held: AbstractSet[Key], context: LedgerContext
) -> set[Row]:
    """Open, re-word or end suspensions as the rows' 状态 says; return the rows that changed any.

    An empty 状态 changes nothing. A project that is new (its key is not in `held`) has been
    suspended from the outset; of one that the database knew before, the past stays as it was.
    """
    known = {
        row.project_id: row
        for row in Suspension.objects.filter(project__city=context.city, ended_on=None)
    }
    today = clock.today()
    ended: list[tuple[Suspension | None, dict[str, Any]]] = []
    begun: list[tuple[Suspension | None, dict[str, Any]]] = []
    changed = set()
    for row, project in saved:
        suspension = known.get(project.pk)
        deferred = suspension is not None and suspension.kind == SuspensionKind.DEFERRED
        wanted = row["state"] == ProjectStatus.SUSPENDED
        if suspension and row["state"] and (wanted or deferred) and wanted != deferred:
            ended.append((suspension, {"ended_on": today}))
            changed.add(row)
        if wanted and not deferred:
            since = today if row.key in held else None
            values = {"project_id": project.pk, "started_on": since}
            begun.append((None, values | {"reason": row["suspended_because"]}))
            changed.add(row)
        elif wanted and suspension and suspension.reason != row["suspended_because"]:
            begun.append((suspension, {"reason": row["suspended_because"]}))
            changed.add(row)
    for pairs in (ended, begun):  # one project has one open suspension at a time
        upsert(Suspension, pairs, user=context.user, reason=context.reason)
    return changed
