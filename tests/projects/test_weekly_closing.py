"""Closing a week: once, whoever calls and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from core.deadlines import WeeklyRule, cutoff_at
from core.exceptions import Refusal
from projects.models import WeekClosing, WeeklyEntry
from projects.services.weekly import save_cell
from projects.services.weeks import close_week, is_open, openness
from tests.api.conftest import api
from tests.projects.weekly_help import LAST, WEEK, started


def test_the_moments_come_from_the_settings(settings):
    assert cutoff_at(LAST) == timezone.make_aware(datetime(2023, 7, 30, 20))
    settings.WEEKLY_RULES = (WeeklyRule(cutoff=(8, 9)),)
    assert cutoff_at(LAST) == timezone.make_aware(datetime(2023, 7, 31, 9))


def test_a_second_closing_changes_nothing(city):
    first = close_week(city.region, LAST, city.office)
    second = close_week(city.region, LAST)
    assert first.pk == second.pk
    assert WeekClosing.objects.get().closed_by == city.office


def test_a_closed_region_closes_what_is_below_it_alone(city):
    close_week(city.district, LAST)
    assert not is_open(city.street.pk, LAST)
    assert not is_open(city.district.pk, LAST)
    assert is_open(city.other_district.pk, LAST)
    assert is_open(city.region.pk, LAST)
    assert is_open(city.district.pk, WEEK)


def test_openness_of_the_city_knows_the_districts(city):
    close_week(city.district, LAST)
    known = openness(city.region.pk, LAST)
    assert not known.is_open(city.street.pk)
    assert known.is_open(city.other_district.pk)


def test_a_week_that_has_not_begun_is_neither_open_nor_closed(city):
    assert not is_open(city.district.pk, WEEK.next())
    with pytest.raises(Refusal, match="尚未开始"):
        close_week(city.region, WEEK.next())


def test_only_the_office_closes_by_hand(city):
    for user in (city.clerk, city.reviewer, city.leader):
        with pytest.raises(PermissionDenied):
            close_week(city.region, LAST, user)


def test_nobody_closes_a_week_by_hand_before_it_is_due(city):
    with pytest.raises(Refusal, match="填报尚未截止，8月4日18时后才能冻结"):
        close_week(city.region, WEEK, city.office)
    answer = api(city.office).post(f"/api/v1/weeks/{WEEK}/close/")
    assert answer.status_code == 400
    assert "填报尚未截止" in answer.content.decode()
    assert not WeekClosing.objects.exists()
    assert api(city.office).post(f"/api/v1/weeks/{LAST}/close/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_six_at_once_close_it_once(city):
    def close(_: int) -> int:
        try:
            return close_week(city.region, LAST).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        closings = set(pool.map(close, range(6)))
    assert len(closings) == 1
    assert WeekClosing.objects.filter(week=date(2023, 7, 24)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_cells_of_one_entry_typed_at_once_are_both_kept(city):
    project = started(city.district)

    def save(cell: tuple[str, str]) -> None:
        try:
            save_cell(city.clerk, project.pk, WEEK, *cell, "")
        finally:
            connection.close()

    cells = [("percent", "55"), ("workers", "8"), ("invested", "820"), ("problem", "无")]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, cells))
    entry = WeeklyEntry.objects.get(project=project)
    assert (entry.percent, entry.workers, entry.invested, entry.problem) == (
        55,
        8,
        8_200_000,
        "无",
    )
