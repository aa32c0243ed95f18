"""One search: by name, number or pinyin initials; only what the person may see."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory
from tests.house.orders_world import objects
from tests.query_counts import assert_query_count

factory: Any = ProjectFactory


def hits(user: Any, asked: str) -> dict[str, list[str]]:
    """Return the names found, by heading."""
    answer = as_user(user).get("/reports/search/", {"q": asked})
    assert answer.status_code == 200
    parsed = BeautifulSoup(answer.content, "html.parser")
    return {
        panel.find("h2").get_text(): [link.get_text() for link in panel.select(".hits a")]
        for panel in parsed.select("section.panel")
    }


@pytest.fixture
def projects(city: FixtureCity) -> None:
    project = factory(region=city.district, name="朝阳小区改造项目", number="YJ-2023-017")
    factory(region=city.other_district, name="朝阳里改造项目", number="YJ-2023-018")
    objects(city.district, project, city.clerk, city.office, "管线")


@pytest.mark.parametrize("asked", ["朝阳小区", "cyxq", "YJ-2023-017", "yj-2023-01", " CYXQ "])
def test_a_project_is_found_by_name_number_or_initials(
    city: FixtureCity, projects: None, asked: str
) -> None:
    assert hits(city.clerk, asked)["项目"] == ["朝阳小区改造项目"]


def test_everybody_finds_what_lies_in_his_region(city: FixtureCity, projects: None) -> None:
    assert hits(city.stranger, "cy")["项目"] == ["朝阳里改造项目"]
    assert len(hits(city.office, "cy")["项目"]) == 2


def test_communities_and_orders_are_found_beside_the_projects(
    city: FixtureCity, projects: None
) -> None:
    community = city.district.communitys.order_by("pk").first()
    assert community is not None
    assert community.name in hits(city.clerk, community.number)["小区"]
    assert "管线事项" in hits(city.clerk, "管线")["督办事项"]
    assert "督办事项" not in hits(city.stranger, "管线")


def test_more_than_a_handful_lead_to_the_register_with_all_of_them(
    city: FixtureCity, projects: None
) -> None:
    for number in range(11):
        factory(region=city.district, name=f"滨河{number}号院", started_on=date(2023, 4, 1))
    answer = as_user(city.clerk).get("/reports/search/?q=bh")
    parsed = BeautifulSoup(answer.content, "html.parser")
    more = parsed.select_one("a.panel-more")
    assert more is not None
    assert len(parsed.select(".hits a")) == 10
    found = as_user(city.clerk).get(str(more["href"]))
    assert len(BeautifulSoup(found.content, "html.parser").select("tbody tr")) == 11


def test_nothing_found_says_how_to_search(city: FixtureCity, projects: None) -> None:
    page = as_user(city.clerk).get("/reports/search/?q=%00%3Cscript%3E").content.decode()
    assert "拼音首字母" in page
    assert "<script>" not in page.partition("<main")[2]


def test_a_renamed_project_is_found_by_its_new_initials(city: FixtureCity, projects: None) -> None:
    project = city.district.projects.get(name="朝阳小区改造项目")
    project.name = "光明里改造项目"
    project.save()
    assert hits(city.clerk, "gml")["项目"] == ["光明里改造项目"]


def test_search_costs_a_fixed_number_of_queries(city: FixtureCity, projects: None) -> None:
    assert_query_count("search", as_user(city.office), "/reports/search/?q=cy")
