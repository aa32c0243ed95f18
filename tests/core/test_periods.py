"""Weeks over New Year, months of 28 days."""

from datetime import date

import pytest

from core.periods import Month, Week, weeks_back


@pytest.mark.parametrize(
    ("day", "monday", "iso"),
    [
        (date(2024, 12, 31), date(2024, 12, 30), (2025, 1)),
        (date(2025, 1, 1), date(2024, 12, 30), (2025, 1)),
        (date(2021, 1, 2), date(2020, 12, 28), (2020, 53)),
        (date(2021, 1, 4), date(2021, 1, 4), (2021, 1)),
        (date(2023, 7, 30), date(2023, 7, 24), (2023, 30)),
    ],
)
def test_a_day_belongs_to_one_iso_week(day: date, monday: date, iso: tuple[int, int]) -> None:
    week = Week.of(day)
    assert week.monday == monday
    assert week.iso == iso


def test_a_week_is_named_by_its_monday() -> None:
    with pytest.raises(ValueError, match="not a Monday"):
        Week(date(2023, 7, 25))
    assert Week(date(2023, 7, 24)).label == "2023年第30周（7月24日—7月30日）"


def test_weeks_follow_each_other_over_new_year() -> None:
    last = Week(date(2025, 1, 6))
    assert [str(week) for week in weeks_back(last, 3)] == ["2024-12-23", "2024-12-30", "2025-01-06"]
    assert last.previous().next() == last


def test_a_moment_beyond_sunday_is_in_the_next_week() -> None:
    week = Week(date(2023, 7, 24))
    assert week.moment(5, 18).isoformat() == "2023-07-28T18:00:00+08:00"
    assert week.moment(8, 9).isoformat() == "2023-07-31T09:00:00+08:00"


@pytest.mark.parametrize(
    ("month", "last"),
    [
        ("2023-02", date(2023, 2, 28)),
        ("2024-02", date(2024, 2, 29)),
        ("2023-12", date(2023, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(month: str, last: date) -> None:
    parsed = Month.parse(month)
    assert parsed.last == last
    assert parsed.next().previous() == parsed
    assert str(parsed) == month


@pytest.mark.parametrize("text", ["2023-13", "2023", "七月", "9999-12", "0001-01", "10000-01"])
def test_a_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is Python's own
        Month.parse(text)
