"""驾驶舱: figure cards, ranked children, checks, scope and cost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup

from accounts.choices import Role
from accounts.models import Region
from tests.city import CITY, DISTRICT, OTHER_DISTRICT, FixtureCity, as_user, user_with
from tests.factories import PlanFactory, ProjectFactory

URL = "/reports/"
STARTED = date(2023, 4, 10)


def page(user: Any, **query: Any) -> BeautifulSoup:
    response = as_user(user).get(URL, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def places(soup: BeautifulSoup) -> list[tuple[str, str]]:
    """Return (rank, name) of each row of the children's table."""
    rows = soup.select("#children tbody tr")
    return [(row.select("td")[0].text.strip(), row.th.text.strip()) for row in rows]  # type: ignore[union-attr]


def test_a_leader_sees_the_figures_of_the_region(city: FixtureCity) -> None:
    PlanFactory(region=city.district, communities=2)
    ProjectFactory(region=city.district, started_on=STARTED)
    ProjectFactory(region=city.district)
    text = page(city.leader).select_one(".figures").text  # type: ignore[union-attr]
    assert "计划 2 个，开工率 50.0%" in " ".join(text.split())
    assert "云江市驾驶舱" in page(city.leader).h1.text  # type: ignore[union-attr]


def test_the_date_is_kept_in_every_link(city: FixtureCity) -> None:
    PlanFactory(region=city.district)
    ProjectFactory(region=city.district, started_on=STARTED)
    soup = page(city.leader, as_of="2023-04-30")
    links = [a["href"] for a in soup.select(".figure-value a, #children tbody a")]
    assert links
    assert all("as_of=2023-04-30" in href for href in links)


def test_a_past_date_shows_the_past(city: FixtureCity) -> None:
    PlanFactory(region=city.district, communities=1)
    ProjectFactory(region=city.district, started_on=STARTED)
    text = page(city.leader, as_of="2023-04-09").select_one(".figures").text  # type: ignore[union-attr]
    assert "开工率 0.0%" in text


def test_a_future_date_is_today(city: FixtureCity) -> None:
    soup = page(city.leader, as_of="2030-01-01")
    assert soup.select_one("#asof")["value"] == "2023-07-31"  # type: ignore[index]


@pytest.mark.parametrize("asked", [CITY, OTHER_DISTRICT, 990000000000, "x", 999902, 999903000000])
def test_a_district_asking_for_what_is_not_its_own_gets_404(city: FixtureCity, asked: Any) -> None:
    for url in (URL, "/reports/indicators/", "/reports/compare/", "/reports/history/"):
        assert as_user(city.district_leader).get(url, {"region": asked}).status_code == 404


def test_a_district_sees_itself_and_its_streets(city: FixtureCity) -> None:
    ProjectFactory(region=city.street, started_on=STARTED)
    soup = page(city.district_leader)
    assert "甲区驾驶舱" in soup.h1.text  # type: ignore[union-attr]
    assert [name for _, name in places(soup)] == ["朝阳街道（基数小）"]


def test_drilling_down_shows_the_way_back(city: FixtureCity) -> None:
    soup = page(city.leader, region=DISTRICT)
    assert soup.select_one(f'.crumbs a[href*="region={CITY}"]').text == "云江市"  # type: ignore[union-attr]


def test_administrators_may_not_look(city: FixtureCity) -> None:
    for user in (city.system_admin, city.security_admin, city.auditor):
        assert as_user(user).get(URL).status_code == 403


def test_ties_share_a_rank_and_regions_without_a_plan_come_last(city: FixtureCity) -> None:
    third = Region.objects.create(code=999922000000, name="丙县", level="区县", parent=city.region)
    Region.objects.create(code=999923000000, name="丁县", level="区县", parent=city.region)
    for region in (city.district, city.other_district):
        PlanFactory(region=region, communities=5)
        for _ in range(5):
            ProjectFactory(region=region, started_on=STARTED)
    PlanFactory(region=third, communities=5)
    assert places(page(city.leader)) == [
        ("1", "甲区"),
        ("1", "乙县"),
        ("3", "丙县"),
        ("—", "丁县"),
    ]


def test_a_rank_of_something_bad_starts_at_the_least(city: FixtureCity) -> None:
    for region, communities in ((city.district, 3), (city.other_district, 1)):
        PlanFactory(region=region, communities=communities)
        for _ in range(communities):
            ProjectFactory(region=region)
    soup = page(city.leader, rank="unstarted_communities")
    assert places(soup) == [("1", "乙县（基数小）"), ("2", "甲区（基数小）")]


def test_small_denominators_are_marked(city: FixtureCity, settings: Any) -> None:
    PlanFactory(region=city.district, communities=settings.SMALL_DENOMINATOR)
    PlanFactory(region=city.other_district, communities=settings.SMALL_DENOMINATOR - 1)
    names = [name for _, name in places(page(city.leader))]
    assert sorted(names) == ["乙县（基数小）", "甲区"]


def test_what_does_not_add_up_is_shown(city: FixtureCity) -> None:
    PlanFactory(region=city.region, communities=9, investment=Decimal(90_000_000))
    PlanFactory(region=city.district, communities=2)
    text = page(city.leader).select_one("#checks").text  # type: ignore[union-attr]
    assert "本级年度计划小区数与下级之和" in text
    assert "-7" in text


def test_nothing_is_shown_where_all_adds_up(city: FixtureCity) -> None:
    assert page(city.leader).select_one("#checks") is None


def test_other_years_can_be_chosen(city: FixtureCity) -> None:
    PlanFactory(region=city.district, year=2022, communities=7, effective_on=date(2022, 1, 1))
    PlanFactory(region=city.district)
    soup = page(city.leader, year=2022)
    assert "计划 7 个" in soup.select_one(".figures").text  # type: ignore[union-attr]
    assert [option.text for option in soup.select("#year option")] == ["2023年", "2022年"]


def test_queries_do_not_grow_with_regions(
    city: FixtureCity, django_assert_max_num_queries: Any
) -> None:
    client = as_user(city.leader)
    client.get(URL)
    for number in range(24, 44):
        region = Region.objects.create(
            code=999900000000 + number * 10**6, name=f"{number}县", level="区县", parent=city.region
        )
        ProjectFactory(region=region)
    with django_assert_max_num_queries(18):
        client.get(URL)


def test_a_superuser_without_a_region_sees_the_top(city: FixtureCity) -> None:
    admin = user_with(Role.SYSTEM_ADMIN, city.region, "root", is_superuser=True)
    admin.region = None
    admin.save()
    assert "示例省驾驶舱" in page(admin).h1.text  # type: ignore[union-attr]
