"""The reporting calendar, region × week, and the list of who is missing."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Region
from accounts.views.base import caller
from core import clock
from core.asked import whole
from core.columns import Column
from core.deadlines import due_at
from core.exports import workbook_response
from core.links import row_page
from core.periods import ONE_DAY, Week, weeks_back
from core.views import ListPage, PermittedView
from projects import completeness
from projects.completeness import RegionWeeks, Tally
from projects.views.weekly_common import region_of, week_of

SPANS: Final = (4, 8, 12, 26)
USUAL_SPAN: Final = 12
WEAK_PERCENT: Final = 80
SHOWN: Final = {"reporting": "填报率", "timely": "按时率"}


@dataclass(frozen=True)
class CalendarCell:
    """A tally ready to print: its rate, a word beside the colour, and the list it opens."""

    tally: Tally
    rate: str | None
    word: str
    css: str
    href: str


@dataclass(frozen=True)
class ExportLine:
    """One region and week of the workbook."""

    name: str
    week: str
    tally: Tally


COLUMNS: Final = (
    Column("区划", "name"),
    Column("周", "week"),
    Column("应填", "tally.owed", "number", unit="个"),
    Column("已填", "tally.reported", "number", unit="个"),
    Column("未填", "tally.missing", "number", unit="个"),
    Column("按时", "tally.on_time", "number", unit="个"),
    Column("台账导入", "tally.imported", "number", unit="个"),
    Column("填报率", "tally.reporting_rate", "rate", unit="%"),
    Column("按时率", "tally.timely_rate", "rate", unit="%"),
)


class ReportingCalendar(PermittedView):
    """`?region=&week=&weeks=&show=`: the weeks up to `week`, child regions of `region`."""

    permission = "projects.view_weeklyentry"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        user = caller(request)
        region, last = region_of(request, user), week_of(request)
        span = whole(request.GET.get("weeks", ""))
        count = span if span in SPANS else USUAL_SPAN
        shown = request.GET.get("show", "")
        shown = shown if shown in SHOWN else "reporting"
        found, now = completeness.calendar(region, weeks_back(last, count)), clock.now()
        if request.GET.get("export") == "xlsx":
            return self.workbook(request, found)
        context = {
            "title": "填报日历",
            "region": region,
            "regions": Region.objects.visible_to(user).filter(level__in=["省", "市", "区县"]),
            "last": last,
            "span": count,
            "spans": SPANS,
            "shown": shown,
            "shows": SHOWN,
            "weeks": found.weeks,
            "rows": [(row, _cells(row, found.weeks, shown, now)) for row in found.rows],
            "total": _cells(found.total, found.weeks, shown, now),
            "definition": completeness.DEFINITION,
            "now": now,
        }
        return render(request, "projects/calendar.html", context)

    def workbook(self, request: HttpRequest, found: completeness.Calendar) -> HttpResponseBase:
        total = ("合计", found.total.cells)
        named = [*((row.name, row.cells) for row in found.rows), total]
        lines = (
            ExportLine(name, week.label, cells[n])
            for name, cells in named
            for n, week in enumerate(found.weeks)
        )
        return workbook_response(request, "填报日历", COLUMNS, lines)


def _cells(row: RegionWeeks, weeks: list[Week], shown: str, now: datetime) -> list[CalendarCell]:
    page = f"{reverse('projects:missing')}?region={row.region.pk}"
    return [
        _cell(tally, shown, due=now >= due_at(week), href=f"{page}&week={week}")
        for tally, week in zip(row.cells, weeks, strict=True)
    ]


def _cell(tally: Tally, shown: str, *, due: bool, href: str) -> CalendarCell:
    rate = tally.reporting_rate if shown == "reporting" else tally.timely_rate
    late = tally.reported - tally.on_time - tally.imported
    lacking = tally.missing if shown == "reporting" else tally.missing + late
    word, css = _light(tally, lacking, rate, due=due, shown=shown)
    return CalendarCell(tally, rate, word, css, href if tally.missing else "")


def _light(
    tally: Tally, lacking: int, rate: str | None, *, due: bool, shown: str
) -> tuple[str, str]:
    if not tally.owed or rate is None:
        return "", "muted"
    if not lacking:
        return "✓", "good"
    if not due:
        return f"待填{tally.missing}", "muted"
    word = f"缺{lacking}" if shown == "reporting" else f"迟缺{lacking}"
    return word, "warn" if Decimal(rate) >= WEAK_PERCENT else "bad"


class MissingList(ListPage):
    """Exactly the projects that a cell of the calendar counts as missing."""

    permission = "projects.view_weeklyentry"
    title = "未报项目"
    empty = "该周没有未报的项目。"
    columns = (
        Column("项目编号", "number", order="number"),
        Column(
            "项目名称",
            "name",
            order="name",
            primary=True,
            link=lambda row: row_page("projects:project", row.pk),
        ),
        Column("区划", "site.name", order="site_id"),
        Column("责任单位", "lead_unit"),
        Column("责任人", "lead_person"),
        Column("上次形象进度", "percent", "percent", unit="%"),
        Column("计划完工", "planned_finish", "date", order="planned_finish"),
    )

    def get_queryset(self) -> QuerySet[Any]:
        user = caller(self.request)
        region, week = region_of(self.request, user), week_of(self.request)
        rows = completeness.missing(region.pk, week).with_progress(week.monday - ONE_DAY)
        return rows.select_related("site").order_by("site_id", "number")

    def get_context(self) -> dict[str, Any]:
        user = caller(self.request)
        region, week = region_of(self.request, user), week_of(self.request)
        return {"title": f"{region}{week.label}未报项目", "unit_note": completeness.DEFINITION}
