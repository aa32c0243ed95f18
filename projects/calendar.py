"""Working time as pure functions of dates: days that are not stopped, and dates so many of them apart.

What stops a day is a stop window of the region or a suspension of the project (`projects.stops`
loads both); here a stop is a span of days and the words that name it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.periods import ONE_DAY


@dataclass(frozen=True, order=True)
class Span:
    """Days from `first` to `last`, both included; date.min and date.max stand for an open end."""

    first: date
    last: date
    words: str = ""

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Calendar:
    """The days on which work stands still.

    `spans` is what was given, `merged` the same days as disjoint spans in order, at least one day
    apart. More spans never make more working days: whatever is counted in them only shrinks.
    """

    spans: tuple[Span, ...] = ()
    merged: tuple[Span, ...] = ()

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "Calendar":
        """Build a calendar from spans in any order, overlapping or not; empty ones are ignored."""
        given = tuple(sorted(span for span in spans if span.first <= span.last))
        merged: list[Span] = []
        for span in given:
            if merged and (merged[-1].last == date.max or span.first <= merged[-1].last + ONE_DAY):
                if span.last > merged[-1].last:
                    merged[-1] = Span(merged[-1].first, span.last)
            else:
                merged.append(Span(span.first, span.last))
        return cls(given, tuple(merged))

    def stops(self, day: date) -> bool:
        """Say whether work stands still on a day."""
        return any(span.covers(day) for span in self.merged)

    def stopped_days(self, first: date, last: date) -> int:
        """Count the stopped days from `first` to `last`, both included; 0 for an empty range."""
        overlaps = (
            (min(span.last, last) - max(span.first, first)).days + 1 for span in self.merged
        )
        return sum(days for days in overlaps if days > 0)

    def working_days(self, first: date, last: date) -> int:
        """Count the days from `first` to `last`, both included, that are not stopped."""
        return max((last - first).days + 1, 0) - self.stopped_days(first, last)

    def add(self, day: date, count: int) -> date:
        """Return the working day that comes `count` working days after `day`.

        With 0 it is `day` itself, or the first working day after it when `day` is stopped.
        OverflowError where work never goes on again; ValueError for a negative count.
        """
        _check(count)
        for span in self.merged:
            if span.last < day:
                continue
            free = max((span.first - day).days, 0)
            if count < free:
                break
            count -= free
            day = span.last + ONE_DAY
        return day + ONE_DAY * count

    def subtract(self, day: date, count: int) -> date:
        """Return the working day that comes `count` working days before `day`; see `add`."""
        _check(count)
        for span in reversed(self.merged):
            if span.first > day:
                continue
            free = max((day - span.last).days, 0)
            if count < free:
                break
            count -= free
            day = span.first - ONE_DAY
        return day - ONE_DAY * count

    def touching(self, first: date, last: date) -> list[Span]:
        """Return the given spans with a day from `first` to `last`, in order."""
        return [span for span in self.spans if span.first <= last and span.last >= first]


def _check(count: int) -> None:
    if count < 0:
        raise ValueError(f"{count} working days")
