"""What changed between two dates: what happened to projects, plans, stops, lag, late entries."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from core.periods import Week
from projects.choices import PlanState
from projects.models import AnnualPlan, Project, Suspension, WeeklyEntry
from reports.views.scope import Scope

LONGEST_LIST: Final = 100
DATES: Final = (("开工", "started_on"), ("完工", "finished_on"), ("竣工验收", "accepted_on"))
STOPS: Final = (("暂缓", "started_on"), ("恢复", "ended_on"))


@dataclass(frozen=True)
class Event:
    """Something that happened to projects between the dates; `rows` is cut for the page."""

    name: str
    all_rows: list[Project]

    @property
    def total(self) -> int:
        return len(self.all_rows)

    @property
    def rows(self) -> list[Project]:
        return self.all_rows[:LONGEST_LIST]


def events(scope: Scope, first: date, last: date) -> list[Event]:
    """Return what happened after `first` and by `last`, each with its day where it has one."""
    rows = Project.objects.in_region(scope.region.code).of_year(scope.year)
    rows = rows.select_related("region")
    found = [Event(name, _between(rows, column, first, last)) for name, column in DATES]
    found += [Event(name, _stopped(rows, column, first, last)) for name, column in STOPS]
    return [*found, *_lag(rows, first, last)]


def _between(rows: Any, column: str, first: date, last: date) -> list[Project]:
    happened = rows.filter(Q(**{f"{column}__gt": first, f"{column}__lte": last}))
    return list(happened.annotate(day=F(column)).order_by(column, "number"))


def _stopped(rows: Any, column: str, first: date, last: date) -> list[Project]:
    """Return the projects that were suspended, or taken up again, once each."""
    stops = Suspension.objects.filter(
        Q(**{f"{column}__gt": first, f"{column}__lte": last}), project__in=rows
    )
    days = dict(stops.order_by(f"-{column}").values_list("project", column))
    found = list(rows.filter(pk__in=days))
    for project in found:
        project.day = days[project.pk]
    return sorted(found, key=lambda one: (one.day, one.number))


def _lag(rows: Any, first: date, last: date) -> list[Event]:
    """Return who lags now and did not before, and who has caught up."""
    then = set(rows.lagging_on(first).values_list("pk", flat=True))
    now = set(rows.lagging_on(last).values_list("pk", flat=True))
    changed = {row.pk: row for row in rows.filter(pk__in=then ^ now).order_by("number")}
    return [
        Event(name, [row for pk, row in changed.items() if pk in keys])
        for name, keys in (("新增滞后", now - then), ("不再滞后", then - now))
    ]


def plans(scope: Scope, first: date, last: date) -> QuerySet[AnnualPlan]:
    """Return the plan versions that came into force between the dates."""
    rows = AnnualPlan.objects.in_region(scope.region.code).filter(
        year=scope.year, state=PlanState.APPROVED, effective_on__gt=first, effective_on__lte=last
    )
    return rows.select_related("region", "approved_by").order_by("effective_on", "region_id")


def late_entries(code: int, year: int, first: date, last: date) -> QuerySet[WeeklyEntry]:
    """Return accepted entries of the weeks in between that came late, with who entered them.

    Late is submitted after the week was due, or accepted after its cut-off. Rows that came with
    a ledger carry no moment of submission and are left out.
    """
    rows = (
        WeeklyEntry.objects.in_region(code)
        .accepted()
        .filter(
            project__year=year,
            week__gte=Week.of(first).monday,
            week__lte=last,
            submitted_at__isnull=False,
        )
    )
    told = rows.submitted_or_reviewed_late().select_related("project", "entered_by", "reviewed_by")
    return told.order_by("week", "project__number")
