"""Catch-up arithmetic (赶工倒算): the progress a week that a deadline needs, against what was ever done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from django.conf import settings

from core.money import CENT, plain, round_half_up
from core.periods import ONE_DAY, ONE_WEEK, Week
from projects.calendar import Calendar
from projects.choices import EntryState
from projects.models import WeeklyEntry
from projects.pace_choices import Chance

BEST: Final = 4
ZERO: Final = Decimal(0)
Weeks = Sequence[tuple[date, Decimal]]


@dataclass(frozen=True)
class CatchUp:
    """What one deadline asks of one project. Percent and percent a week; None where unknown."""

    goal: Decimal
    percent: Decimal
    open_days: int
    needed: Decimal | None
    best: Decimal | None
    chance: Chance

    @property
    def sentence(self) -> str:
        """Return "还有121天，每周须完成2.8%；最好四周平均1.9%，不可能"."""
        if self.chance == Chance.DONE:
            return f"已达到 {plain(self.goal)}%"
        left = f"扣除停工还有{self.open_days}天"
        if self.needed is None:
            return f"{left}，还差 {plain(self.goal - self.percent)}%，{self.chance.label}"
        best = "还没有周进度可比" if self.best is None else f"最好四周平均 {plain(self.best)}%"
        return f"{left}，每周须完成 {plain(self.needed)}%；{best}：{self.chance.label}"


def catch_up(
    percent: Decimal | None, best: Decimal | None, goal: Decimal, day: date, due: date,
    calendar: Calendar,
) -> CatchUp:  # fmt: skip
    """Work out what it takes from the day after `day` to `due`, stopped days left out."""
    now = percent or ZERO
    left = calendar.working_days(day + ONE_DAY, due)
    if now >= goal:
        return CatchUp(goal, now, left, None, best, Chance.DONE)
    if not left:
        return CatchUp(goal, now, left, None, best, Chance.IMPOSSIBLE)
    needed = round_half_up((goal - now) * 7 / left, CENT)
    return CatchUp(goal, now, left, needed, best, _chance(needed, best))


def _chance(needed: Decimal, best: Decimal | None) -> Chance:
    if best is None:
        return Chance.UNKNOWN
    if needed <= best * settings.CATCH_UP_REALISTIC:
        return Chance.REALISTIC
    return Chance.STRETCHED if needed <= best * settings.CATCH_UP_IMPOSSIBLE else Chance.IMPOSSIBLE


def best_weeks(weeks: Weeks) -> Decimal | None:
    """Return the mean progress of the best four weeks, to 0.01; None without two weeks to compare.

    What was done over a gap of several weeks is spread over them evenly; falls do not count.
    """
    gains: list[Decimal] = []
    for (before, low), (after, high) in pairwise(weeks):
        apart = max((after - before) // ONE_WEEK, 1)
        gains += [max(high - low, ZERO) / apart] * apart
    top = sorted(gains, reverse=True)[:BEST]
    return round_half_up(sum(top, ZERO) / len(top), CENT) if top else None


def weekly_percents(pks: Iterable[int], day: date) -> Mapping[int, Weeks]:
    """Return the accepted weekly percents of projects in order of weeks, in one query."""
    found: defaultdict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    rows = WeeklyEntry.objects.filter(
        project__in=list(pks), week__lte=Week.of(day).monday, state=EntryState.ACCEPTED,
        percent__isnull=False,
    )  # fmt: skip
    for pk, week, percent in rows.order_by("week").values_list("project_id", "week", "percent"):
        found[pk].append((week, percent or ZERO))
    return found
