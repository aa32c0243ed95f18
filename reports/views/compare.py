"""Two dates side by side (两期对比), and what changed between them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock, money
from core.periods import Week
from core.views import PermittedView
from projects.choices import PlanState
from projects.models import AnnualPlan, Project, WeeklyEntry
from reports.figures import Figures, figures
from reports.indicators import INDICATORS, Indicator
from reports.views.overview import shown
from reports.views.scope import Scope, date_in, scope_of

LONGEST_LIST: Final = 100
UNCHANGED: Final = "持平"
A_MONTH: Final = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """One indicator on both dates; `difference` is signed text, None where a side is absent."""

    indicator: Indicator
    before: Any
    after: Any
    difference: str | None
    before_href: str | None
    after_href: str | None


@dataclass(frozen=True)
class Event:
    """Something that happened to a project between the dates."""

    name: str
    rows: list[Project]
    total: int


class Compare(PermittedView):
    permission = "reports.view_report"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request, "to")
        first = date_in(request, "from", clock.today() - A_MONTH)
        last = scope.as_of
        first, last = min(first, last), max(first, last)
        code, year = scope.region.code, scope.year
        return render(
            request,
            "reports/compare.html",
            {
                "title": f"{scope.region.name}两期对比",
                "scope": scope,
                "first": first,
                "last": last,
                "lines": lines(figures(code, year, first), figures(code, year, last)),
                "events": _events(scope, first, last),
                "plans": _plans(scope, first, last),
                "late": late_entries(code, year, first, last)[:LONGEST_LIST],
            },
        )


def lines(before: Figures, after: Figures) -> list[Line]:
    """Return every indicator of two sets of figures with its difference."""
    return [_line(one, before, after) for one in INDICATORS]


def _line(one: Indicator, before: Figures, after: Figures) -> Line:
    left, right = shown(before, one.key), shown(after, one.key)
    return Line(
        one, left, right, difference(one, left, right), _href(one, before), _href(one, after)
    )


def difference(indicator: Indicator, before: Any, after: Any) -> str | None:
    """Return after − before as signed text, 持平 for none: rates in points, others in units."""
    if before is None or after is None:
        return None
    if after == before:
        return UNCHANGED
    if indicator.is_rate:
        return money.points(after, before)
    return f"{money.round_half_up(Decimal(str(after)) - Decimal(str(before)), Decimal(1)):+,f}"


def _href(one: Indicator, side: Figures) -> str | None:
    return one.rows.href(side.region, side.year, side.as_of) if one.rows else None


def _events(scope: Scope, first: date, last: date) -> list[Event]:
    rows = Project.objects.in_region(scope.region.code).of_year(scope.year)
    rows = rows.select_related("region")
    named = (("开工", "started_on"), ("完工", "finished_on"), ("竣工验收", "accepted_on"))
    found = []
    for name, column in named:
        between = rows.filter(Q(**{f"{column}__gt": first, f"{column}__lte": last}))
        happened = list(between.annotate(day=F(column)).order_by(column, "number"))
        found.append(Event(name, happened[:LONGEST_LIST], len(happened)))
    return found


def _plans(scope: Scope, first: date, last: date) -> QuerySet[AnnualPlan]:
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
