"""Who benefits (受惠群众, S1-17): households, areas and communities of a year, begun and finished.

A 片区 is a project that renovates two or more communities together (连片改造). The counts are
those of the leaders' figures: a community in several projects counts once, see `classified`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from accounts.models import Region
from core import regions
from projects.choices import CommunityStage
from projects.models import Community, Project

DONE: Final = (CommunityStage.FINISHED, CommunityStage.ACCEPTED)


@dataclass
class Benefit:
    """One count: households, areas, communities."""

    households: int = 0
    areas: int = 0
    communities: int = 0


@dataclass
class RegionBenefit:
    """A region's counts; `own` marks what lies right at the parent's level."""

    region: Region
    begun: Benefit = field(default_factory=Benefit)
    finished: Benefit = field(default_factory=Benefit)
    own: bool = False
    total: bool = False

    @property
    def name(self) -> str:
        return "合计" if self.total else f"{self.region}本级" if self.own else str(self.region)


def benefits(region: Region, year: int, day: date) -> list[RegionBenefit]:
    """Return the total, then each region below that has any; three queries."""
    children = list(Region.objects.children_of(region.pk))
    found = _Sums(region, children)
    rows: Any = Community.objects.in_region(region.pk).classified(year, day)
    for code, stage, begun, households in rows.values_list(
        "region_id", "stage", "begun", "households"
    ):
        found.add(code, "begun", begun, households or 0, communities=1)
        found.add(code, "finished", stage in DONE, households or 0, communities=1)
    areas: Any = Project.objects.in_region(region.pk).of_year(year).areas()
    for code, started, finished in areas.values_list("site_id", "started_on", "finished_on"):
        found.add(code, "begun", _by(started, day), areas=1)
        found.add(code, "finished", _by(finished, day), areas=1)
    return [found.total, *(one for one in found.rows.values() if one.begun != Benefit())]


class _Sums:
    """The counts of a region and of each right below it."""

    def __init__(self, region: Region, children: Sequence[Region]) -> None:
        self.total = RegionBenefit(region, total=True)
        self.whole, self.parts = region.pk, [child.pk for child in children]
        self.rows = {child.pk: RegionBenefit(child) for child in children}
        self.rows[region.pk] = RegionBenefit(region, own=True)

    def add(
        self, code: int, side: str, counts: bool, households: int = 0, *, areas: int = 0,
        communities: int = 0,
    ) -> None:  # fmt: skip
        if not counts:
            return
        for row in (self.total, self.rows[regions.holder(code, self.parts, self.whole)]):
            one: Benefit = getattr(row, side)
            one.households += households
            one.areas += areas
            one.communities += communities


def _by(reached: date | None, day: date) -> bool:
    return reached is not None and reached <= day
