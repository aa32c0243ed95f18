"""Working days: the State Council's calendar with its 调休, weekdays where it is not yet known.

chinesecalendar carries the published arrangements (国务院办公厅 节假日安排) and ends with the last
one; later years count Monday to Friday. What an office enters itself (the function that setting
WORKING_DAY_TABLE names) stands above both, so that a new arrangement or a city's own holiday needs
no new version of the portal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import chinese_calendar
from django.conf import settings
from django.utils.module_loading import import_string

ONE: Final = timedelta(days=1)
FRIDAY: Final = 5
LONGEST: Final = 3660


@dataclass(frozen=True)
class WorkingDays:
    """The calendar of one place; `table` holds the days on which the office differs."""

    table: Mapping[date, bool] = field(default_factory=dict)

    def holds(self, day: date) -> bool:
        """Say whether `day` is a working day."""
        told = self.table.get(day)
        return published(day) if told is None else told

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`, which is itself never counted.

        With 0 the next working day that is not before `day`: a clock that starts on a holiday
        starts when people are back. ValueError for a negative count.
        """
        if count < 0:
            raise ValueError(count)
        found = day if count else self.next(day)
        for _ in range(count):
            found = self.next(found + ONE)
        return found

    def next(self, day: date) -> date:
        """Return `day` itself or the first working day after it."""
        for step in range(LONGEST):
            if self.holds(day + timedelta(days=step)):
                return day + timedelta(days=step)
        raise ValueError(f"no working day for ten years after {day}")

    def between(self, start: date, end: date) -> int:
        """Return how many working days lie in (start, end]; negative where end comes first."""
        if end < start:
            return -self.between(end, start)
        return sum(self.holds(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def published(day: date) -> bool:
    """Say whether the published calendar works on `day`; Monday to Friday beyond its end."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.isoweekday() <= FRIDAY


def working_days(region: int | None = None) -> WorkingDays:
    """Return the calendar that holds in a region, with one query; load it once for a list."""
    source: Callable[[int | None], Mapping[date, bool]] = import_string(settings.WORKING_DAY_TABLE)
    return WorkingDays(source(region))
