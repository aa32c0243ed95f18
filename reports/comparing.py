"""How regions side by side are measured, and which of them are named as fast and slow.

Annual plans are made by counties and above. Streets have none, so their rates are taken of what
the ledger lists for them: the communities that are in the plan, and the investment of the projects.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from accounts.choices import RegionLevel
from accounts.models import Region
from core import money
from reports.figures import Figures
from reports.indicators import Rows, rows_behind
from reports.ranking import Ranked, ranked

NAMED: Final = 5
LISTED: Final = Rows("projects:communities", {"out_of_plan": "0"})
BY_LEDGER: Final = (
    "街道（乡镇）没有年度计划：计划小区为台账列入计划的小区，开工率、完工率按它计算，"
    "投资完成率按项目总投资计算。"
)
RULE: Final = (
    f"开工较快、较慢按开工率各列至多{NAMED}个；地区不足{2 * NAMED}个的，各列一半，单数时居中的不列；"
    "数值与另一头相同的两头都不列；“基数小”指计划小区数不足规定个数。"
)


def is_measured_by_ledger(region: Region) -> bool:
    """Say whether the regions right below have no plans of their own."""
    return region.level in (RegionLevel.COUNTY, RegionLevel.STREET)


def measured(region: Region, children: Sequence[Figures]) -> list[Figures]:
    """Return the figures of the regions right below, with rates that can be compared."""
    if not is_measured_by_ledger(region):
        return list(children)
    return [one if one["plan_communities"] else _by_ledger(one) for one in children]


def _by_ledger(one: Figures) -> Figures:
    listed = one["programme_communities"] - one["out_of_plan_communities"]
    total = Decimal(str(one["total_investment_wan"]))
    rates = {
        "plan_communities": listed,
        "start_rate": money.rate(one["started_communities"], listed),
        "unstarted_rate": money.rate(one["unstarted_communities"], listed),
        "completion_rate": money.rate(one["completed_communities"], listed),
        "investment_rate": money.rate(Decimal(str(one["invested_wan"])), total),
    }
    return replace(one, values={**one.values, **rates})


def rows_of(key: str, region: Region) -> Rows | None:
    """Return the list behind an indicator of the regions right below `region`."""
    if key == "plan_communities" and is_measured_by_ledger(region):
        return LISTED
    return rows_behind(key)


@dataclass(frozen=True)
class Ends:
    """Who is named as fast and who as slow, each from its own end."""

    fast: Sequence[Ranked]
    slow: Sequence[Ranked]


def ends(regions: Sequence[Figures], key: str, most: int = NAMED) -> Ends:
    """Name `most` from either end, half of them where there are fewer; nobody is both.

    A value that reaches both ends says nothing of anybody and is left out of both.
    """
    places = [place for place in ranked(regions, key) if place.rank is not None]
    count = min(most, len(places) // 2)
    fast, slow = places[:count], places[len(places) - count :][::-1]
    both = {place.rank for place in fast} & {place.rank for place in slow}
    return Ends(
        [place for place in fast if place.rank not in both],
        [place for place in slow if place.rank not in both],
    )
