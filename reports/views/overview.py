"""The leaders' page (驾驶舱): a region's figures, its children ranked, what does not add up."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.columns import Column, Row
from core.views import PermittedView
from reports.comparing import BY_LEDGER, is_measured_by_ledger, measured, rows_of
from reports.figures import Figures, figures_by_child
from reports.indicators import INDICATOR, Indicator
from reports.ranking import Ranked, ranked
from reports.views.panels import slots
from reports.views.scope import Scope, scope_of

# one card each: the number in large, and what stands below it, `{key}` a figure
CARDS: Final[tuple[tuple[str, str], ...]] = (
    ("started_communities", "计划 {plan_communities} 个，开工率 {start_rate}"),
    ("unstarted_communities", "占计划 {unstarted_rate}，暂缓 {suspended_communities} 个"),
    ("completed_communities", "完工率 {completion_rate}，已验收 {accepted_communities} 个"),
    ("invested_wan", "年度计划 {annual_plan_wan} 万元，完成 {investment_rate}"),
    ("lagging_projects", "其中未开工 {lagging_unstarted} 个"),
    ("funding_gap_wan", "总缺口；落实 {secured_wan} 万元"),
    ("received_wan", "已拨付 {paid_wan} 万元"),
    ("quality_complaints", "本年度 1 月 1 日起"),
    ("disputes", "其中群体性事件 {mass_incidents} 件"),
    ("households", "{plan_buildings} 栋，{floor_area_m2} ㎡"),
)
# the children's table: indicator, its short heading, whether phones show it
COLUMNS: Final[tuple[tuple[str, str, bool], ...]] = (
    ("plan_communities", "计划小区", False),
    ("started_communities", "已开工", True),
    ("start_rate", "开工率", True),
    ("unstarted_communities", "未开工", False),
    ("completed_communities", "完工", False),
    ("completion_rate", "完工率", False),
    ("invested_wan", "完成投资", False),
    ("investment_rate", "投资完成率", True),
    ("lagging_projects", "滞后项目", True),
    ("funding_gap_wan", "总缺口", False),
    ("quality_complaints", "质量投诉", False),
    ("disputes", "矛盾纠纷", False),
)
PLAN_KEYS: Final = ("plan_communities", "plan_households", "annual_plan_wan")
RANKABLE: Final = tuple(key for key, *_ in COLUMNS if INDICATOR[key].better)
FIRST_RANK: Final = "start_rate"


@dataclass(frozen=True)
class Card:
    """One figure in large."""

    indicator: Indicator
    value: Any
    sub: str
    href: str | None


class Overview(PermittedView):
    permission = "reports.view_report"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request)
        asked = request.GET.get("rank", "")
        found = overview(scope, asked) | {"slots": slots(scope)}
        return render(request, "reports/overview.html", found)


def overview(scope: Scope, rank_by: str = "") -> dict[str, Any]:
    """Return what the leaders' page shows: 6 queries for the figures, whatever the region."""
    code, year, day = scope.region.code, scope.year, scope.as_of
    own, found = figures_by_child(code, year, day, quantities=False)
    children = measured(scope.region, found)
    key = rank_by if rank_by in RANKABLE else FIRST_RANK
    columns = child_columns(scope, key)
    return {
        "title": f"{scope.region.name}驾驶舱",
        "scope": scope,
        "as_of": scope.as_of,
        "own": own,
        "cards": cards(own),
        "filter": None,
        "columns": columns,
        "rows": [Row(columns, place) for place in ranked(children, key)],
        "rank": key,
        "rankable": [INDICATOR[one] for one in RANKABLE],
        "checks": own.checks,
        "children_checks": [child for child in children if child.checks],
        "children": children,
        "ranking_note": f"按{INDICATOR[key].name}从好到差，数值相同的名次并列；"
        f"计划不足{settings.SMALL_DENOMINATOR}个小区的注明基数小",
        "ledger_note": BY_LEDGER if is_measured_by_ledger(scope.region) else "",
        "definitions_href": scope.href("reports:indicators"),
        "trail": [(one.name, scope.href("reports:overview", one.code)) for one in scope.trail[:-1]],
    }


def cards(own: Figures) -> list[Card]:
    """Return the figure cards of a region."""
    words = {key: _text(own, INDICATOR[key]) for key in INDICATOR}
    return [
        Card(INDICATOR[key], shown(own, key), sub.format(**words), INDICATOR[key].href_of(own))
        for key, sub in CARDS
    ]


def child_columns(scope: Scope, ranked_by: str) -> tuple[Column, ...]:
    """Return the columns of the ranked children: place, name, then the figures with their rows."""
    lead = (
        Column("名次", lambda place: place.rank, "number"),
        Column(
            "地区",
            _name,
            primary=True,
            link=lambda place: scope.href("reports:overview", place.figures.region),
        ),
    )
    return lead + tuple(
        _column(scope, INDICATOR[key], name, key == ranked_by, on_phone or key == ranked_by)
        for key, name, on_phone in COLUMNS
    )


def _column(scope: Scope, indicator: Indicator, name: str, is_rank: bool, on_phone: bool) -> Column:
    rows = indicator.rows and rows_of(indicator.key, scope.region)

    def listed(place: Ranked) -> str | None:
        return rows.of(place.figures) if rows else None

    return Column(
        f"{name} ▾" if is_rank else name,
        lambda place: shown(place.figures, indicator.key),
        "rate" if indicator.is_rate else "number",
        unit=indicator.unit,
        places=indicator.places,
        on_phone=on_phone,
        link=listed,
    )


def _name(place: Ranked) -> str:
    return f"{place.figures.name}（基数小）" if place.small else place.figures.name


def shown(own: Figures, key: str) -> Any:
    """Return what a page prints of an indicator: None instead of the 0 of a plan that is absent."""
    value = own[key]
    return None if value == 0 and key in PLAN_KEYS else value


def _text(own: Figures, indicator: Indicator) -> str:
    value = shown(own, indicator.key)
    if value is None:
        return "—"
    return f"{value}%" if indicator.is_rate else f"{value:,.0f}"
