"""Panels that draw: investment against 序时进度, starts and completions by week, regions ranked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings

from core.charts import Chart, Series
from projects.models import Project
from projects.pace.planned import planned_shares
from reports.comparing import (
    BY_LEDGER,
    is_measured_by_ledger,
    measured,
    rows_of,
)
from reports.figures import Figures, figures_by_child
from reports.figures.trend import communities_on, invested_on, plans_on, rates_on, weeks_until
from reports.indicators import INDICATOR, rows_behind
from reports.ranking import Ranked, ranked
from reports.views.panels import Panel
from reports.views.scope import Scope

COMPARED: Final = (
    "start_rate", "completion_rate", "investment_rate", "started_communities", "lagging_projects",
    "funding_gap_wan", "quality_complaints",
)  # fmt: skip


def _label(day: date) -> str:
    return f"{day:%m-%d}"


def _rows(key: str, scope: Scope, day: date) -> str | None:
    """Return the list behind an indicator on a day."""
    rows = rows_behind(key)
    return rows.href(scope.region.code, scope.year, day) if rows else None


def _note(scope: Scope) -> str:
    return f"截至 {scope.as_of:%Y-%m-%d}，{scope.region.name}，{scope.year}年度计划"


# --- Starts and completions -----------------------------------------------------------------
class TrendPanel(Panel):
    """已开工 and 完工 communities over twelve weeks, beside the plan."""

    template_name = "reports/panel_chart.html"

    def context(self, scope: Scope) -> dict[str, Any]:
        return {"chart": trend_chart(scope, self.workbook(scope))}


def trend_chart(scope: Scope, workbook: str = "") -> Chart:
    """Draw the weeks up to the as-of date; every point opens its communities."""
    days = weeks_until(scope.as_of)
    counts = communities_on(scope.region.code, scope.year, days)
    plans = plans_on(scope.region.code, scope.year, days)
    started, completed = [one.started for one in counts], [one.completed for one in counts]
    return Chart(
        "trend", f"{scope.region.name}开工完工走势", "line", "截至", [_label(day) for day in days],
        (
            Series("计划小区", [plan.communities if plan else None for plan in plans],
                   _each("plan_communities", scope, days), "plan"),
            Series("已开工", started, _each("started_communities", scope, days)),
            Series("完工", completed, _each("completed_communities", scope, days), "good"),
        ),
        f"{len(days) - 1}周来已开工小区由 {started[0]} 个到 {started[-1]} 个，"
        f"完工小区由 {completed[0]} 个到 {completed[-1]} 个。",
        "个", workbook=workbook, note=_note(scope),
    )  # fmt: skip


def _each(key: str, scope: Scope, days: Sequence[date]) -> list[str | None]:
    return [_rows(key, scope, day) for day in days]


# --- Investment and 序时进度 -----------------------------------------------------------------
class PacePanel(Panel):
    """投资完成率 against the share that the plans of the projects expect."""

    template_name = "reports/panel_chart.html"

    def context(self, scope: Scope) -> dict[str, Any]:
        return {"chart": pace_chart(scope, self.workbook(scope))}


def pace_chart(scope: Scope, workbook: str = "") -> Chart:
    days = weeks_until(scope.as_of)
    code, year = scope.region.code, scope.year
    rates = rates_on(invested_on(code, year, days), plans_on(code, year, days))
    planned = planned_shares(Project.objects.in_region(code).of_year(year), days)
    return Chart(
        "pace", f"{scope.region.name}投资与序时进度", "line", "截至",
        [_label(day) for day in days],
        (
            Series("序时进度", planned, (), "plan"),
            Series("投资完成率", rates, _each("investment_rate", scope, days)),
        ),
        distance(rates[-1], planned[-1]),
        "%", 1, workbook=workbook,
        note=f"{_note(scope)}；序时进度按各项目计划工期均匀推算，扣除停工，以年度计划投资加权",
    )  # fmt: skip


def distance(rate: str | None, planned: Decimal | None) -> str:
    """Say how far the investment is from 序时进度, in 个百分点; printed with printed."""
    if rate is None:
        return "没有年度计划投资，算不出投资完成率。"
    if planned is None:
        return f"投资完成率 {rate}%；项目没有计划工期，算不出序时进度。"
    short = planned - Decimal(rate)
    words = f"投资完成率 {rate}%，序时进度 {planned}%，"
    if not short:
        return f"{words}与序时持平。"
    return f"{words}{'落后' if short > 0 else '超前'} {abs(short)} 个百分点。"


# --- Regions --------------------------------------------------------------------------------
class ChildrenPanel(Panel):
    """The regions right below as ranked bars, by an indicator of the reader's choice."""

    template_name = "reports/panel_children.html"

    def context(self, scope: Scope) -> dict[str, Any]:
        code, year, day = scope.region.code, scope.year, scope.as_of
        own, found = figures_by_child(code, year, day, quantities=False)
        if not found:
            return {"chart": None}
        children = measured(scope.region, found)
        known = comparable(children)
        asked = self.request.GET.get("by", "")
        key = asked if asked in known else known[0]
        return {
            "chart": children_chart(scope, own, children, key, self.workbook(scope, by=key)),
            "choices": [
                (INDICATOR[one].name, f"{scope.href(self.url_name)}&by={one}", one == key)
                for one in known
            ],
        }


def comparable(children: Sequence[Figures]) -> list[str]:
    """Return the indicators that any of the regions has a value of: without a plan, no rate."""
    return [key for key in COMPARED if any(one[key] is not None for one in children)]


def children_chart(
    scope: Scope, own: Figures, children: Sequence[Figures], key: str, workbook: str = ""
) -> Chart:
    """Draw the ranking of the leaders' page; every bar opens its rows."""
    indicator, places = INDICATOR[key], ranked(children, key)
    rows = rows_of(key, scope.region)
    hrefs = [rows.of(place.figures) if rows else None for place in places]
    base = f"。{BY_LEDGER}" if is_measured_by_ledger(scope.region) else ""
    return Chart(
        "children-chart", f"{scope.region.name}各地区{indicator.name}", "bars", "地区",
        [_named(place) for place in places],
        (Series(indicator.name, [place.figures[key] for place in places], hrefs),),
        _ends(places, key), indicator.unit, indicator.places,
        (scope.region.name, own[key]) if indicator.is_rate else None, workbook,
        f"{_note(scope)}；从好到差，计划不足{settings.SMALL_DENOMINATOR}个小区的注明基数小{base}",
    )  # fmt: skip


def _named(place: Ranked) -> str:
    return f"{place.figures.name}（基数小）" if place.small else place.figures.name


def _ends(places: Sequence[Ranked], key: str) -> str:
    """Say who is first and who is last; regions without a value are neither."""
    counted = [place for place in places if place.rank is not None]
    first, last = (_value(place, key) for place in (counted[0], counted[-1]))
    if counted[0].rank == counted[-1].rank:
        return f"{len(counted)}个地区都是{first}。"
    ahead, behind = (
        "、".join(one.figures.name for one in counted if one.rank == rank)
        for rank in (counted[0].rank, counted[-1].rank)
    )
    least = INDICATOR[key].better == "down"
    words = ("最少", "最多") if least else ("最高", "最低")
    return f"{words[0]}：{ahead}{first}；{words[1]}：{behind}{last}。"


def _value(place: Ranked, key: str) -> str:
    """Return a value as a sentence prints it, a blank before it."""
    value, unit = place.figures[key], INDICATOR[key].unit
    return f" {value}%" if INDICATOR[key].is_rate else f" {value:,.0f} {unit}"
