"""The map panel: projects as pins by light, and the same as a list beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from core import maps
from core.columns import Column, Row
from core.links import page, row_page
from projects.models import Project
from projects.pace.lights import ProjectLights, lights
from projects.pace_choices import LIGHT_BADGES, Light
from projects.project_filters import LIT
from reports.views.panel_counts import listed
from reports.views.panels import Panel
from reports.views.scope import Scope

# worst first: what is drawn last lies on top
LETTERS: Final = {
    Light.RED: "红",
    Light.YELLOW: "黄",
    Light.GREEN: "绿",
    Light.GREY: "停",
    None: "·",
}
ORDER: Final = tuple(LETTERS)
SHOWN: Final = 500  # pins and lines; a region with more is looked at by its districts


@dataclass(frozen=True)
class Place:
    """One project with its light, and where it is."""

    project: Any
    lit: ProjectLights

    @property
    def light(self) -> Light | None:
        return self.lit.light

    @property
    def name(self) -> str:
        name: str = self.project.name
        return name

    @property
    def href(self) -> str:
        return row_page("projects:project", self.project.pk)

    def pin(self) -> maps.Pin:
        return maps.Pin(
            self.project.latitude,
            self.project.longitude,
            self.light.value if self.light else "none",
            LETTERS[self.light],
            self.name,
            self.lit.sentence,
            self.href,
        )


COLUMNS: Final = (
    Column(
        "亮灯", lambda one: one.light.label if one.light else "", "badge",
        badge=lambda one: LIGHT_BADGES[one.light],
    ),
    Column("项目", "name", primary=True, link=lambda one: one.href),
    Column("地区", "project.site.name"),
)  # fmt: skip


class MapPanel(Panel):
    template_name = "reports/panel_map.html"
    permission = ("reports.view_report", "projects.view_project")

    def context(self, scope: Scope) -> dict[str, Any]:
        rows = Project.objects.in_region(scope.region.code).of_year(scope.year)
        total = rows.count()
        found = places(rows, scope)
        placed = len(found)
        return {
            "map": maps.drawing([one.pin() for one in found[:SHOWN]]),
            "columns": COLUMNS,
            "rows": [Row(COLUMNS, one) for one in found[:SHOWN]],
            "placed": placed,
            "more": max(placed - SHOWN, 0),
            "unplaced": total - placed,
            "placed_href": _register(scope, unplaced=0),
            "unplaced_href": _register(scope, unplaced=1),
        }


def places(rows: Any, scope: Scope) -> Sequence[Place]:
    """Return the projects whose place is known, the worst light first."""
    day = scope.as_of
    seen = rows.placed().with_standing(day)
    found = list(seen.select_related("site").only(*LIT, "name", "site__name").order_by("number"))
    lit = lights(found, day)
    return sorted(
        (Place(row, lit[row.pk]) for row in found), key=lambda one: ORDER.index(one.light)
    )


def _register(scope: Scope, **query: int) -> str:
    return listed(page("projects:projects"), scope, year=scope.year, **query)
