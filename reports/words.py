"""Words for regions and changes that reports share."""

from decimal import Decimal
from typing import Final, NamedTuple

from accounts.models import Region
from core import money

# key of the section whose numbers are the office's own: deadlines, how many times
REQUIREMENTS: Final = "requirements"


class RegionWords(NamedTuple):
    """How running text speaks of a region as a whole and of those right below it."""

    whole: str
    below: str

    @property
    def each(self) -> str:
        """Return 各县区 for headings, where 各县（区） is for running text."""
        return self.below.replace("（区）", "区")


def whole_region(region: Region) -> RegionWords:
    """Return 全市 and 各县（区） for a city, and the like for other levels."""
    return {
        "省": RegionWords("全省", "各市"),
        "市": RegionWords("全市", "各县（区）"),
        "区县": RegionWords(f"全{region.name[-1]}", "各街道（乡镇）"),
    }.get(region.level, RegionWords(region.name, "各社区"))


def change_of_rate(now: str | None, before: str | None) -> str:
    """Return 提高9.2个百分点, 下降0.3个百分点 or 持平; — when either is unknown."""
    points = money.points(now, before)
    if points is None:
        return "—"
    change = Decimal(points)
    if not change:
        return "持平"
    return f"{'提高' if change > 0 else '下降'}{abs(change)}个百分点"


def against_time(rate: str | None, elapsed: str) -> str:
    """Return how far a rate is ahead of (超) or behind (低于) the elapsed share of the year."""
    points = money.points(rate, elapsed)
    if points is None:
        return "—"
    gap = Decimal(points)
    if not gap:
        return "与时间进度持平"
    return f"{'超' if gap > 0 else '低于'}时间进度{abs(gap)}个百分点"
