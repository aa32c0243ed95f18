"""Whose clock (时长归责): every day of a project is somebody's, and the days sum to what elapsed.

Of what claims a day the first of these holds: 合法停工 (stop windows, suspensions); a recorded event,
the one that began last, of two that began together the one recorded last; else whoever has the
first stage that is not reached. A stage counts as reached when a later one is.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from core.money import rate
from core.periods import ONE_DAY
from projects.calendar import Calendar
from projects.pace_choices import STAGE_PARTIES, ClockParty


@dataclass(frozen=True)
class Node:
    """A stage: where it stands in the order, what it is called, when it was reached."""

    order: int
    name: str
    met_on: date | None


@dataclass(frozen=True)
class Claim:
    """An event: the days from `start` until before `stop` (None: it lasts)."""

    start: date
    stop: date | None
    party: str
    words: str
    number: int = 0

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.stop is None or day < self.stop)


@dataclass(frozen=True)
class Stretch:
    """Days in a row of one party: from `start` until before `stop`."""

    start: date
    stop: date
    party: ClockParty
    words: str

    @property
    def days(self) -> int:
        return (self.stop - self.start).days

    @property
    def last(self) -> date:
        return self.stop - ONE_DAY


@dataclass(frozen=True)
class Part:
    """All days of one party and what they were about."""

    party: ClockParty
    days: int
    share: str
    words: str


@dataclass(frozen=True)
class Split:
    """The days from `start` until before `stop`, without a gap."""

    start: date
    stop: date
    stretches: tuple[Stretch, ...]

    @property
    def elapsed(self) -> int:
        return (self.stop - self.start).days

    @property
    def parts(self) -> list[Part]:
        """Return the days by party, most first."""
        days: Counter[ClockParty] = Counter()
        words: dict[ClockParty, dict[str, None]] = {}
        for one in self.stretches:
            days[one.party] += one.days
            words.setdefault(one.party, {})[one.words] = None
        return [
            Part(party, count, rate(count, self.elapsed) or "", "；".join(words[party]))
            for party, count in days.most_common()
        ]

    @property
    def sentence(self) -> str:
        """Return "90天＝居民意愿征集35＋审批20＋…"."""
        return f"{self.elapsed}天＝" + "＋".join(f"{p.party.label}{p.days}" for p in self.parts)


def split(
    start: date, stop: date, nodes: Iterable[Node], claims: Iterable[Claim], calendar: Calendar
) -> Split:
    """Give every day from `start` until before `stop` to one party."""
    stages, events = sorted(nodes, key=lambda one: one.order), list(claims)
    edges = {start, max(start, stop)}
    for span in calendar.merged:
        edges |= {span.first} | ({span.last + ONE_DAY} if span.last < date.max else set())
    for claim in events:
        edges |= {claim.start} | ({claim.stop} if claim.stop else set())
    edges |= {one.met_on for one in stages if one.met_on}
    inside = sorted(edge for edge in edges if start <= edge <= stop)
    found = tuple(
        Stretch(begin, end, *_owner(begin, stages, events, calendar))
        for begin, end in pairwise(inside)
    )
    return Split(start, max(start, stop), _joined(found))


def _owner(
    day: date, stages: Sequence[Node], events: Sequence[Claim], calendar: Calendar
) -> tuple[ClockParty, str]:
    if calendar.stops(day):
        names = dict.fromkeys(span.words for span in calendar.touching(day, day))
        return ClockParty.STOPPED, "、".join(filter(None, names))
    claims = [one for one in events if one.covers(day)]
    if claims:
        last = max(claims, key=lambda one: (one.start, one.number))
        return ClockParty(last.party), last.words
    return _stage(day, stages)


def _stage(day: date, stages: Sequence[Node]) -> tuple[ClockParty, str]:
    reached = [at for at, one in enumerate(stages) if one.met_on is not None and one.met_on <= day]
    at = max(reached, default=-1) + 1
    if at >= len(stages):
        return ClockParty.OTHER, "各节点均已达到" if stages else "没有节点"
    name = stages[at].name
    return STAGE_PARTIES.get(name, ClockParty.CONTRACTOR), name


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for one in stretches:
        last = found[-1] if found else None
        if last is not None and (last.party, last.words) == (one.party, one.words):
            found[-1] = Stretch(last.start, one.stop, last.party, last.words)
        else:
            found.append(one)
    return tuple(found)


def of_project(project: Any, day: date, calendar: Calendar) -> Split:
    """Split the days of a project from its beginning to `day`, or to its acceptance.

    It begins on 1 January of its programme year, or with the first node or event before that.
    """
    nodes = [
        Node(one.order, one.name, one.actual_on if one.met_by(day) else None)
        for one in project.milestones.all()
    ]
    dated = [one.actual_on or one.planned_on for one in project.milestones.all()]
    claims = claims_of(project)
    known = [*filter(None, dated), *(one.start for one in claims)]
    start = min([date(project.year, 1, 1), *known])
    accepted = project.accepted_on
    stop = accepted if accepted is not None and accepted <= day else day
    return split(start, stop + ONE_DAY, nodes, claims, calendar)


def claims_of(project: Any) -> list[Claim]:
    return [
        Claim(one.started_on, one.ended_on, one.party, one.reason, one.pk)
        for one in project.clock_events.all()
    ]


def of_lag(project: Any, due: date, day: date, calendar: Calendar) -> Split:
    """Split the days since the worst node was due."""
    nodes = [
        Node(one.order, one.name, one.actual_on if one.met_by(day) else None)
        for one in project.milestones.all()
    ]
    return split(due + ONE_DAY, day + ONE_DAY, nodes, claims_of(project), calendar)
