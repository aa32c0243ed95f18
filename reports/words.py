"""Words for regions and changes that reports share."""

from decimal import Decimal
from typing import Final, NamedTuple

from accounts.models import Region
from core import money

# key of the section whose numbers are the office's own: deadlines, how many times
REQUIREMENTS: Final = "requirements"
# how regions of a level end; the first where a name ends otherwise
KINDS: Final = {"省": "省市区", "市": "市州盟", "区县": "县区市旗"}


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
    below = {"省": "各市", "市": "各县（区）", "区县": "各街道（乡镇）"}.get(region.level)
    if below is None:
        return RegionWords(region.name, "各社区")
    return RegionWords(f"全{kind_of(region)}", below)


def kind_of(region: Region) -> str:
    """Return what a region calls itself: 省, 市, 自治州 is 州, 区 or 县; by its level if unnamed."""
    last = region.name[-1]
    return last if last in KINDS[region.level] else KINDS[region.level][0]


class Recipients(NamedTuple):
    """To whom a document of a region goes (主送机关) and whom it is copied to (抄送机关)."""

    addressee: str
    cc: str


def recipients(region: Region) -> Recipients:
    """Return the customary recipients: what is below, the region's own departments and offices."""
    below = whole_region(region).below
    if region.level in ("街道", "社区"):
        return Recipients(f"{below}，各有关单位：", "")
    kind = kind_of(region)
    governments = f"{below}人民政府" if region.level != "区县" else "各街道办事处，各乡镇人民政府"
    office = "办公厅" if region.level == "省" else "办公室"
    return Recipients(
        f"{governments}，{kind}直有关部门：", f"{kind}委{office}，{kind}政府{office}。"
    )


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
