"""Panels of the leaders' page: every count opens its rows, every point is the figure of its day."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from accounts.choices import Role
from accounts.models import Region, User
from projects.models import Project, Suspension
from projects.services.campaigns import set_usual
from reports.figures import figures
from reports.figures.trend import communities_on, invested_on, plans_on, rates_on, weeks_until
from tests.city import CITY, DISTRICT, as_user, user_with
from tests.demo_city import AS_OF
from tests.factories import PlanFactory
from tests.query_counts import assert_query_count
from tests.reports.panels import PANELS, panel
from tests.reports.test_figure_links import listed


@pytest.fixture
def leader(demo_city: int) -> User:
    return user_with(Role.LEADER, Region.objects.get(pk=demo_city), "leader")


@pytest.fixture
def campaigns(demo_city: int, leader: User) -> None:
    region = Region.objects.get(pk=demo_city)
    office = user_with(Role.OFFICE, region, "office")
    set_usual(region, 2023, source="示例", by=office)


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


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_has_its_number_of_queries(name: str, leader: User, campaigns: None) -> None:
    assert_query_count(f"panel {name}", as_user(leader), f"/reports/panels/{name}/?as_of={AS_OF}")
