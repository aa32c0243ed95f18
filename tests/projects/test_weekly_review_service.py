"""Review: accept, return, accept a whole district."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.choices import Role
from accounts.services.access import AccessEvent
from core.exceptions import Refusal
from projects.choices import EntryState
from projects.models import WeeklyEntry
from projects.services.review import accept_district, accept_entry, return_entry
from projects.services.weekly_submit import submit_week
from projects.services.weeks import close_week, unlock_week
from tests.city import user_with
from tests.projects.weekly_help import LAST, WEEK, started, type_in


@pytest.fixture
def waiting(city):
    """Three submitted entries of the week."""
    for _ in range(3):
        type_in(city, started(city.district), percent="55", invested="820")
    submit_week(city.clerk, city.district, WEEK)
    return list(WeeklyEntry.objects.order_by("pk"))


def test_an_accepted_entry_says_who_and_when(city, waiting):
    entry = accept_entry(city.reviewer, waiting[0].pk)
    entry.refresh_from_db()
    assert (entry.state, entry.reviewed_by) == (EntryState.ACCEPTED, city.reviewer)
    assert entry.reviewed_at is not None
    assert entry.history.first().history_user == city.reviewer


def test_an_entry_is_accepted_once(city, waiting):
    accept_entry(city.reviewer, waiting[0].pk)
    with pytest.raises(Refusal, match="现在是“已审核”"):
        accept_entry(city.reviewer, waiting[0].pk)


def test_a_return_needs_a_comment(city, waiting):
    with pytest.raises(Refusal, match="请写明退回意见"):
        return_entry(city.reviewer, waiting[0].pk, "  ")
    with pytest.raises(Refusal, match="最多300字"):
        return_entry(city.reviewer, waiting[0].pk, "长" * 301)
    entry = return_entry(city.reviewer, waiting[0].pk, "投资请核对")
    assert (entry.state, entry.return_comment) == (EntryState.RETURNED, "投资请核对")


def test_a_draft_is_neither_accepted_nor_returned(city):
    type_in(city, started(city.district), percent="55")
    draft = WeeklyEntry.objects.get()
    with pytest.raises(Refusal, match="现在是“填报中”"):
        accept_entry(city.reviewer, draft.pk)
    with pytest.raises(Refusal, match="不用退回"):
        return_entry(city.reviewer, draft.pk, "请补")


def test_strangers_find_nothing_and_clerks_may_not(city, waiting):
    with pytest.raises(WeeklyEntry.DoesNotExist):
        accept_entry(city.stranger_reviewer, waiting[0].pk)
    for user in (city.clerk, city.office, city.leader):
        with pytest.raises(PermissionDenied):
            accept_entry(user, waiting[0].pk)
        with pytest.raises(PermissionDenied):
            return_entry(user, waiting[0].pk, "请核对")
    with pytest.raises(PermissionDenied):
        accept_district(city.stranger_reviewer, city.district, WEEK)


def test_nobody_accepts_what_he_entered_himself(city, waiting):
    city.clerk.role = city.reviewer.role
    city.clerk.save()
    moved = type(city.clerk).objects.get(pk=city.clerk.pk)
    with pytest.raises(Refusal, match="不能审核自己填报的周报"):
        accept_entry(moved, waiting[0].pk)
    done = accept_district(moved, city.district, WEEK)
    assert (done.accepted, done.own) == (0, 3)


def test_a_whole_district_is_accepted_but_the_exceptions(
    city, waiting, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9):
        done = accept_district(city.reviewer, city.district, WEEK, {waiting[1].pk})
    assert (done.accepted, done.excepted, done.own) == (2, 1, 0)
    states = list(WeeklyEntry.objects.order_by("pk").values_list("state", flat=True))
    assert states == [EntryState.ACCEPTED, EntryState.SUBMITTED, EntryState.ACCEPTED]
    first = WeeklyEntry.objects.get(pk=waiting[0].pk)
    assert [row.state for row in first.history.all()][:2] == ["accepted", "submitted"]
    assert first.history.first().history_user == city.reviewer


def test_an_empty_district_says_so(city):
    with pytest.raises(Refusal, match="没有待审核的周报"):
        accept_district(city.reviewer, city.district, WEEK)


def test_after_the_closing_nothing_is_accepted_or_returned_until_unlocked(city):
    project = started(city.district)
    type_in(city, project, LAST, percent="55", invested="820")
    submit_week(city.clerk, city.district, LAST)
    entry = accept_entry(city.reviewer, WeeklyEntry.objects.get().pk)
    close_week(city.region, LAST)
    for change in (
        lambda: return_entry(city.reviewer, entry.pk, "请核对"),
        lambda: accept_entry(city.reviewer, entry.pk),
        lambda: accept_district(city.reviewer, city.district, LAST),
    ):
        with pytest.raises(Refusal, match="已冻结"):
            change()
    unlock_week(city.office, city.district, LAST, "更正投资", 2)
    assert return_entry(city.reviewer, entry.pk, "请核对").state == EntryState.RETURNED


def test_the_office_unlocks_with_a_reason_that_the_access_log_keeps(city):
    close_week(city.region, LAST)
    with pytest.raises(Refusal, match="请写明解锁原因"):
        unlock_week(city.office, city.district, LAST, " ", 2)
    with pytest.raises(Refusal, match="1到168小时"):
        unlock_week(city.office, city.district, LAST, "更正", 0)
    with pytest.raises(Refusal, match="没有冻结"):
        unlock_week(city.office, city.district, WEEK, "更正", 2)
    unlock = unlock_week(city.office, city.district, LAST, "更正", 2)
    event = AccessEvent.objects.get(kind="unlock")
    assert event.user == city.office
    assert "甲区" in event.subject
    assert event.detail["reason"] == unlock.reason == "更正"


def test_only_the_office_of_the_region_unlocks(city):
    close_week(city.region, LAST)
    for user in (city.clerk, city.reviewer, city.leader):
        with pytest.raises(PermissionDenied):
            unlock_week(user, city.district, LAST, "更正", 2)
    elsewhere = user_with(Role.OFFICE, city.other_district, "elsewhere")
    with pytest.raises(PermissionDenied):
        unlock_week(elsewhere, city.district, LAST, "更正", 2)
