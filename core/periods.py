"""Weeks and months as pure functions. A week is named by its Monday (ISO 8601)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from django.utils import timezone

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
# the days that somebody may enter: none before, and nobody plans beyond
FIRST_ENTERED, LAST_ENTERED = date(1949, 10, 1), date(2100, 12, 31)


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week, Monday to Sunday."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"{self.monday} is not a Monday")

    @classmethod
    def of(cls, day: date) -> "Week":
        """Return the week that `day` falls in."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def iso(self) -> tuple[int, int]:
        """Return (ISO year, ISO week number); 2 January 2021 is week 53 of 2020."""
        year, number, _ = self.monday.isocalendar()
        return year, number

    @property
    def name(self) -> str:
        year, number = self.iso
        return f"{year}年第{number}周"

    @property
    def label(self) -> str:
        return f"{self.name}{self.dates}"

    @property
    def dates(self) -> str:
        return f"（{self.monday:%-m月%-d日}—{self.sunday:%-m月%-d日}）"

    def previous(self, weeks: int = 1) -> "Week":
        return Week(self.monday - weeks * ONE_WEEK)

    def next(self) -> "Week":
        return Week(self.monday + ONE_WEEK)

    def moment(self, weekday: int, hour: int) -> datetime:
        """Return the aware local time of ISO `weekday` (1–7; 8+ is in the next week) at `hour`."""
        day = self.monday + timedelta(days=weekday - 1)
        return timezone.make_aware(datetime.combine(day, time(hour)))

    def __str__(self) -> str:
        return self.monday.isoformat()


def weeks_back(last: Week, count: int) -> list[Week]:
    """Return `count` weeks that end with `last`, oldest first."""
    return [last.previous(n) for n in range(count - 1, -1, -1)]


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2023-07`; ValueError otherwise, and where the month before or after is no date."""
        year, month = text.split("-")
        parsed = cls(int(year), int(month))
        if not MINYEAR < parsed.first.year < MAXYEAR:
            raise ValueError(text)
        return parsed

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.next().first - ONE_DAY

    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> "Month":
        return Month.of(self.first - ONE_DAY)

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


def year_before(day: date) -> date:
    """Return the same day of the year before; 28 February for 29 February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def days(first: date, last: date) -> Iterator[date]:
    """Yield each day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
