"""填报率 and 按时率: counted from rows, whatever anybody clicked."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Region
from core.deadlines import due_at
from core.periods import Week, weeks_back
from projects.choices import EntryState
from projects.completeness import calendar, missing, reporting_status
from projects.models import Project, Suspension, WeeklyEntry
from tests.city import as_user, user_with
from tests.factories import EntryFactory
from tests.pages import text_of
from tests.projects.weekly_help import LAST, started


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(2023, 7, day, hour, minute))


@pytest.fixture
def reported(city):
    """甲区 owes 4: on time, late, imported, and one whose click has no value; 乙县 owes 1."""
    rows = [started(city.district) for _ in range(3)] + [started(city.street)]
    EntryFactory(project=rows[0], submitted_at=moment(28, 18))
    EntryFactory(project=rows[1], submitted_at=moment(28, 18, 1), state=EntryState.SUBMITTED)
    EntryFactory(project=rows[2], submitted_at=None)
    EntryFactory(project=rows[3], invested=None, state=EntryState.SUBMITTED)
    started(city.other_district)
    return rows


def test_a_click_without_a_value_is_missing(city, reported):
    status = reporting_status(city.region.pk, LAST)
    first, second = status.rows
    assert (first.name, first.tally.owed, first.tally.reported) == ("甲区", 4, 3)
    assert (first.tally.reporting_rate, first.tally.timely_rate) == ("75.0", "33.3")
    assert (second.tally.owed, second.tally.reported, second.tally.reporting_rate) == (1, 0, "0.0")
    assert (status.total.owed, status.total.missing) == (5, 2)


def test_the_missing_list_has_exactly_the_rows_counted(city, reported):
    status = reporting_status(city.region.pk, LAST)
    assert status.missing.count() == status.total.missing
    assert reported[3] in status.missing
    for row in status.rows:
        assert missing(row.region.pk, LAST).count() == row.tally.missing


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.RETURNED])
def test_drafts_and_returned_entries_do_not_count(city, state):
    EntryFactory(project=started(city.district), state=state)
    assert reporting_status(city.district.pk, LAST).total.reported == 0


def test_as_of_an_earlier_moment_the_later_submission_is_missing(city, reported):
    status = reporting_status(city.district.pk, LAST, at=moment(28, 18))
    assert (status.total.reported, status.total.missing) == (2, 2)
    assert status.missing.count() == 2


def test_a_project_suspended_the_whole_week_owes_nothing(city):
    whole, part = started(city.district), started(city.district)
    Suspension.objects.create(project=whole, started_on=date(2023, 7, 1))
    Suspension.objects.create(project=part, started_on=date(2023, 7, 26))
    EntryFactory(project=whole)
    total = reporting_status(city.district.pk, LAST).total
    assert (total.owed, total.reported) == (1, 0)


def test_a_project_accepted_before_the_week_owes_nothing(city):
    done = {"finished_on": date(2023, 7, 1)}
    started(city.district, accepted_on=date(2023, 7, 23), **done)
    started(city.district, accepted_on=date(2023, 7, 24), **done)
    assert reporting_status(city.district.pk, LAST).total.owed == 1


def test_a_region_that_owes_nothing_has_no_rate(city):
    total = reporting_status(city.district.pk, LAST).total
    assert (total.owed, total.reporting_rate, total.timely_rate) == (0, None, None)


def test_an_unfinished_set_never_reaches_100(city):
    for _ in range(3):
        EntryFactory(project=started(city.district))
    started(city.district)
    assert reporting_status(city.district.pk, LAST).total.reporting_rate == "75.0"


def test_projects_at_the_level_of_the_region_have_a_row_of_their_own(city):
    started(city.region)
    status = reporting_status(city.region.pk, LAST)
    assert status.rows[-1].name == "云江市本级"
    assert sum(row.tally.owed for row in status.rows) == status.total.owed == 1


def test_the_calendar_over_new_year_counts_by_iso_week(city):
    project = started(city.district, year=2021, started_on=date(2021, 1, 4))
    EntryFactory(project=project, week=date(2021, 1, 4), percent=Decimal(1))
    found = calendar(city.district, weeks_back(Week(date(2021, 1, 11)), 3))
    assert [week.iso for week in found.weeks] == [(2020, 53), (2021, 1), (2021, 2)]
    assert [(cell.owed, cell.reported) for cell in found.total.cells] == [(0, 0), (1, 1), (1, 0)]


def test_suspended_projects_count_in_the_weeks_they_owe_as_the_missing_list_says(city):
    weeks = weeks_back(LAST, 4)
    for stop in (weeks[1].monday, weeks[1].sunday, weeks[2].monday, weeks[2].sunday):
        for resume in (weeks[2].sunday, weeks[3].monday, None):
            project = started(city.district)
            Suspension.objects.create(project=project, started_on=stop, ended_on=resume)
            for week in (weeks[1], weeks[2]):
                at = None if resume is None else moment(10, 8)
                EntryFactory(project=project, week=week.monday, submitted_at=at)
    found = calendar(city.district, weeks)
    for week, tally in zip(weeks, found.total.cells, strict=True):
        owing = Project.objects.in_region(city.district.pk).reporting_in(week)
        filled = WeeklyEntry.objects.filter(project__in=owing, week=week.monday)
        assert tally.owed == owing.count()
        assert tally.missing == missing(city.district.pk, week).count()
        assert tally.imported == filled.filter(submitted_at=None).count()
        assert tally.on_time == filled.filter(submitted_at__lte=due_at(week)).count()


def test_a_calendar_takes_as_many_queries_for_one_week_as_for_twelve(
    city, reported, django_assert_num_queries
):
    for count in (1, 12):
        with django_assert_num_queries(4):
            found = calendar(city.region, weeks_back(LAST, count))
    Suspension.objects.create(project=reported[0], started_on=date(2023, 7, 26))
    for count in (1, 12):
        with django_assert_num_queries(6):
            found = calendar(city.region, weeks_back(LAST, count))
        assert len(found.total.cells) == count
    assert found.rows[0].cells[-1].reported == 3


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (990000000000, "示例省2023年第30周（7月24日—7月30日）未报市"),
        (999900000000, "云江市2023年第30周（7月24日—7月30日）未报区县"),
        (999902000000, "甲区2023年第30周（7月24日—7月30日）未报街道"),
        (999902001000, "朝阳街道2023年第30周（7月24日—7月30日）未报社区"),
    ],
)
def test_who_is_missing_is_called_what_it_is(city, reported, code, told):
    reader = user_with(Role.LEADER, Region.objects.get(pk=code), "reader")
    page = as_user(reader).get(f"/projects/weekly/silent/?week={LAST.monday}")
    assert told in text_of(page)
