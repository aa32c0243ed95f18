"""Panels of the leaders' page: each is fetched after the page by its own address.

htmx gets the inside of the panel; a plain link gets a page with that panel alone, so that a
reader without scripts loses nothing. None of them costs the page that holds them a query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.http import HttpRequest, HttpResponseBase

from core.charts import Chart
from core.views import PermittedView, page_or_part
from reports.views.scope import Scope, scope_of


@dataclass(frozen=True)
class Slot:
    """The place of a panel on a page: its heading, its address, which height is kept for it."""

    url_name: str
    title: str
    height: str
    href: str
    width: str = ""

    @property
    def id(self) -> str:
        return self.url_name.removeprefix("reports:panel_")


# url name, title, reserved height (`.lazy-…` of portal.css), width on a desk
ALL: Final = (
    ("reports:panel_deadlines", "攻坚时限", "low", ""),
    ("reports:panel_lights", "项目亮灯", "least", "half"),
    ("reports:panel_voices", "投诉与质量", "least", "half"),
    ("reports:panel_pace", "投资与序时进度", "chart", "half"),
    ("reports:panel_trend", "开工完工走势", "chart", "half"),
    ("reports:panel_children", "各地区比较", "chart", ""),
    ("reports:panel_map", "项目分布", "map", ""),
    ("reports:panel_money", "资金缺口", "least", ""),
)
TITLES: Final = {name: title for name, title, *_ in ALL}
OF_HOME: Final = (
    "reports:panel_deadlines",
    "reports:panel_lights",
    "reports:panel_voices",
    "reports:panel_pace",
    "reports:panel_trend",
)


def slots(scope: Scope, wanted: Sequence[str] = ()) -> list[Slot]:
    """Return the panels of a page for its region, year and date, all of them or those wanted."""
    return [
        Slot(name, title, height, scope.href(name), width)
        for name, title, height, width in ALL
        if not wanted or name in wanted
    ]


class Panel(PermittedView):
    """One panel. A chart in it has `?export=xlsx` for its numbers."""

    template_name: ClassVar[str]
    permission: ClassVar[str | Sequence[str]] = "reports.view_report"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        scope = scope_of(request)
        found = self.context(scope)
        chart: Chart | None = found.get("chart")
        if chart is not None and request.GET.get("export") == "xlsx":
            return chart.as_workbook(request)
        context = self._around(scope) | found
        return page_or_part(request, "reports/panel_page.html", self.template_name, context)

    def context(self, scope: Scope) -> dict[str, Any]:
        """Return what the panel shows."""
        raise NotImplementedError

    def workbook(self, scope: Scope, **query: str) -> str:
        more = "".join(f"&{name}={value}" for name, value in query.items())
        return f"{scope.href(self.url_name)}{more}&export=xlsx"

    @property
    def title(self) -> str:
        return TITLES[self.url_name]

    @property
    def url_name(self) -> str:
        match = self.request.resolver_match
        assert match is not None
        return match.view_name

    def _around(self, scope: Scope) -> dict[str, Any]:
        return {
            "title": f"{scope.region.name}{self.title}",
            "panel_title": self.title,
            "panel_template": self.template_name,
            "scope": scope,
            "as_of": scope.as_of,
            "overview_href": scope.href("reports:overview"),
            "overview_name": f"{scope.region.name}驾驶舱",
        }
