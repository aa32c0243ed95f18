"""Home says what each role must do."""

from datetime import date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from accounts.models import User
from projects.choices import EntryState
from projects.models import Project, Suspension, WeeklySubmission
from reports.choices import ReportKind, ReportState
from reports.models import Report
from tests.city import FixtureCity, as_user
from tests.factories import (
    EntryFactory,
    MilestoneFactory,
    PlanFactory,
    ProjectFactory,
    UserFactory,
)

MONDAY = date(2023, 7, 31)
LAST_WEEK = date(2023, 7, 24)
STARTED = date(2023, 4, 10)


@pytest.fixture
def projects(city: FixtureCity) -> list[Project]:
    """Two projects of 甲区, one of 乙县, none reported this week."""
    return [
        ProjectFactory(region=region, started_on=STARTED)
        for region in (city.district, city.district, city.other_district)
    ]


def soup_of(user: User, page: str = "/") -> BeautifulSoup:
    response = as_user(user).get(page)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def tasks(user: User) -> dict[str, str]:
    """Return {name: number with unit} of the cards."""
    return {
        card.select_one(".figure-label").text.strip(): "".join(  # type: ignore[union-attr]
            card.select_one(".figure-value").text.split()  # type: ignore[union-attr]
        )
        for card in soup_of(user).select(".figure:has(.figure-value)")
    }


def test_anonymous_is_sent_to_the_login_page(city: FixtureCity) -> None:
    response = Client().get("/")
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_clerk_sees_what_is_left_to_enter(city: FixtureCity, projects: list[Project]) -> None:
    EntryFactory(project=projects[0], week=MONDAY, state=EntryState.SUBMITTED)
    EntryFactory(project=projects[0], week=LAST_WEEK)
    EntryFactory(project=projects[1], week=LAST_WEEK, state=EntryState.RETURNED)
    shown = tasks(city.clerk)
    assert shown["本周待填"] == "1项"
    assert shown["上周待填"] == "1项"
    assert shown["退回待改"] == "1项"


def test_the_deadline_is_told(
    city: FixtureCity, projects: list[Project], time_machine: Any
) -> None:
    time_machine.move_to(timezone.make_aware(datetime(2023, 7, 31, 16)), tick=False)
    text = soup_of(city.clerk).select_one(".figures").text  # type: ignore[union-attr]
    assert "8月4日 18:00截止，还有4天2小时" in text


def test_a_passed_deadline_is_told(
    city: FixtureCity, projects: list[Project], settings: Any, time_machine: Any
) -> None:
    settings.PORTAL_DATE = date(2023, 8, 5)
    time_machine.move_to(timezone.make_aware(datetime(2023, 8, 5, 9)), tick=False)
    text = soup_of(city.clerk).select_one(".figures").text  # type: ignore[union-attr]
    assert "已逾期" in text


def test_a_reviewer_sees_what_waits_in_the_own_district(
    city: FixtureCity, projects: list[Project]
) -> None:
    for project in projects:
        EntryFactory(project=project, week=MONDAY, state=EntryState.SUBMITTED)
    assert tasks(city.reviewer)["待审核"] == "2项"
    assert tasks(city.stranger_reviewer)["待审核"] == "1项"


def test_the_office_sees_silent_regions_bulletins_and_sums_that_miss(
    city: FixtureCity, projects: list[Project]
) -> None:
    PlanFactory(region=city.district, communities=5, households=None, investment=None)
    EntryFactory(project=projects[2], week=MONDAY, state=EntryState.SUBMITTED)
    for month, state in ((5, ReportState.DRAFTED), (6, ReportState.REVIEWED)):
        Report.objects.create(
            region=city.region,
            kind=ReportKind.MONTHLY,
            period=date(2023, month, 1),
            as_of=date(2023, month, 28),
            state=state,
            title=f"{month}月通报",
        )
    shown = tasks(city.office)
    assert shown["上周未报地区"] == "2个"
    assert shown["本周未报地区"] == "1个"
    assert shown["待审核周报"] == "1项"
    assert shown["待审核通报"] == shown["待签发通报"] == "1份"
    rest = soup_of(city.office, "/reports/home/rest/")
    assert "对账未平 1 项" in " ".join(rest.stripped_strings)
    assert len(rest.select("#home-checks #checks tbody tr")) == 1
    assert "未报齐" in soup_of(city.office).text


def test_a_leader_sees_figures_and_both_ends_of_the_ranking(
    city: FixtureCity, projects: list[Project]
) -> None:
    PlanFactory(region=city.district, communities=2)
    alone = soup_of(city.leader)
    assert "已开工小区" in alone.text
    assert "开工较快" not in alone.text
    PlanFactory(region=city.other_district, communities=2)
    soup = soup_of(city.leader)
    named = {
        name: [row.text for row in soup.select(f'[aria-label="{name}名次"] tbody th')]
        for name in ("开工较快", "开工较慢")
    }
    assert named == {"开工较快": ["甲区（基数小）"], "开工较慢": ["乙县（基数小）"]}
    assert "各列至多5个；地区不足10个的，各列一半" in soup.text


