"""Submitting a region's week."""

from dataclasses import replace
from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.deadlines import WeeklyRule, due_at
from core.exceptions import Refusal
from core.periods import Week
from projects.choices import EntryState
from projects.models import WeeklyEntry, WeeklySubmission
from projects.services.review import return_entry
from projects.services.weekly_submit import Incomplete, submit_week
from projects.services.weeks import close_week
from tests.factories import EntryFactory
from tests.projects.weekly_help import LAST, WEEK, started, type_in, with_last_week


def test_a_complete_week_is_submitted_with_a_receipt(city):
    for _ in range(2):
        type_in(city, started(city.district), percent="55", invested="820")
    receipt = submit_week(city.clerk, city.district, WEEK)
    assert receipt.receipt == "20230731-999902-01"
    assert receipt.entries == 2
    for entry in WeeklyEntry.objects.all():
        assert entry.state == EntryState.SUBMITTED
        assert entry.submitted_at is not None
        last = entry.history.first()
        assert (last.history_user, last.history_change_reason) == (city.clerk, "提交")


def test_exceptions_are_listed_and_nothing_is_submitted_until_confirmed(city):
    ready, empty = started(city.district), started(city.district)
    half = started(city.district)
    type_in(city, ready, percent="55", invested="820")
    type_in(city, half, percent="55")
    with pytest.raises(Incomplete) as refused:
        submit_week(city.clerk, city.district, WEEK)
    reasons = {row.project.pk: row.words for row in refused.value.check.unready}
    assert reasons == {empty.pk: "未填报", half.pk: "缺累计完成投资"}
    assert not WeeklySubmission.objects.exists()
    receipt = submit_week(city.clerk, city.district, WEEK, partial=True)
    assert receipt.entries == 1
    type_in(city, half, invested="820")
    type_in(city, empty, percent="1", invested="2")
    assert submit_week(city.clerk, city.district, WEEK).receipt == "20230731-999902-02"


def test_a_fall_needs_its_reason_before_it_is_submitted(city):
    project = started(city.district)
    with_last_week(project, percent=60)
    type_in(city, project, percent="55", invested="820")
    with pytest.raises(Incomplete, match="还没有填好") as refused:
        submit_week(city.clerk, city.district, WEEK, partial=True)
    assert "缺下降原因" in refused.value.check.unready[0].words
    type_in(city, project, fall_reason="核减重复计量")
    assert submit_week(city.clerk, city.district, WEEK).entries == 1


def test_a_returned_entry_is_submitted_only_after_a_change(city):
    project = started(city.district)
    type_in(city, project, percent="55", invested="820")
    submit_week(city.clerk, city.district, WEEK)
    return_entry(city.reviewer, WeeklyEntry.objects.get().pk, "投资请核对")
    with pytest.raises(Incomplete) as refused:
        submit_week(city.clerk, city.district, WEEK)
    assert "投资请核对" in refused.value.check.unready[0].words
    type_in(city, project, invested="800")
    submit_week(city.clerk, city.district, WEEK)
    entry = WeeklyEntry.objects.get()
    assert (entry.state, entry.return_comment) == (EntryState.SUBMITTED, "")


def test_nothing_left_to_submit_is_said(city):
    type_in(city, started(city.district), percent="55", invested="820")
    submit_week(city.clerk, city.district, WEEK)
    with pytest.raises(Refusal, match="已全部提交"):
        submit_week(city.clerk, city.district, WEEK)


def test_a_district_without_projects_has_nothing_to_submit(city):
    with pytest.raises(Refusal, match="没有需要填报的项目"):
        submit_week(city.clerk, city.district, WEEK)


def test_a_closed_week_is_not_submitted(city):
    type_in(city, started(city.district), LAST, percent="55", invested="820")
    close_week(city.region, LAST)
    with pytest.raises(Refusal, match="已冻结"):
        submit_week(city.clerk, city.district, LAST)


def test_strangers_and_reviewers_may_not_submit(city):
    type_in(city, started(city.district), percent="55", invested="820")
    for user in (city.stranger, city.reviewer, city.office):
        with pytest.raises(PermissionDenied):
            submit_week(user, city.district, WEEK)


@pytest.mark.parametrize(
    ("moment", "late"),
    [((2023, 8, 4, 18, 0, 0), False), ((2023, 8, 4, 18, 0, 1), True)],
)
def test_late_begins_right_after_the_due_moment(city, settings, moment, late):
    settings.PORTAL_DATE = None
    type_day = timezone.make_aware(datetime(*moment))
    assert due_at(WEEK) == timezone.make_aware(datetime(2023, 8, 4, 18))
    with time_machine.travel(type_day, tick=False):
        type_in(city, started(city.district), percent="55", invested="820")
        submit_week(city.clerk, city.district, WEEK)
    assert WeeklyEntry.objects.get().late is late
    assert WeeklyEntry.objects.submitted_late().exists() is late


def test_a_changed_rule_tells_anew_which_entries_of_its_weeks_are_late(city, settings):
    """Submitted on Friday 10:00; the rule before and the one after do not touch the week."""
    EntryFactory(project=started(city.district), week=LAST.monday)
    strict = WeeklyRule(due=(1, 0))
    for due, late in (((5, 9), True), ((5, 11), False)):
        ours = WeeklyRule(since=LAST.monday, due=due)
        settings.WEEKLY_RULES = (strict, ours, replace(strict, since=WEEK.monday))
        assert WeeklyEntry.objects.get().late is late
        assert WeeklyEntry.objects.submitted_late().exists() is late


def test_the_last_week_of_a_february_of_28_days_is_an_ordinary_week(city, settings):
    settings.PORTAL_DATE = date(2023, 3, 3)
    week = Week.of(date(2023, 2, 28))
    assert (week.monday, week.sunday) == (date(2023, 2, 27), date(2023, 3, 5))
    type_in(
        city, started(city.district, started_on=date(2023, 2, 28)), week, percent="1", invested="2"
    )
    assert submit_week(city.clerk, city.district, week).receipt == "20230227-999902-01"


def test_a_street_has_a_receipt_number_of_its_own(city):
    type_in(city, started(city.street), percent="55", invested="820")
    assert submit_week(city.clerk, city.street, WEEK).receipt == "20230731-999902001-01"


def test_submission_takes_the_same_queries_for_two_and_for_eight(
    city, django_assert_max_num_queries
):
    for _ in range(8):
        type_in(city, started(city.district), percent="55", invested="820")
    with django_assert_max_num_queries(14):
        submit_week(city.clerk, city.district, WEEK)
