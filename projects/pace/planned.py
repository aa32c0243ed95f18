"""序时进度 of many projects together: what share of their year's investment was due by a day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from core.money import round_half_up
from projects.pace.curve import linear
from projects.stops import calendars

PLANNED = ("site_id", "planned_start", "planned_finish", "annual_investment", "total_investment")


def planned_shares(projects: QuerySet[Any], days: Sequence[date]) -> list[Decimal | None]:
    """Return the percent of investment that was to be done by each day, to 0.1.

    Each project counts by its 年度计划投资 (总投资 where that is absent) and runs as its lights see
    it: linear from planned start to finish, stops taken out. Projects without dates or investment
    are left out; None where none is left. Three queries.
    """
    rows = [row for row in projects.order_by().only(*PLANNED) if _is_planned(row)]
    if not rows:
        return [None for _ in days]
    first = min(row.planned_start for row in rows)
    held = calendars(rows, first, max(row.planned_finish for row in rows))
    whole = sum((_weight(row) for row in rows), Decimal(0))
    return [
        round_half_up(
            sum(
                (
                    _weight(row) * linear(row.planned_start, row.planned_finish, day, held[row.pk])
                    for row in rows
                ),
                Decimal(0),
            )
            / whole
        )
        for day in days
    ]


def _is_planned(row: Any) -> bool:
    start, finish = row.planned_start, row.planned_finish
    return start is not None and finish is not None and start <= finish and _weight(row) > 0


def _weight(row: Any) -> Decimal:
    return row.annual_investment or row.total_investment or Decimal(0)
