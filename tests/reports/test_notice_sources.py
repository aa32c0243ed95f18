"""What is told to whom: read from the state of things, each occasion once."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Notice, User
from core.periods import Month, Week
from projects.choices import EntryState
from projects.services.weekly_submit import submit_week
from reports.services.building import build, request_bulletin, request_dispatch
from reports.tasks import post_notices
from tests.city import FixtureCity
from tests.factories import EntryFactory, ProjectFactory
from tests.house.orders_world import objects

WEEK = Week(date(2023, 7, 24))
factory: Any = ProjectFactory
entry: Any = EntryFactory


@pytest.fixture
def real_date(settings: Any) -> None:
    settings.PORTAL_DATE = None
    settings.NOTICE_HOURS = (0, 24)


def at(*moment: int) -> Any:
    return time_machine.travel(timezone.make_aware(datetime(2023, 7, *moment)), tick=False)


def told(user: User) -> list[str]:
    return sorted(Notice.objects.filter(user=user).values_list("text", flat=True))


def test_a_clerk_is_told_the_day_before_and_again_when_it_is_late(
    city: FixtureCity, real_date: None
) -> None:
    factory(region=city.district)
    with at(27, 12):
        assert post_notices() == 0
    with at(27, 19):
        assert post_notices() == 1
        assert post_notices() == 0
    assert told(city.clerk) == [
        "2023年第30周（7月24日—7月30日）还有1个项目未填报，7月28日18:00截止。"
    ]
    with at(28, 19):
        assert post_notices() == 1
    assert "已过截止时间" in told(city.clerk)[1]
    with at(31, 8):
        assert post_notices() == 0  # frozen
    assert told(city.stranger) == []


def test_a_clerk_who_reported_everything_is_left_in_peace(
    city: FixtureCity, real_date: None
) -> None:
    entry(project=factory(region=city.district), week=WEEK.monday, state=EntryState.SUBMITTED)
    with at(28, 12):
        post_notices()
    assert told(city.clerk) == []


def test_the_reviewer_hears_of_a_submission_and_the_clerk_of_its_return(
    city: FixtureCity, real_date: None
) -> None:
    project = factory(region=city.district, started_on=date(2023, 4, 10))
    with at(26, 12):
        row = entry(
            project=project, week=WEEK.monday, entered_by=city.clerk, state=EntryState.DRAFT
        )
        submit_week(city.clerk, city.district, WEEK)
        post_notices()
        assert told(city.reviewer) == ["甲区2023年第30周（7月24日—7月30日）周报1条待审核。"]
        assert told(city.stranger_reviewer) == []
        row.refresh_from_db()
        row.state, row.reviewed_at, row.return_comment = (
            EntryState.RETURNED, timezone.now(), "核对投资",
        )  # fmt: skip
        row.save()
        post_notices()
        post_notices()
    assert told(city.clerk) == [
        "2023年第30周（7月24日—7月30日）有1条周报被退回，请按审核意见修改后重新提交。"
    ]


def test_an_order_is_told_to_those_whose_turn_it_is(city: FixtureCity) -> None:
    objects(city.district, factory(region=city.district), city.clerk, city.office, "督办")
    post_notices()
    assert any("已交办，请签收办理" in text for text in told(city.clerk))
    assert any("已回复，请审核" in text for text in told(city.office))
    assert not any("已回复" in text for text in told(city.clerk))
    assert told(city.stranger) == []
    before = Notice.objects.count()
    post_notices()
    assert Notice.objects.count() == before


def test_an_order_near_its_deadline_and_past_it_is_told_once_each(
    city: FixtureCity, settings: Any
) -> None:
    objects(city.district, factory(region=city.district), city.clerk, city.office, "督办")
    settings.PORTAL_DATE = date(2023, 8, 9)
    post_notices()
    assert any("8月10日到期" in text for text in told(city.clerk))
    assert not any("逾期" in text for text in told(city.office))
    settings.PORTAL_DATE = date(2023, 8, 12)
    post_notices()
    assert any("已逾期2天" in text for text in told(city.clerk))
    assert any("已逾期2天" in text for text in told(city.office))


def test_what_is_out_is_told_to_its_readers(city: FixtureCity) -> None:
    factory(region=city.district)
    build(request_dispatch(city.region, WEEK).pk)
    build(request_bulletin(city.region, Month(2023, 7)).pk)
    post_notices()
    for user in (city.clerk, city.stranger, city.leader, city.office):
        assert [text for text in told(user) if "已生成" in text] != []
        assert not any("已签发" in text for text in told(user)), "a draft is nobody's news"
    assert told(city.auditor) == []
