"""Papers to review, mass incidents, the day's work as one notice, and two workers at once."""

import threading
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import Notice, NoticeKind, User
from accounts.services.notices import Tell, post
from complaints.choices import ComplaintState
from complaints.models import MassNotice
from core.periods import Month
from projects.choices import EntryState
from reports.choices import ReportState
from reports.models import Report
from reports.services import bulletins
from reports.services.building import build, request_bulletin
from reports.tasks import post_notices
from tests.city import FixtureCity, as_user
from tests.factories import ComplaintFactory, DisputeFactory, EntryFactory, ProjectFactory


@pytest.fixture(autouse=True)
def real_date(city: FixtureCity, settings: Any) -> None:
    settings.PORTAL_DATE = None
    settings.NOTICE_HOURS = (8, 20)


def at(*moment: int) -> Any:
    return time_machine.travel(timezone.make_aware(datetime(2023, *moment)), tick=False)


def told(user: User, kind: NoticeKind) -> list[str]:
    rows = Notice.objects.filter(user=user, kind=kind)
    return sorted(rows.values_list("text", flat=True))


def test_a_reviewer_is_told_again_before_the_week_is_frozen(city: FixtureCity) -> None:
    EntryFactory(
        project=ProjectFactory(region=city.district), week=datetime(2023, 7, 24).date(),
        state=EntryState.SUBMITTED,
    )  # fmt: skip
    with at(7, 29, 12):
        post_notices()
    assert told(city.reviewer, NoticeKind.REVIEW) == []
    with at(7, 30, 12):
        post_notices()
        post_notices()
    assert told(city.reviewer, NoticeKind.REVIEW) == [
        "2023年第30周（7月24日—7月30日）还有1条周报待审核，7月30日20:00冻结。"
    ]
    assert told(city.stranger_reviewer, NoticeKind.REVIEW) == []


def test_the_office_hears_of_papers_that_wait_and_a_drafter_of_none_of_his(
    city: FixtureCity,
) -> None:
    with at(8, 1, 21):
        report = request_bulletin(city.region, Month(2023, 7), city.office)
        build(report.pk)
        post_notices()
    drafted = Report.objects.get(pk=report.pk)
    assert drafted.state == ReportState.DRAFTED
    assert [one.endswith("待审核。") for one in told(city.office_head, NoticeKind.REVIEW)] == [True]
    assert told(city.office, NoticeKind.REVIEW) == []
    with at(8, 1, 22):
        bulletins.review(city.office_head, drafted)
        post_notices()
    assert [one.endswith("待签发。") for one in told(city.office, NoticeKind.REVIEW)] == [True]
    assert told(city.clerk, NoticeKind.REVIEW) == []


def test_a_mass_incident_is_told_at_once_without_a_word_about_it(city: FixtureCity) -> None:
    dispute = DisputeFactory(region=city.district, mass_incident=True, content="围堵施工便道")
    with at(7, 31, 22):
        MassNotice.objects.create(dispute=dispute, region=city.district)
        post_notices()
        post_notices()
    for user in (city.office, city.office_head, city.leader):
        assert told(user, NoticeKind.URGENT) == ["甲区报送1起群体性事件，请登录查看。"]
    for user in (city.clerk, city.reviewer, city.district_leader, city.auditor):
        assert told(user, NoticeKind.URGENT) == []


def test_what_waits_is_told_as_one_notice_a_working_morning(city: FixtureCity) -> None:
    for _ in range(3):
        ComplaintFactory(region=city.district, state=ComplaintState.ASSIGNED, handler=city.district)
    with at(7, 31, 7):
        post_notices()
    assert told(city.clerk, NoticeKind.DAILY) == []
    with at(7, 31, 8, 30):
        post_notices()
        post_notices()
    assert told(city.clerk, NoticeKind.DAILY) == ["今日待办：待我办理的投诉3件。"]
    assert told(city.stranger, NoticeKind.DAILY) == []
    with at(8, 5, 9):  # a Saturday
        post_notices()
    assert len(told(city.clerk, NoticeKind.DAILY)) == 1
    with at(8, 7, 9):
        post_notices()
    assert len(told(city.clerk, NoticeKind.DAILY)) == 2


def test_the_day_s_work_can_be_switched_off_and_mass_incidents_are_nobody_else_s_switch(
    city: FixtureCity,
) -> None:
    ComplaintFactory(region=city.district, state=ComplaintState.ASSIGNED, handler=city.district)
    page = as_user(city.clerk).get("/accounts/notices/settings/").content.decode()
    assert "每日待办汇总" in page
    assert "群体性事件" not in page
    assert "群体性事件" in as_user(city.office).get("/accounts/notices/settings/").content.decode()
    on = {f"{kind.value}_{where}": "on" for kind in NoticeKind for where in ("in_portal", "pushed")}
    del on["daily_in_portal"], on["daily_pushed"]
    assert as_user(city.clerk).post("/accounts/notices/settings/", on).status_code == 302
    with at(7, 31, 9):
        post_notices()
    assert Notice.objects.unread_of(city.clerk).filter(kind=NoticeKind.DAILY).count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_an_occasion_once(city: FixtureCity) -> None:
    wanted = [
        Tell(user.pk, NoticeKind.DUE, f"due:{n}", "第30周还有3个项目未填报。", "/")
        for user in (city.clerk, city.reviewer)
        for n in range(40)
    ]
    start, failed = threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait()
            post(wanted)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert failed == []
    assert Notice.objects.count() == len(wanted)
