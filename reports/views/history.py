"""Programme years side by side (历年汇总): what was planned, done and remains; totals computed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import money
from core.views import PermittedView
from projects.models import Community
from reports.figures import Figures, figures_by_child
from reports.indicators import INDICATOR
from reports.views.scope import Scope, scope_of

SUMMED: Final = (
    "programme_communities",
    "households",
    "floor_area_m2",
    "plan_buildings",
    "projects",
    "total_investment_wan",
    "invested_wan",
    "completed_communities",
    "accepted_communities",
)
MOST_YEARS: Final = 6


@dataclass(frozen=True)
class YearLine:
    """One row: a programme year or the total; `values` in the order of SUMMED, then 剩余."""

    label: str
    values: list[int | float]


@dataclass(frozen=True)
class QuantityLine:
    """One work item and unit: planned and done of each year, and the totals."""

    item: str
    unit: str
    years: list[tuple[int | float, int | float] | None]
    planned: int | float
    done: int | float


class History(PermittedView):
    permission = "reports.view_report"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request)
        years = sorted(scope.years)[-MOST_YEARS:]
        found = [figures_by_child(scope.region.code, year, scope.as_of) for year in years]
        own = [figures for figures, _ in found]
        return render(
            request,
            "reports/history.html",
            {
                "title": f"{scope.region.name}历年汇总",
                "scope": scope,
                "as_of": scope.as_of,
                "indicators": [INDICATOR[key] for key in SUMMED],
                "years": years,
                "lines": year_lines(own),
                "children": _children([children for _, children in found]),
                "quantities": quantity_lines(own),
                "repeated": _repeated(scope, own),
            },
        )


def year_lines(own: Sequence[Figures]) -> list[YearLine]:
    """Return a row for each year and, below several, the total."""
    rows = [YearLine(f"{one.year}年", _values(one)) for one in own]
    if len(rows) > 1:
        columns = zip(*(row.values for row in rows), strict=True)
        rows.append(YearLine("合计", [_sum(column) for column in columns]))
    return rows


def _values(one: Figures) -> list[int | float]:
    remaining = one["programme_communities"] - one["completed_communities"]
    return [*(one[key] for key in SUMMED), remaining]


def _sum(numbers: Sequence[int | float]) -> int | float:
    return money.number(sum((Decimal(str(one)) for one in numbers), Decimal(0)))


def _children(years: Sequence[Sequence[Figures]]) -> list[tuple[str, list[YearLine]]]:
    return [(same[0].name, year_lines(same)) for same in zip(*years, strict=True)]


def quantity_lines(own: Sequence[Figures]) -> list[QuantityLine]:
    """Return a row for each work item and unit over the years."""
    found: defaultdict[tuple[str, str], dict[int, Any]] = defaultdict(dict)
    for one in own:
        for row in one["quantities"]:
            found[row["item"], row["unit"]][one.year] = (row["planned"], row["done"])
    return [
        QuantityLine(
            item,
            unit,
            [by_year.get(one.year) for one in own],
            _sum([planned for planned, _ in by_year.values()]),
            _sum([done for _, done in by_year.values()]),
        )
        for (item, unit), by_year in sorted(found.items())
    ]


def _repeated(scope: Scope, own: Sequence[Figures]) -> int:
    """Return how many times a community of one year is counted again in another."""
    if len(own) < 2:
        return 0
    first, last = own[0].year, own[-1].year
    distinct = Community.objects.in_region(scope.region.code).of_years(first, last).count()
    return int(sum(one["programme_communities"] for one in own)) - distinct
