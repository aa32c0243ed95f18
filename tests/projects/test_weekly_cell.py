"""Saving a cell: scope, state of the week and entry, typed values, other people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accounts.choices import Role
from core.exceptions import Refusal
from core.periods import Week
from projects.choices import EntryState
from projects.models import Project, Suspension, WeeklyEntry
from projects.services.review import accept_entry, return_entry
from projects.services.weekly import (
    Conflict,
    EntryRefused,
    Typed,
    mark_no_change,
    save_cell,
    save_entry,
)
from projects.services.weekly_submit import submit_week
from projects.services.weeks import close_week, unlock_week
from tests.city import user_with
from tests.projects.weekly_help import LAST, WEEK, started, type_in, with_last_week
from tests.workers import somebody_waits_for_a_lock, until


def test_the_first_typed_cell_creates_the_entry(city):
    project = started(city.district)
    saved = save_cell(city.clerk, project.pk, WEEK, "percent", "５５％", "")
    entry = WeeklyEntry.objects.get(project=project, week=WEEK.monday)
    assert entry.percent == 55
    assert entry.entered_by == city.clerk
    assert entry.state == EntryState.DRAFT
    assert saved.shown["percent"] == "55"
    assert entry.history.get().history_user == city.clerk


def test_investment_is_typed_in_wan_and_kept_in_yuan(city):
    project = started(city.district)
    save_cell(city.clerk, project.pk, WEEK, "invested", "820.5", "")
    assert WeeklyEntry.objects.get().invested == Decimal(8_205_000)


def test_an_empty_cell_creates_nothing(city):
    project = started(city.district)
    save_cell(city.clerk, project.pk, WEEK, "percent", " ", "")
    assert not WeeklyEntry.objects.exists()


def test_sending_a_cell_twice_writes_it_once(city):
    project = started(city.district)
    for _ in range(2):
        save_cell(city.clerk, project.pk, WEEK, "percent", "55", "")
    assert WeeklyEntry.objects.get().history.count() == 1


def test_a_stranger_does_not_find_the_project(city):
    project = started(city.district)
    with pytest.raises(Project.DoesNotExist):
        save_cell(city.stranger, project.pk, WEEK, "percent", "55", "")


@pytest.mark.parametrize("who", ["reviewer", "office", "leader", "auditor", "system_admin"])
def test_other_roles_may_not_enter(city, who):
    project = started(city.district)
    with pytest.raises(PermissionDenied):
        save_cell(getattr(city, who), project.pk, WEEK, "percent", "55", "")


def test_an_unknown_column_is_refused(city):
    project = started(city.district)
    with pytest.raises(Refusal, match="没有“state”这一栏"):
        save_cell(city.clerk, project.pk, WEEK, "state", "accepted", "")


def test_a_percent_over_100_is_refused_and_nothing_is_kept(city):
    project = started(city.district)
    with pytest.raises(Refusal, match="不能超过100%"):
        save_cell(city.clerk, project.pk, WEEK, "percent", "101", "")
    assert not WeeklyEntry.objects.exists()


def test_progress_before_the_actual_start_is_refused(city):
    project = started(city.district, started_on=date(2023, 8, 7))
    with pytest.raises(Refusal, match="日期早于实际开工"):
        save_cell(city.clerk, project.pk, WEEK, "percent", "1", "")
    assert save_cell(city.clerk, project.pk, WEEK, "percent", "0", "").shown["percent"] == "0"


def test_progress_in_the_week_of_the_start_is_taken(city):
    project = started(city.district, started_on=WEEK.sunday)
    assert save_cell(city.clerk, project.pk, WEEK, "percent", "1", "").shown["percent"] == "1"


def test_progress_of_a_project_without_a_start_names_the_project_page(city):
    project = started(city.district, started_on=None)
    with pytest.raises(Refusal, match="请先在项目页登记实际开工日期"):
        save_cell(city.clerk, project.pk, WEEK, "percent", "1", "")


def test_a_fall_is_saved_and_asks_for_its_reason(city):
    project = started(city.district)
    with_last_week(project, percent=60)
    saved = save_cell(city.clerk, project.pk, WEEK, "percent", "55", "")
    assert saved.needs_reason
    assert "形象进度由60%降为55%" in saved.warnings[0]


def test_more_than_the_total_investment_is_a_warning(city):
    project = started(city.district, total_investment=Decimal(10_000_000))
    saved = save_cell(city.clerk, project.pk, WEEK, "invested", "1000.01", "")
    assert "超过总投资1000万元" in saved.warnings[0]
    assert not saved.needs_reason


def test_a_future_week_is_refused(city):
    project = started(city.district)
    with pytest.raises(Refusal, match="尚未开始"):
        save_cell(city.clerk, project.pk, WEEK.next(), "percent", "55", "")


def test_a_suspended_project_owes_nothing(city):
    project = started(city.district)
    Suspension.objects.create(project=project, reason="道路扩建")
    with pytest.raises(Refusal, match="不用填报"):
        save_cell(city.clerk, project.pk, WEEK, "percent", "55", "")


@pytest.mark.parametrize("closed", ["district", "region"])
def test_a_week_closed_above_or_at_the_district_is_refused(city, closed):
    project = started(city.district)
    close_week(getattr(city, closed), LAST)
    with pytest.raises(Refusal, match="已冻结"):
        save_cell(city.clerk, project.pk, LAST, "percent", "55", "")


def test_a_closed_street_leaves_the_rest_of_the_district_open(city):
    close_week(city.street, LAST)
    save_cell(city.clerk, started(city.district).pk, LAST, "percent", "55", "")
    with pytest.raises(Refusal, match="已冻结"):
        save_cell(city.clerk, started(city.street).pk, LAST, "percent", "55", "")


def test_an_unlock_opens_one_region_and_week_until_it_expires(city, settings):
    ours, theirs = started(city.district), started(city.other_district)
    close_week(city.region, LAST)
    close_week(city.region, LAST.previous())
    unlock_week(city.office, city.district, LAST, "补报漏填项目", 24)
    save_cell(city.clerk, ours.pk, LAST, "percent", "55", "")
    with pytest.raises(Refusal, match="已冻结"):
        save_cell(city.stranger, theirs.pk, LAST, "percent", "55", "")
    with pytest.raises(Refusal, match="已冻结"):
        save_cell(city.clerk, ours.pk, LAST.previous(), "percent", "55", "")
    settings.PORTAL_DATE = date(2023, 8, 2)
    with pytest.raises(Refusal, match="已冻结"):
        save_cell(city.clerk, ours.pk, LAST, "percent", "56", "55")


def test_the_second_person_sees_the_first_value_and_decides(city):
    colleague = user_with(Role.CLERK, city.district, "colleague", name="孙同事")
    project = started(city.district)
    save_cell(colleague, project.pk, WEEK, "percent", "60", "")
    with pytest.raises(Conflict) as conflict:
        save_cell(city.clerk, project.pk, WEEK, "percent", "70", "")
    assert (conflict.value.other, conflict.value.who) == ("60", "孙同事")
    assert conflict.value.at is not None
    assert WeeklyEntry.objects.get().percent == 60
    save_cell(city.clerk, project.pk, WEEK, "percent", "70", "60", force=True)
    assert WeeklyEntry.objects.get().percent == 70


def test_a_conflict_names_who_changed_that_cell_not_who_came_last(city):
    colleague = user_with(Role.CLERK, city.district, "colleague", name="孙同事")
    project = started(city.district)
    save_cell(colleague, project.pk, WEEK, "percent", "60", "")
    save_cell(city.clerk, project.pk, WEEK, "workers", "8", "")
    with pytest.raises(Conflict) as conflict:
        save_cell(city.clerk, project.pk, WEEK, "percent", "70", "")
    assert conflict.value.who == "孙同事"


def test_two_people_in_different_cells_do_not_meet(city):
    colleague = user_with(Role.CLERK, city.district, "colleague")
    project = started(city.district)
    save_cell(colleague, project.pk, WEEK, "percent", "60", "")
    save_cell(city.clerk, project.pk, WEEK, "workers", "8", "")
    entry = WeeklyEntry.objects.get()
    assert (entry.percent, entry.workers) == (60, 8)


def test_two_people_who_type_the_same_do_not_conflict(city):
    colleague = user_with(Role.CLERK, city.district, "colleague")
    project = started(city.district)
    save_cell(colleague, project.pk, WEEK, "percent", "60", "")
    save_cell(city.clerk, project.pk, WEEK, "percent", "60.0", "")
    assert WeeklyEntry.objects.get().entered_by == colleague


def test_a_form_is_saved_whole_or_not_at_all(city):
    project = started(city.district)
    typed = {"percent": Typed("300", ""), "workers": Typed("8", ""), "invested": Typed("甲", "")}
    with pytest.raises(EntryRefused) as refused:
        save_entry(city.clerk, project.pk, WEEK, typed)
    assert [refusal.field for refusal in refused.value.refusals] == ["percent", "invested"]
    assert not WeeklyEntry.objects.exists()


def test_submitted_and_accepted_entries_are_not_editable_and_returned_ones_are(city):
    project = started(city.district)
    type_in(city, project, percent="55", invested="820")
    submit_week(city.clerk, city.district, WEEK)
    entry = WeeklyEntry.objects.get()
    with pytest.raises(Refusal, match="正在等待审核"):
        save_cell(city.clerk, project.pk, WEEK, "percent", "56", "55")
    accept_entry(city.reviewer, entry.pk)
    with pytest.raises(Refusal, match="已审核通过"):
        save_cell(city.clerk, project.pk, WEEK, "percent", "56", "55")
    return_entry(city.reviewer, entry.pk, "请核对")
    save_cell(city.clerk, project.pk, WEEK, "percent", "56", "55")
    entry.refresh_from_db()
    assert (entry.state, entry.return_comment) == (EntryState.DRAFT, "请核对")


def test_no_change_copies_the_last_accepted_week(city):
    project = started(city.district)
    with_last_week(project, percent=50, wan=800)
    saved = mark_no_change(city.clerk, project.pk, WEEK)
    entry = WeeklyEntry.objects.get(week=WEEK.monday)
    assert (entry.percent, entry.invested, entry.no_change) == (50, Decimal(8_000_000), True)
    assert entry.state == EntryState.DRAFT
    assert (saved.shown["percent"], saved.shown["invested"]) == ("50", "800")


@pytest.mark.django_db(transaction=True)
def test_no_change_clicked_twice_at_once_is_one_entry(city):
    project = started(city.district)
    with_last_week(project)

    def click() -> int:
        try:
            return mark_no_change(city.clerk, project.pk, WEEK).entry.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = mark_no_change(city.clerk, project.pk, WEEK).entry.pk
            second = pool.submit(click)
            until(lambda: second.done() or somebody_waits_for_a_lock(), "the second click")
        assert second.result(30) == first
    assert WeeklyEntry.objects.get(week=WEEK.monday).no_change


def test_the_figures_before_are_found_however_long_nothing_was_reported(city):
    project = started(city.district)
    old = with_last_week(project, percent=50, wan=800)
    old.week = LAST.previous(20).monday
    old.save()
    for weeks in range(1, 13):
        entry = with_last_week(project)
        entry.week, entry.percent, entry.invested = LAST.previous(weeks).monday, None, None
        entry.save()
    saved = mark_no_change(city.clerk, project.pk, WEEK)
    assert (saved.entry.percent, saved.entry.invested) == (50, Decimal(8_000_000))


def test_no_change_without_an_earlier_week_is_refused(city):
    project = started(city.district)
    with pytest.raises(Refusal, match="没有上一周"):
        mark_no_change(city.clerk, project.pk, WEEK)


def test_no_change_does_not_overwrite_another_figure(city):
    project = started(city.district)
    with_last_week(project, percent=50)
    type_in(city, project, percent="58")
    with pytest.raises(Refusal, match="已填 58"):
        mark_no_change(city.clerk, project.pk, WEEK)


def test_a_figure_typed_after_no_change_takes_the_mark_away(city):
    project = started(city.district)
    with_last_week(project, percent=50)
    mark_no_change(city.clerk, project.pk, WEEK)
    save_cell(city.clerk, project.pk, WEEK, "progress_note", "雨季停工", "")
    assert WeeklyEntry.objects.get(week=WEEK.monday).no_change
    save_cell(city.clerk, project.pk, WEEK, "percent", "51", "50")
    assert not WeeklyEntry.objects.get(week=WEEK.monday).no_change


def test_weeks_over_new_year_belong_to_the_iso_year(city, settings):
    settings.PORTAL_DATE = date(2025, 1, 3)
    week = Week(date(2024, 12, 30))
    assert week.iso == (2025, 1)
    project = started(city.district, year=2025, started_on=date(2025, 1, 2))
    assert save_cell(city.clerk, project.pk, week, "percent", "1", "").shown["percent"] == "1"


def test_2_january_2021_is_still_a_week_of_2020(city, settings):
    settings.PORTAL_DATE = date(2021, 1, 2)
    week = Week.of(date(2021, 1, 2))
    assert week.iso == (2020, 53)
    new = started(city.district, year=2021, started_on=date(2021, 1, 1))
    with pytest.raises(Refusal, match="不用填报"):
        save_cell(city.clerk, new.pk, week, "percent", "1", "")
    old = started(city.district, year=2020, started_on=date(2020, 5, 1))
    assert save_cell(city.clerk, old.pk, week, "percent", "90", "").shown["percent"] == "90"
