"""How decisions of meetings were followed up between two days, as rows that dispatch and minutes keep."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import Region
from core import money
from reports.choices import DecisionStatus
from reports.models import Decision

Json = dict[str, Any]


def followed_up(region: Region, since: date, day: date, *, but: int | None = None) -> Json:
    """Return the decisions of a region's meetings that were open after `since`, as of `day`.

    What was done by `since` has been told before. `but` leaves out the decisions of one meeting.
    """
    rows = Decision.objects.standing(day).filter(meeting__region=region)
    rows = rows.filter(Q(done_on=None) | Q(done_on__gt=since)).with_status(day)
    if but is not None:
        rows = rows.exclude(meeting=but)
    lines = [_line(row, day) for row in rows.select_related("region").order_by("due_on", "pk")]
    return {"since": since.isoformat(), "as_of": day.isoformat(), "rows": lines}


def _line(row: Any, day: date) -> Json:
    return {
        "decision": row.pk,
        "region": row.region.name,
        "unit": row.unit,
        "person": row.person,
        "task": row.task,
        "decided_on": row.decided_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "done_on": row.done_on.isoformat() if row.done_on and row.done_on <= day else None,
        "status": row.status,
        "late": row.days_late(day),
    }


def counts(followed: Mapping[str, Any]) -> dict[DecisionStatus, int]:
    """Return how many rows stand how, in the order of the choices."""
    told = [row["status"] for row in followed["rows"]]
    return {status: told.count(status.value) for status in DecisionStatus if status in told}


def carried(followed: Mapping[str, Any]) -> int:
    """Return how many were carried over: not done by the day."""
    return sum(row["done_on"] is None for row in followed["rows"])


def carry_over_rate(followed: Mapping[str, Any]) -> str | None:
    """Return 结转率: of what was open after the last time, the share still not done, in %."""
    return money.rate(carried(followed), len(followed["rows"]))


def told(followed: Mapping[str, Any]) -> str:
    """Return the sentence that sums it up."""
    found = "，".join(f"{status.label}{count}项" for status, count in counts(followed).items())
    return f"共{len(followed['rows'])}项：{found}。"