def test_a_leader_sees_which_projects_are_furthest_ahead_and_behind(
    city: FixtureCity, projects: list[Project]
) -> None:
    first, second, third = projects
    for project, planned, actual in (
        (first, date(2023, 7, 20), date(2023, 7, 1)),
        (second, date(2023, 7, 20), date(2023, 7, 15)),
        (third, date(2023, 7, 20), date(2023, 7, 2)),
        (third, date(2023, 7, 25), None),
    ):
        MilestoneFactory(project=project, planned_on=planned, actual_on=actual, name=f"{planned}")
    shown = soup_of(city.leader)
    ahead = [
        [cell.text for cell in row.select("th, td")] for row in shown.select("#ahead tbody tr")
    ]
    assert [(row[0], row[-1]) for row in ahead] == [(first.name, "19"), (second.name, "5")]
    assert [row.th.text for row in shown.select("#lagging tbody tr")] == [third.name]  # type: ignore[union-attr]


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor"])
def test_administrators_see_their_own_entries_and_no_business(
    city: FixtureCity, projects: list[Project], role: str
) -> None:
    text = soup_of(getattr(city, role)).main.text  # type: ignore[union-attr]
    assert "管理" in text
    assert "待填" not in text
    assert "督促" not in text
    assert "开工" not in text


def listed(user: User, id: str) -> list[str]:
    """Return the rows of one of the short lists, each as its text."""
    found = soup_of(user).select(f"#{id} tbody tr")
    return [" ".join(row.stripped_strings) for row in found]


def test_a_clerk_finds_each_project_to_enter_to_mend_and_to_catch_up(
    city: FixtureCity, projects: list[Project]
) -> None:
    EntryFactory(
        project=projects[0],
        week=LAST_WEEK,
        state=EntryState.RETURNED,
        return_comment="进度与照片不符",
    )
    MilestoneFactory(project=projects[1], name="完工", planned_on=date(2023, 7, 21))
    WeeklySubmission.objects.create(
        region=city.district,
        week=LAST_WEEK,
        submitted_by=city.clerk,
        submitted_at=timezone.make_aware(datetime(2023, 7, 28, 16)),
        entries=2,
        receipt="HZ-0001",
    )
    assert len(listed(city.clerk, "to-enter")) == 2
    assert "进度与照片不符" in listed(city.clerk, "returned")[0]
    assert listed(city.clerk, "lagging")[0].endswith(" 10")
    assert "HZ-0001" in listed(city.clerk, "receipts")[0]
    link = soup_of(city.clerk).select_one("#to-enter tbody a")
    assert link is not None
    assert as_user(city.clerk).get(str(link["href"])).status_code == 200


def test_a_reviewer_sees_the_longest_waiting_first_and_who_is_missing(
    city: FixtureCity, projects: list[Project], time_machine: Any
) -> None:
    time_machine.move_to(timezone.make_aware(datetime(2023, 7, 31, 16)), tick=False)
    for project, hour in zip(projects[:2], (12, 9), strict=True):
        EntryFactory(
            project=project,
            week=MONDAY,
            state=EntryState.SUBMITTED,
            submitted_at=timezone.make_aware(datetime(2023, 7, 31, hour)),
        )
    waits = listed(city.reviewer, "waiting")
    assert [projects[1].name in waits[0], projects[0].name in waits[1]] == [True, True]
    assert waits[0].endswith("7小时")
    assert len(listed(city.reviewer, "silent")) == 2


def test_the_office_is_told_of_drafts_and_of_reviews_that_are_due(
    city: FixtureCity, projects: list[Project]
) -> None:
    assert listed(city.office, "reviews") == []
    Suspension.objects.create(project=projects[0], reason="拓宽", review_on=date(2023, 7, 21))
    Report.objects.create(
        region=city.region,
        kind=ReportKind.MONTHLY,
        period=date(2023, 7, 1),
        as_of=date(2023, 7, 31),
        state=ReportState.DRAFTED,
        title="7月通报",
    )
    assert listed(city.office, "reviews")[0].endswith("2023-07-21 10")
    assert "7月通报" in listed(city.office, "drafts")[0]


def test_administrators_see_what_they_look_after(city: FixtureCity) -> None:
    UserFactory(username="newcomer", region=city.region, role=None)
    shown = tasks(city.security_admin)
    assert shown["待分配角色"] == "1个"
    assert "登录失败" not in shown
    assert tasks(city.auditor)["登录失败"] == "0次"


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("/projects/{pk}/", "项目"),
        ("/projects/weekly/missing/", "填报日历"),
        ("/reports/compare/", "驾驶舱"),
    ],
)
def test_the_menu_marks_the_entry_that_a_page_belongs_to(
    city: FixtureCity, projects: list[Project], page: str, entry: str
) -> None:
    response = as_user(city.office).get(page.format(pk=projects[0].pk))
    soup = BeautifulSoup(response.content, "html.parser")
    marked = soup.select(".side .menu [aria-current=true]")
    assert [one.text for one in marked] == [entry]
