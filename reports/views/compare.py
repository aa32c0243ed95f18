"""Two dates side by side (两期对比), what changed between them, and both as a workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core import clock
from core.asked import asked_day, asked_year
from core.exports import workbook_of
from core.periods import Month, Week, year_before
from core.views import PermittedView
from core.workbook.writer import TableColumn, TableSheet
from reports.figures import Figures, figures
from reports.indicators import INDICATORS, Indicator
from reports.views.compare_business import Counted, in_hand
from reports.views.compare_business import shown as business_shown
from reports.views.compare_changes import LONGEST_LIST, events, late_entries, plans
from reports.views.overview import shown
from reports.views.scope import Scope, scope_of

UNCHANGED: Final = "持平"
A_MONTH: Final = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """One indicator on both dates; `change` is None where a side is absent."""

    indicator: Indicator
    before: Any
    after: Any
    change: Decimal | None
    before_href: str | None
    after_href: str | None

    @property
    def difference(self) -> str | None:
        """Return the change with its sign, 持平 for none."""
        if self.change is None:
            return None
        return f"{self.change:+,f}" if self.change else UNCHANGED


@dataclass(frozen=True)
class Preset:
    """Two dates that are often compared; `year` is the programme year of the earlier one."""

    label: str
    first: date
    last: date
    year: int | None = None


@dataclass(frozen=True)
class Side:
    """One column: a programme year as of a date."""

    day: date
    year: int

    @property
    def heading(self) -> str:
        return f"截至 {self.day:%Y-%m-%d}"


class Compare(PermittedView):
    """`?from=&to=` are the dates, `from_year` the programme year of the earlier one if another."""

    permission = "reports.view_report"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        scope = scope_of(request, "to")
        days = sorted((asked_day(request, "from", clock.today() - A_MONTH), scope.as_of))
        year_before_it = asked_year(request, "from_year") or scope.year
        before, after = Side(days[0], year_before_it), Side(days[1], scope.year)
        code = scope.region.code
        compared = lines(
            figures(code, before.year, before.day), figures(code, after.year, after.day)
        )
        business = in_hand(request, code, before.day, after.day)
        if request.GET.get("export") == "xlsx":
            title = f"{scope.region.name}两期对比"
            found = sheets(scope, before, after, compared, business)
            return workbook_of(request, title, found)
        return self.page(request, scope, (before, after), compared, business)

    def page(
        self,
        request: HttpRequest,
        scope: Scope,
        sides: tuple[Side, Side],
        compared: list[Line],
        business: list[Counted],
    ) -> HttpResponse:
        first, last = sides[0].day, sides[1].day
        context = {
            "title": f"{scope.region.name}两期对比",
            "scope": scope,
            "sides": sides,
            "first": first,
            "last": last,
            "presets": presets(scope.year),
            "lines": compared,
            "events": events(scope, first, last),
            "plans": plans(scope, first, last),
            "late": late_entries(scope.region.code, scope.year, first, last)[:LONGEST_LIST],
            **business_shown(business, first, last),
        }
        return render(request, "reports/compare.html", context)


def presets(year: int) -> list[Preset]:
    """Return this week against the last, the last month, the year so far, the year before."""
    today = clock.today()
    week, month = Week.of(today).previous(), Month.of(today).previous()
    return [
        Preset("较上周日", week.sunday, today),
        Preset("上周", week.previous().sunday, week.sunday),
        Preset("较上月末", month.last, today),
        Preset("上月", month.previous().last, month.last),
        Preset("较年初", date(today.year - 1, 12, 31), today),
        Preset("较去年同期", year_before(today), today, year - 1),
    ]


def sheets(
    scope: Scope, before: Side, after: Side, compared: list[Line], business: list[Counted]
) -> Iterator[TableSheet]:
    """Yield the comparison, what was in hand, what happened, and the entries that came late."""
    heads = [
        "指标",
        "单位",
        f"{before.year}年度，{before.heading}",
        f"{after.year}年度，{after.heading}",
        "增减",
        "增减单位",
    ]
    yield TableSheet("指标对比", [TableColumn(one) for one in heads], map(_cells, compared))
    first, last = before.day, after.day
    heads = ["业务", "单位", f"截至 {first}", f"截至 {last}", "增减"]
    counted = (
        (one.kind.name, one.kind.unit, one.before, one.after, one.difference) for one in business
    )
    yield TableSheet("业务办理", [TableColumn(one) for one in heads], counted)
    changed = (
        (event.name, getattr(row, "day", None), row.region.name, row.number, row.name)
        for event in events(scope, first, last)
        for row in event.all_rows
    )
    heads = ["变化", "日期", "区划", "项目编号", "项目名称"]
    yield TableSheet("期间变化", [TableColumn(one) for one in heads], changed)
    late = (
        (
            row.project.name,
            row.week,
            row.entered_by,
            row.submitted_at,
            row.reviewed_by,
            row.reviewed_at,
        )
        for row in late_entries(scope.region.code, scope.year, first, last)
    )
    heads = ["项目", "周一", "填报人", "提交时间", "审核人", "审核时间"]
    yield TableSheet("迟报", [TableColumn(one) for one in heads], late)


def _cells(line: Line) -> tuple[object, ...]:
    one, before, after = line.indicator, _typed(line.before), _typed(line.after)
    return (one.name, one.unit, before, after, line.change, one.difference_unit)


def _typed(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) else value


def lines(before: Figures, after: Figures) -> list[Line]:
    """Return every indicator of two sets of figures with its difference."""
    return [_line(one, before, after) for one in INDICATORS]


def _line(one: Indicator, before: Figures, after: Figures) -> Line:
    left, right = shown(before, one.key), shown(after, one.key)
    return Line(one, left, right, one.change(left, right), one.href_of(before), one.href_of(after))
