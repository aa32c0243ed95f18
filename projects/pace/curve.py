"""序时进度: what share of a project was to be done by a day, stopped days taken out.

Linear between planned start and finish, or along the planned dates of its nodes by their weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from core.money import round_half_up
from core.periods import ONE_DAY
from projects.calendar import Calendar

FULL: Final = Decimal(100)
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Point:
    """A node of the plan: by `day` (its end) `weight` of the whole is to be done on top."""

    day: date
    weight: Decimal


def linear(start: date, finish: date, day: date, calendar: Calendar) -> Decimal:
    """Return the percent planned by the end of `day`, to 0.1.

    The days from `start` to `finish`, both included, that are not stopped make up the whole.
    """
    return along(start, [Point(finish, Decimal(1))], day, calendar)


def along(start: date, points: Sequence[Point], day: date, calendar: Calendar) -> Decimal:
    """Return the percent planned by the end of `day`: linear from each point to the next.

    Weights count relative to their sum. A stretch whose days are all stopped is due at its end.
    """
    total = sum((point.weight for point in points), ZERO)
    if not total:
        return ZERO
    done, begin = ZERO, start
    for point in sorted(points, key=lambda one: one.day):
        done += point.weight * _share(begin, point.day, day, calendar)
        begin = max(begin, point.day + ONE_DAY)
    return round_half_up(done * FULL / total)


def _share(begin: date, end: date, day: date, calendar: Calendar) -> Decimal:
    """Return how much of the days from `begin` to `end` has passed by the end of `day`, 0 to 1."""
    if day >= end:
        return Decimal(1)
    if day < begin:
        return ZERO
    whole = calendar.working_days(begin, end)
    return Decimal(calendar.working_days(begin, day)) / whole if whole else ZERO
