"""约谈前后进度对照 (D6): weekly speed before and after a talk, of those called and of others.

Pure arithmetic on percents by week. The week of the talk itself counts neither before nor after.
What happened after a talk is not said to have happened by it: the words give numbers alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import mean, median, quantiles
from typing import Final

from core.money import round_half_up
from core.periods import Week

REACH: Final = 4  # weeks back in which the percent that stands at an end of a window is looked for
PLACES: Final = Decimal("0.01")
Percents = Mapping[Week, Decimal]


@dataclass(frozen=True)
class Limits:
    """Below `least_weeks` nothing is said; below `least_projects` in either group no sentence."""

    least_weeks: int
    most_weeks: int
    least_projects: int
    band: Decimal


@dataclass(frozen=True)
class Change:
    """Speeds of one project in percentage points a week."""

    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Spread:
    """Median, mean and quartiles of some speeds; quartiles need at least two."""

    median: Decimal
    mean: Decimal
    low: Decimal | None
    high: Decimal | None

    @classmethod
    def of(cls, values: Sequence[Decimal]) -> "Spread":
        low = high = None
        if len(values) > 1:
            low, _, high = (
                round_half_up(v, PLACES) for v in quantiles(values, n=4, method="inclusive")
            )
        middle, average = median(values), mean(values)
        return cls(round_half_up(middle, PLACES), round_half_up(average, PLACES), low, high)

    @property
    def quartiles(self) -> str:
        return "—" if self.low is None else f"{self.low}—{self.high}"


@dataclass(frozen=True)
class Group:
    """The projects of one side of the comparison."""

    changes: tuple[Change, ...]

    @property
    def n(self) -> int:
        return len(self.changes)

    @cached_property
    def before(self) -> Spread | None:
        return Spread.of([one.before for one in self.changes]) if self.changes else None

    @cached_property
    def after(self) -> Spread | None:
        return Spread.of([one.after for one in self.changes]) if self.changes else None

    @cached_property
    def difference(self) -> Spread | None:
        return Spread.of([one.difference for one in self.changes]) if self.changes else None


@dataclass(frozen=True)
class Effect:
    """One talk, or several taken together (`weeks` is then the least of theirs)."""

    weeks: int
    called: Group
    others: Group
    left_out: int
    limits: Limits

    @property
    def ripe(self) -> bool:
        """Say whether enough weeks have passed to show numbers at all."""
        return self.weeks >= self.limits.least_weeks

    @property
    def enough(self) -> bool:
        least = self.limits.least_projects
        return self.ripe and min(self.called.n, self.others.n) >= least

    @property
    def sentence(self) -> str:
        """The comparison in words, or why there is none."""
        limits = self.limits
        if not self.ripe:
            return f"约谈后满{limits.least_weeks}周才列对照，现有{max(self.weeks, 0)}周数据。"
        if not self.enough:
            return (
                f"被约谈{self.called.n}个、可比{self.others.n}个，"
                f"有一方少于{limits.least_projects}个项目，只列数据，不作对照。"
            )
        return (
            f"被约谈的{self.called.n}个项目周进度中位数，约谈前{_speed(self.called.before)}、"
            f"约谈后{_speed(self.called.after)}百分点/周；同期可比的{self.others.n}个项目"
            f"由{_speed(self.others.before)}到{_speed(self.others.after)}百分点/周。"
            "两组差别还可能出自季节、工序和资金等，数据不说明原因。"
        )


def weeks_between(talk: Week, last: Week, limits: Limits) -> int:
    """Return how many whole weeks after the talk's week have been reported, at most the limit."""
    passed = (last.monday - talk.monday).days // 7
    return min(passed, limits.most_weeks)


def change_of(percents: Percents, talk: Week, weeks: int) -> Change | None:
    """Return the speeds in `weeks` weeks before and after the week of a talk.

    None for a project that was complete before the talk or did not report in one of the windows.
    """
    ends = (
        _standing(percents, talk.previous(weeks + 1), REACH),
        _standing(percents, talk.previous(1), weeks),
        _standing(percents, talk, REACH),
        _standing(percents, talk.previous(-weeks), weeks),
    )
    if any(end is None for end in ends):
        return None
    first, before, begin, last = (end for end in ends if end is not None)
    if before >= 100:
        return None
    return Change((before - first) / weeks, (last - begin) / weeks)


def pool(effects: Sequence[Effect], limits: Limits) -> Effect:
    """Take several talks together; a project called twice counts twice."""
    ripe = [one for one in effects if one.ripe]
    return Effect(
        weeks=min((one.weeks for one in ripe), default=0),
        called=Group(tuple(change for one in ripe for change in one.called.changes)),
        others=Group(tuple(change for one in ripe for change in one.others.changes)),
        left_out=sum(one.left_out for one in ripe),
        limits=limits,
    )


def _standing(percents: Percents, week: Week, reach: int) -> Decimal | None:
    """Return the percent at the end of a week, from the `reach` weeks that end with it."""
    for back in range(reach):
        found = percents.get(week.previous(back))
        if found is not None:
            return found
    return None


def _speed(spread: Spread | None) -> str:
    return "—" if spread is None else f"{spread.median}"
