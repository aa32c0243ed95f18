"""Working time is arithmetic on dates: what holds for any spans and any days."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.calendar import Calendar, Span

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(2022, 1, 1), date(2025, 12, 31))
COUNTS = st.integers(0, 500)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = draw(DAYS)
    return Span(first, first + timedelta(days=draw(st.integers(-3, 150))))


CALENDARS = st.lists(spans(), max_size=8).map(Calendar.of)


def by_hand(calendar: Calendar, first: date, last: date) -> int:
    """Count unstopped days one by one, from the spans as they were given."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(not any(span.covers(day) for span in calendar.spans) for day in days)


@CALM
@given(CALENDARS, DAYS, DAYS)
def test_working_days_are_those_that_one_counts_by_hand(
    calendar: Calendar, first: date, last: date
) -> None:
    assert calendar.working_days(first, last) == by_hand(calendar, first, last)
    assert calendar.stopped_days(first, last) + calendar.working_days(first, last) == max(
        (last - first).days + 1, 0
    )


@CALM
@given(CALENDARS, DAYS, COUNTS)
def test_adding_days_ends_on_a_working_day_with_so_many_before_it(
    calendar: Calendar, day: date, count: int
) -> None:
    found = calendar.add(day, count)
    assert not calendar.stops(found)
    assert calendar.working_days(day, found) == count + 1


@CALM
@given(CALENDARS, DAYS, COUNTS)
def test_subtracting_days_ends_on_a_working_day_with_so_many_after_it(
    calendar: Calendar, day: date, count: int
) -> None:
    found = calendar.subtract(day, count)
    assert not calendar.stops(found)
    assert calendar.working_days(found, day) == count + 1


@CALM
@given(CALENDARS, DAYS, COUNTS)
def test_adding_undoes_subtracting(calendar: Calendar, day: date, count: int) -> None:
    working = calendar.add(day, 0)
    assert calendar.add(calendar.subtract(working, count), count) == working
    assert calendar.subtract(calendar.add(working, count), count) == working


@CALM
@given(CALENDARS, spans(), DAYS, DAYS, COUNTS)
def test_a_further_window_never_makes_more_working_days(
    calendar: Calendar, more: Span, first: date, last: date, count: int
) -> None:
    wider = Calendar.of([*calendar.spans, more])
    assert wider.working_days(first, last) <= calendar.working_days(first, last)
    assert wider.add(first, count) >= calendar.add(first, count)
    assert wider.subtract(first, count) <= calendar.subtract(first, count)


@CALM
@given(CALENDARS, DAYS, COUNTS, COUNTS)
def test_days_add_up(calendar: Calendar, day: date, first: int, second: int) -> None:
    assert calendar.add(calendar.add(day, first), second) == calendar.add(day, first + second)


@CALM
@given(DAYS, COUNTS)
def test_without_windows_every_day_is_a_working_day(day: date, count: int) -> None:
    assert Calendar().add(day, count) == day + timedelta(days=count)
    assert Calendar().subtract(day, count) == day - timedelta(days=count)


@CALM
@given(st.lists(spans(), max_size=8))
def test_the_order_of_windows_does_not_matter(given_spans: list[Span]) -> None:
    assert Calendar.of(given_spans) == Calendar.of(reversed(given_spans))


def test_an_examination_in_june_is_jumped_over() -> None:
    calendar = Calendar.of([Span(date(2023, 6, 7), date(2023, 6, 10), "高考")])
    assert calendar.subtract(date(2023, 6, 12), 5) == date(2023, 6, 3)
    assert calendar.add(date(2023, 6, 3), 5) == date(2023, 6, 12)
    assert calendar.working_days(date(2023, 6, 1), date(2023, 6, 30)) == 26


def test_work_that_never_goes_on_has_no_date() -> None:
    calendar = Calendar.of([Span(date(2023, 6, 1), date.max)])
    assert calendar.working_days(date(2023, 5, 1), date(2023, 12, 31)) == 31
    with pytest.raises(OverflowError):
        calendar.add(date(2023, 5, 1), 31)


def test_a_negative_number_of_days_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="-1"):
        Calendar().add(date(2023, 6, 1), -1)
