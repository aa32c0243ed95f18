"""Every number of every role's home opens a list of exactly that many rows."""

from datetime import date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Region, User
from accounts.services.demo import create_demo_accounts, seed_demo
from accounts.services.roles import sync_roles
from complaints.models import MassNotice
from projects.choices import EntryState
from projects.models import WeeklyEntry
from reports.choices import ReportKind, ReportState
from reports.models import Report
from tests.city import as_user
from tests.demo_city import CITY
from tests.factories import DisputeFactory, PlanFactory
from tests.query_counts import assert_query_count
from tests.reports.home_cards import assert_each_number_opens_its_rows, cards, rows_behind

MONDAY = date(2023, 7, 31)
LATER = date(2023, 9, 1)
USERS = ("linjiang_clerk", "linjiang_reviewer", "office", "office_head")


@pytest.fixture(scope="module")
def seeded_rows(
    demo_rows: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Region:
    """The demo city with its orders, complaints, payments and findings."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(PORTAL_DATE=MONDAY, MEDIA_ROOT=media):
        sync_roles()
        create_demo_accounts(CITY)
        region = Region.objects.get(pk=CITY)
        seed_demo(region)
        return region


@pytest.fixture
def seeded(seeded_rows: Region, demo_city: int) -> Region:
    return seeded_rows


@pytest.mark.parametrize("day", [MONDAY, LATER])
def test_each_number_of_home_opens_exactly_its_rows(
    seeded: Region, settings: Any, day: date
) -> None:
    settings.PORTAL_DATE = day
    WeeklyEntry.objects.filter(week=date(2023, 7, 24)).update(
        state=EntryState.SUBMITTED, submitted_at=timezone.make_aware(datetime(2023, 7, 28, 9))
    )
    PlanFactory(
        region=seeded, communities=40, households=None, investment=None, version=9,
        effective_on=date(2023, 7, 1), reason="对账"
    )  # fmt: skip
    for state in (ReportState.DRAFTED, ReportState.REVIEWED):
        for kind in (ReportKind.MONTHLY, ReportKind.INSPECTION):
            Report.objects.create(
                region=seeded, kind=kind, state=state, title="通报", as_of=date(2023, 6, 30),
                period=date(2023, 6 if state == ReportState.DRAFTED else 5, 1),
            )  # fmt: skip
    seen: set[str] = set()
    for username in USERS:
        found = assert_each_number_opens_its_rows(User.objects.get(username=username))
        seen |= {name for name, (count, _, _) in found.items() if count}
    assert {
        "本周待填", "待审核", "本周未报地区", "待审核周报", "待我办理的督办", "逾期督办", "升级建议",
        "待审核通报", "待签发通报", "待签发检查通报", "对账未平", "待我办理的投诉",
    } <= seen  # fmt: skip


def test_a_mass_incident_is_told_to_the_citys_office_alone(seeded: Region) -> None:
    district = Region.objects.get(name="临江区")
    dispute = DisputeFactory(number="J900", region=district, mass_incident=True)
    MassNotice.objects.create(dispute=dispute, region=district)
    counts = {
        name: cards(as_user(User.objects.get(username=name)), "/").get("群体性事件")
        for name in USERS
    }
    assert [name for name, found in counts.items() if found] == ["office", "office_head"]
    assert_each_number_opens_its_rows(User.objects.get(username="office"))


def test_the_oldest_entry_that_waits_is_told_with_its_age(
    seeded: Region, time_machine: Any
) -> None:
    time_machine.move_to(timezone.make_aware(datetime(2023, 7, 31, 16)), tick=False)
    reviewer = User.objects.get(username="linjiang_reviewer")
    mine = WeeklyEntry.objects.visible_to(reviewer).filter(week=date(2023, 7, 24))
    mine.update(
        state=EntryState.SUBMITTED, submitted_at=timezone.make_aware(datetime(2023, 7, 29, 13))
    )
    count, href, note = cards(as_user(reviewer), "/")["待审核"]
    assert count == mine.count()
    assert note == "最早一项已等待2天3小时"
    assert "2天3小时" in as_user(reviewer).get(href).content.decode()


@pytest.mark.parametrize("username", ["linjiang_clerk", "linjiang_reviewer", "office", "leader"])
def test_home_asks_few_questions(seeded: Region, username: str) -> None:
    assert_query_count(f"home of {username}", as_user(User.objects.get(username=username)), "/")


def test_what_takes_longer_asks_few_questions(seeded: Region) -> None:
    office = as_user(User.objects.get(username="office"))
    assert_query_count("home rest", office, "/reports/home/rest/")


def test_silent_regions_are_listed_with_what_they_owe(seeded: Region) -> None:
    client = as_user(User.objects.get(username="office"))
    count, href, _ = cards(client, "/")["本周未报地区"]
    soup = BeautifulSoup(client.get(href).content, "html.parser")
    links = [str(a["href"]) for a in soup.select("tbody a")]
    assert len(soup.select("tbody tr")) == count
    for row, link in zip(soup.select("tbody tr"), links, strict=True):
        missing = row.select_one("a")
        assert missing is not None
        assert rows_behind(client, link) == int(missing.text)


def test_a_returned_entry_leads_a_clerk_to_its_form_and_a_reviewer_to_the_project(
    seeded: Region,
) -> None:
    clerk = User.objects.get(username="linjiang_clerk")
    entry = WeeklyEntry.objects.visible_to(clerk).filter(week=date(2023, 7, 24)).first()
    assert entry is not None
    WeeklyEntry.objects.filter(pk=entry.pk).update(
        state=EntryState.RETURNED, return_comment="与照片不符"
    )
    for user, page in (
        (clerk, f"/projects/{entry.project_id}/weekly/2023-07-24/"),
        (User.objects.get(username="linjiang_reviewer"), f"/projects/{entry.project_id}/"),
    ):
        content = as_user(user).get("/projects/weekly/entries/?state=returned").content.decode()
        assert f'href="{page}"' in content
        assert "与照片不符" in content
