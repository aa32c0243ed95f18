"""状态=暂缓 of the ledger as open suspensions."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from core import clock
from core.bulk import upsert
from core.ledger import LedgerContext
from core.workbook.reader import Row
from projects.choices import ProjectStatus, SuspensionKind
from projects.models import Project, Suspension


def open_suspensions(projects: QuerySet[Project]) -> dict[int, str]:
    """Return the reason of each deferred project's open suspension by project."""
    rows = Suspension.objects.filter(
        project__in=projects, ended_on=None, kind=SuspensionKind.DEFERRED
    )
    return dict(rows.values_list("project_id", "reason"))


def write_suspensions(saved: Sequence[tuple[Row, Project]], context: LedgerContext) -> None:
    """Open, re-word or end suspensions as the rows' 状态 says; an empty 状态 changes nothing."""
    known = {
        row.project_id: row
        for row in Suspension.objects.filter(project__city=context.city, ended_on=None)
    }
    wanted: list[tuple[Suspension | None, dict[str, Any]]] = []
    for row, project in saved:
        suspension = known.get(project.pk)
        if row["state"] == ProjectStatus.SUSPENDED:
            wanted.append(
                (suspension, {"project_id": project.pk, "reason": row["suspended_because"]})
            )
        elif row["state"] and suspension and suspension.kind == SuspensionKind.DEFERRED:
            wanted.append((suspension, {"ended_on": clock.today()}))
    upsert(Suspension, wanted, user=context.user, reason=context.reason)
