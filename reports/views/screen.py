"""The big screen (大屏) of a hall: the same figures, large, without a menu, asking anew by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core import clock
from core.views import PermittedView, page_or_part
from reports.comparing import measured
from reports.figures import Figures, figures_by_child
from reports.indicators import INDICATOR
from reports.ranking import ranked
from reports.views.overview import shown
from reports.views.panel_charts import pace_chart
from reports.views.panel_counts import deadlines, light_counts
from reports.views.scope import Scope, scope_of

MOST_PLACES: Final = 12  # as many as a screen has lines for
TONES: Final = ("light", "dark")


@dataclass(frozen=True)
class Large:
    """One number that is read from five metres, and what stands below it."""

    name: str
    value: Any
    unit: str
    places: int
    sub: str


class Screen(PermittedView):
    """An HTMX request gets the picture alone, which the page asks for every SCREEN_SECONDS."""

    permission = ("reports.view_report", "projects.view_campaign")

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request)
        tone = request.GET.get("tone", "")
        tone = tone if tone in TONES else TONES[0]
        context = {
            "title": f"{scope.region.name}老旧小区改造进展",
            "scope": scope,
            "as_of": scope.as_of,
            "taken": clock.now(),
            "tone": tone,
            "other_tone": next(one for one in TONES if one != tone),
            "seconds": settings.SCREEN_SECONDS,
            "address": request.get_full_path(),
            "overview_href": scope.href("reports:overview"),
            **picture(scope),
        }
        return page_or_part(request, "reports/screen.html", "reports/screen_part.html", context)


def picture(scope: Scope) -> dict[str, Any]:
    """Return what the screen shows of a region, a year and a date."""
    own, children = figures_by_child(scope.region.code, scope.year, scope.as_of, quantities=False)
    return {
        "large": large(own),
        "pace": pace_chart(scope),
        "deadlines": deadlines(scope),
        **ranking(measured(scope.region, children)),
        **light_counts(scope),
    }


def ranking(children: Sequence[Figures]) -> dict[str, Any]:
    """Return the regions by 开工率, by 已开工小区 where none has a plan."""
    known = any(one["start_rate"] is not None for one in children)
    indicator = INDICATOR["start_rate" if known else "started_communities"]
    places = ranked(children, indicator.key)
    values = [place.figures[indicator.key] for place in places]
    most = 100 if indicator.is_rate else max([1, *values])
    return {
        "ranked_by": indicator,
        "most": most,
        "places": list(zip(places, values, strict=True))[:MOST_PLACES],
        "left_out": max(len(places) - MOST_PLACES, 0),
    }


def large(own: Figures) -> list[Large]:
    """Return the four numbers on top."""
    plan = shown(own, "plan_communities")
    planned = "没有年度计划" if plan is None else f"计划 {plan:,} 个小区"
    return [
        Large("开工率", own["start_rate"], "%", 1, f"{planned}，已开工 {own['started_communities']:,} 个"),
        Large("完工率", own["completion_rate"], "%", 1, f"完工 {own['completed_communities']:,} 个，已验收 {own['accepted_communities']:,} 个"),
        Large("投资完成率", own["investment_rate"], "%", 1, f"完成 {own['invested_wan']:,.0f} 万元"),
        Large("滞后项目", own["lagging_projects"], "个", 0, f"其中未开工 {own['lagging_unstarted']:,} 个"),
    ]  # fmt: skip
