"""Panels in a small city: the sums behind them, and the pages around them."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from projects.choices import EntryState
from projects.models import Project, WeeklyEntry
from projects.pace.planned import planned_shares
from reports.figures.trend import invested_on
from reports.views.panel_charts import distance
from tests.city import CITY, TODAY, FixtureCity, as_user
from tests.factories import PlanFactory, ProjectFactory
from tests.reports.panels import PANELS, panel


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
    assert planned_shares(Project.objects.all(), [TODAY]) == [None]


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


def test_overdue_complaints_are_known_for_every_day(city: FixtureCity) -> None:
    client = as_user(city.leader)
    for day in ("2023-06-30", "2023-07-31"):
        found = panel(client, "voices", as_of=day).select(".gap-value")[1]
        assert found.text.split() == ["0件"], day


def test_the_ends_of_a_ranking_are_told_by_what_is_good(city: FixtureCity) -> None:
    for region, started in ((city.district, date(2023, 4, 10)), (city.other_district, None)):
        PlanFactory(region=region, communities=1)
        ProjectFactory(region=region, started_on=started, total_investment=60_000_000)
    client = as_user(city.leader)
    for key, words in (
        ("start_rate", "最高：甲区 100.0%；最低：乙县 0.0%。"),
        ("funding_gap_wan", "2个地区都是 6,000 万元。"),
    ):
        found = panel(client, "children", by=key).select_one(".chart-summary")
        assert found is not None
        assert found.text == words


def test_streets_without_a_plan_are_compared_by_what_the_ledger_lists(city: FixtureCity) -> None:
    ProjectFactory(region=city.street, started_on=date(2023, 4, 10))
    ProjectFactory(region=city.street)
    found = panel(as_user(city.district_leader), "children")
    assert found.select("#children-choices a")[0].text == "开工率"
    assert [cell.text for cell in found.select("tbody tr > *")] == ["朝阳街道（基数小）", "50.0"]
    assert "街道（乡镇）没有年度计划：计划小区为台账列入计划的小区" in found.text


def test_a_region_without_any_below_says_so(city: FixtureCity) -> None:
    found = panel(as_user(city.leader), "children", region=city.street.pk)
    assert "没有下级地区" in found.text
