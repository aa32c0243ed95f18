"""Panels of the leaders' page: every count opens its rows, every point is the figure of its day."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from openpyxl import load_workbook

from accounts.choices import Role
from accounts.models import Region, User
from projects.choices import EntryState
from projects.models import Campaign, Project, Suspension, WeeklyEntry
from projects.pace.planned import planned_shares
from projects.services.campaigns import set_usual
from reports.figures import figures
from reports.figures.trend import communities_on, invested_on, plans_on, rates_on, weeks_until
from reports.views.panel_charts import distance
from tests.city import CITY, DISTRICT, FixtureCity, as_user, user_with
from tests.demo_city import AS_OF
from tests.factories import PlanFactory, ProjectFactory
from tests.query_counts import assert_query_count
from tests.reports.test_figure_links import listed

PANELS = ("deadlines", "lights", "voices", "money", "trend", "pace", "children")


@pytest.fixture
def leader(demo_city: int) -> User:
    return user_with(Role.LEADER, Region.objects.get(pk=demo_city), "leader")


@pytest.fixture
def campaigns(demo_city: int, leader: User) -> None:
    region = Region.objects.get(pk=demo_city)
    office = user_with(Role.OFFICE, region, "office")
    set_usual(region, 2023, source="示例", by=office)


def panel(client: Client, name: str, **query: Any) -> BeautifulSoup:
    response = client.get(f"/reports/panels/{name}/", query, headers={"HX-Request": "true"})
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.html is None, "a fragment"
    return soup


def number(text: str) -> int:
    return int("".join(letter for letter in text if letter.isdecimal()))


# --- Every count opens as many rows ---------------------------------------------------------
@pytest.mark.parametrize("name", ["deadlines", "lights", "voices"])
def test_a_count_of_a_panel_opens_as_many_rows(name: str, leader: User, campaigns: None) -> None:
    client = as_user(leader)
    for code in (CITY, 999922000000):
        found = panel(client, name, region=code, year=2023, as_of=AS_OF.isoformat())
        links = found.select(".number a, .light-count a")
        assert links
        for link in links:
            assert listed(client, str(link["href"])) == number(link.text), link


def test_the_lights_sum_to_the_projects(leader: User) -> None:
    found = panel(as_user(leader), "lights", as_of=AS_OF.isoformat())
    counted = [number(one.text) for one in found.select(".light-number")]
    assert sum(counted) <= Project.objects.filter(year=2023).count()
    assert [one.text.split()[-1] for one in found.select(".light")] == ["●绿灯", "▲黄灯", "■红灯"]


def test_bars_and_points_open_as_many_rows(leader: User) -> None:
    client = as_user(leader)
    for name in ("children", "trend"):
        found = panel(client, name, as_of=AS_OF.isoformat())
        cells = found.select("tbody td a")
        assert cells
        if name == "trend":  # the plan opens plans, whose rows are not communities
            for link in [one for one in cells if "plans" not in str(one["href"])][::5]:
                assert listed(client, str(link["href"])) == number(link.text)
        else:
            for link in cells:
                assert listed(client, str(link["href"])) > 0


def test_ranked_bars_of_a_count_open_as_many_rows(leader: User) -> None:
    client = as_user(leader)
    found = panel(client, "children", by="lagging_projects", as_of=AS_OF.isoformat())
    for link in found.select("tbody td a"):
        assert listed(client, str(link["href"])) == number(link.text)


# --- A point of a trend is the figure of its day --------------------------------------------
@pytest.fixture
def unruly(demo_city: int) -> int:
    """The demo city with suspensions that begin and end, and a plan that changes in the middle."""
    rows = list(Project.objects.filter(year=2023, finished_on=None)[:3])
    Suspension.objects.create(project=rows[0], started_on=AS_OF - timedelta(days=20))
    Suspension.objects.create(project=rows[1], started_on=None, ended_on=AS_OF - timedelta(days=10))
    for row in Project.objects.filter(year=2023, started_on__lt=AS_OF - timedelta(days=40))[:4]:
        row.finished_on = AS_OF - timedelta(days=15)
        row.save()
    second = rows[0].communities.all()
    rows[2].communities.add(*second)
    PlanFactory(region_id=DISTRICT, year=2023, version=2, reason="调整", communities=50,
                effective_on=AS_OF - timedelta(days=9))  # fmt: skip
    return demo_city


@pytest.mark.parametrize("code", [CITY, DISTRICT, 999902001000])
def test_a_point_is_the_figure_of_its_day(unruly: int, code: int) -> None:
    days = weeks_until(AS_OF, 6)
    counts = communities_on(code, 2023, days)
    plans = plans_on(code, 2023, days)
    invested = invested_on(code, 2023, days)
    rates = rates_on(invested, plans)
    for number, day in enumerate(days):
        expected = figures(code, 2023, day)
        assert counts[number].started == expected["started_communities"]
        assert counts[number].completed == expected["completed_communities"]
        plan = plans[number]
        assert (plan.communities if plan else 0) == expected["plan_communities"]
        assert invested[number] / 10_000 == Decimal(str(expected["invested_wan"]))
        assert rates[number] == expected["investment_rate"]


def test_a_correction_downwards_lowers_the_sum(city: FixtureCity) -> None:
    project = ProjectFactory(region=city.district)
    for week, invested in (
        (date(2023, 7, 10), 500),
        (date(2023, 7, 17), 300),
        (date(2023, 7, 24), None),
    ):
        WeeklyEntry.objects.create(
            project=project, week=week, invested=invested, state=EntryState.ACCEPTED
        )
    days = [date(2023, 7, 9), date(2023, 7, 16), date(2023, 7, 23), date(2023, 7, 30)]
    assert invested_on(CITY, 2023, days) == [0, 500, 300, 300]


# --- 序时进度 --------------------------------------------------------------------------------
def test_the_planned_share_is_weighted_by_the_years_investment(city: FixtureCity) -> None:
    for start, finish, annual in (
        (date(2023, 7, 1), date(2023, 7, 10), 3_000_000),
        (date(2023, 7, 1), date(2023, 7, 20), 1_000_000),
    ):
        ProjectFactory(
            region=city.district, planned_start=start, planned_finish=finish,
            annual_investment=annual,
        )  # fmt: skip
    ProjectFactory(region=city.district, planned_start=None, annual_investment=9_000_000)
    shares = planned_shares(
        Project.objects.all(), [date(2023, 6, 30), date(2023, 7, 10), date(2023, 8, 1)]
    )
    assert shares == [Decimal(0), Decimal("87.5"), Decimal(100)]


def test_without_planned_dates_there_is_no_planned_share(city: FixtureCity) -> None:
    ProjectFactory(region=city.district, planned_start=None, planned_finish=None)
    assert planned_shares(Project.objects.all(), [AS_OF]) == [None]


@pytest.mark.parametrize(
    ("rate", "planned", "words"),
    [
        ("40.0", Decimal("54.9"), "落后 14.9 个百分点"),
        ("60.0", Decimal("54.9"), "超前 5.1 个百分点"),
        ("54.9", Decimal("54.9"), "持平"),
        (None, Decimal("54.9"), "没有年度计划投资"),
        ("40.0", None, "算不出序时进度"),
    ],
)
def test_the_distance_is_told_in_points(
    rate: str | None, planned: Decimal | None, words: str
) -> None:
    assert words in distance(rate, planned)


# --- Around the panels ----------------------------------------------------------------------
def test_the_workbook_of_a_chart_has_the_numbers_of_its_table(leader: User) -> None:
    client = as_user(leader)
    for name in ("trend", "pace", "children"):
        found = panel(client, name, as_of=AS_OF.isoformat())
        link = found.select_one(".chart-tools a[download]")
        assert link
        answer = client.get(str(link["href"]))
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        sheet = load_workbook(BytesIO(content)).worksheets[0]
        body = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        shown = [
            [cell.text.replace(",", "") for cell in row.select("th, td")]
            for row in found.select("tbody tr")
        ]
        assert len(body) == len(shown) > 0
        for written, printed in zip(body, shown, strict=True):
            assert written[0] == printed[0]
            assert [None if text == "—" else Decimal(text) for text in printed[1:]] == [
                None if value is None else Decimal(str(value)) for value in written[1:]
            ]


def test_the_pages_fetch_their_panels_later(city: FixtureCity) -> None:
    client = as_user(city.leader)
    for url, least in (("/reports/", 7), ("/", 3)):
        soup = BeautifulSoup(client.get(url).content, "html.parser")
        found = soup.select(".lazy[hx-get]")
        assert len(found) >= least
        for one in found:
            assert client.get(str(one["hx-get"])).status_code == 200
            assert one.select_one("a[href]")["href"] == one["hx-get"]  # type: ignore[index]


def test_a_plain_link_opens_a_page_with_the_panel(city: FixtureCity) -> None:
    Campaign.objects.all().delete()
    client = as_user(city.leader)
    for name in PANELS:
        soup = BeautifulSoup(client.get(f"/reports/panels/{name}/").content, "html.parser")
        assert soup.h1
        assert soup.select_one("#asof")
        assert soup.select_one('.crumbs a[href*="/reports/?region"]')


def test_a_panel_of_another_district_is_not_found(city: FixtureCity) -> None:
    client = as_user(city.district_leader)
    for name in PANELS:
        assert client.get(f"/reports/panels/{name}/", {"region": CITY}).status_code == 404


def test_overdue_complaints_are_known_for_today_alone(city: FixtureCity) -> None:
    client = as_user(city.leader)
    past = panel(client, "voices", as_of="2023-06-30")
    assert past.select(".gap-value")[1].text.strip() == "—"
    assert panel(client, "voices").select(".gap-value")[1].text.split() == ["0件"]


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_has_its_number_of_queries(name: str, leader: User, campaigns: None) -> None:
    assert_query_count(f"panel {name}", as_user(leader), f"/reports/panels/{name}/?as_of={AS_OF}")
