"""Figures over time (走势): the same definitions as `figures`, on many days at the price of one.

Each series is read once, whatever the number of days, and walked through by date. A test holds
every point against `figures` of that day.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from core import money
from projects.choices import PlanState
from projects.models import AnnualPlan, Community, Suspension, WeeklyEntry
from reports.figures.plans import Plan, plan_of

WEEKS: Final = 12
A_WEEK: Final = timedelta(days=7)


def weeks_until(day: date, count: int = WEEKS) -> list[date]:
    """Return `day` and the same weekday of the `count` weeks before it, the earliest first."""
    return [day - A_WEEK * back for back in range(count, -1, -1)]


@dataclass(frozen=True)
class Communities:
    """已开工小区 and 完工小区 on one day."""

    started: int
    completed: int


def plans_on(code: int, year: int, days: Sequence[date]) -> list[Plan | None]:
    """Return the plan of a region in force on each day; one query."""
    approved = AnnualPlan.objects.in_region(code).filter(
        year=year, state=PlanState.APPROVED, effective_on__lte=days[-1]
    )
    columns = ("effective_on", "version", "region_id", "communities", "households", "investment")
    versions = sorted(approved.order_by().values_list(*columns), key=lambda row: row[1])
    found = []
    for day in days:
        newest = {row[2]: Plan(*row[2:]) for row in versions if row[0] <= day}
        found.append(plan_of(code, newest.values()).in_force)
    return found


@dataclass(frozen=True)
class _Dates:
    """What of a project decides where its community stands."""

    started: date | None
    reached: date | None
    stops: Sequence[Suspension]

    def started_by(self, day: date) -> bool:
        return self.started is not None and self.started <= day

    def completed_by(self, day: date) -> bool:
        return self.reached is not None and self.reached <= day

    def suspended_on(self, day: date) -> bool:
        return any(stop.covers(day) for stop in self.stops)


def communities_on(code: int, year: int, days: Sequence[date]) -> list[Communities]:
    """Return how many communities had started and were completed by each day; two queries."""
    found = _projects_of_communities(code, year)
    return [
        Communities(
            sum(any(one.started_by(day) for one in rows) for rows in found),
            sum(_completed(rows, day) for rows in found),
        )
        for day in days
    ]


def _completed(rows: Sequence[_Dates], day: date) -> bool:
    """Say whether all projects of a community that are not suspended are completed."""
    running = [one for one in rows if not one.suspended_on(day)]
    return bool(running) and all(one.completed_by(day) for one in running)


def _projects_of_communities(code: int, year: int) -> list[list[_Dates]]:
    ours = Community.objects.in_region(code).filter(projects__year=year).order_by()
    held = Suspension.objects.filter(project__in=ours.values("projects__pk"))
    stops: defaultdict[int, list[Suspension]] = defaultdict(list)
    for stop in held.order_by().only("project_id", "started_on", "ended_on"):
        stops[stop.project_id].append(stop)
    dates = ("projects__started_on", "projects__finished_on", "projects__accepted_on")
    found: defaultdict[int, list[_Dates]] = defaultdict(list)
    for community, pk, started, finished, accepted in ours.values_list(
        "pk", "projects__pk", *dates
    ):
        reached = min((day for day in (finished, accepted) if day), default=None)
        found[community].append(_Dates(started, reached, stops[pk]))
    return list(found.values())


def invested_on(code: int, year: int, days: Sequence[date]) -> list[Decimal]:
    """Return 累计完成投资 in 元 by each day; one query."""
    entries = WeeklyEntry.objects.in_region(code).accepted()
    entries = entries.filter(project__year=year, invested__isnull=False, week__lte=days[-1])
    rows = iter(entries.order_by("week").values_list("week", "project_id", "invested"))
    return list(_running_sums(rows, days))


def _running_sums(
    rows: Iterator[tuple[date, int, Decimal | None]], days: Sequence[date]
) -> Iterator[Decimal]:
    newest: dict[int, Decimal] = {}
    total, row = Decimal(0), next(rows, None)
    for day in days:
        while row is not None and row[0] <= day:
            _, project, invested = row
            total += (invested or Decimal(0)) - newest.get(project, Decimal(0))
            newest[project] = invested or Decimal(0)
            row = next(rows, None)
        yield total


def rates_on(invested: Sequence[Decimal], plans: Sequence[Plan | None]) -> list[str | None]:
    """Return 投资完成率 of each day as it is printed."""
    return [
        money.rate(done, (plan.investment if plan else None) or Decimal(0))
        for done, plan in zip(invested, plans, strict=True)
    ]
