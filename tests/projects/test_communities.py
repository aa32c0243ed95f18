"""Communities: the list with its stages, one community's page, and its form."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.history import version_of
from projects.models import Community
from tests.city import FixtureCity, as_user
from tests.factories import CommunityFactory, ProjectFactory
from tests.pages import form_values, text_of
from tests.query_counts import assert_query_count

LIST, NEW = "/projects/communities/", "/projects/communities/new/"


def typed(city: FixtureCity, **changes: Any) -> dict[str, Any]:
    return {
        "number": "C9", "name": "朝阳里", "region": city.street.pk, "built_year": "1988",
        "households": "120", "floor_area": "9000.5", "has_owners_committee": "true",
        "has_party_branch": "",
    } | changes  # fmt: skip


@pytest.fixture
def community(city: FixtureCity) -> Community:
    return CommunityFactory(region=city.street, number="DF-0001", name="东风一村")


def test_the_list_filters_by_programme_year_and_stage(
    city: FixtureCity, community: Community
) -> None:
    ProjectFactory(region=city.district, communities=[community], started_on=date(2023, 4, 1))
    waiting = CommunityFactory(region=city.district, name="团结里")
    ProjectFactory(region=city.district, communities=[waiting])
    CommunityFactory(region=city.district, name="未列入小区")
    client = as_user(city.clerk)
    for query, found in (
        ("", {"东风一村", "团结里", "未列入小区"}),
        ("?year=2023", {"东风一村", "团结里"}),
        ("?year=2023&status=started", {"东风一村"}),
        ("?year=2023&status=started&as_of=2023-03-31", set()),
        ("?year=2023&status=unstarted", {"团结里"}),
        ("?status=building", {"东风一村"}),
        ("?q=DF-0001", {"东风一村"}),
        (f"?region={city.street.pk}", {"东风一村"}),
    ):
        page = text_of(client.get(LIST + query))
        assert {n for n in ("东风一村", "团结里", "未列入小区") if n in page} == found, query


def test_the_page_shows_facts_projects_and_changes(city: FixtureCity, community: Community) -> None:
    ProjectFactory(region=city.district, communities=[community], name="东风片区改造")
    url = f"{LIST}{community.pk}/"
    page = text_of(as_user(city.leader).get(url))
    for words in ("东风一村", "9,000", "东风片区改造", "新增小区：东风一村"):
        assert words in page
    assert as_user(city.stranger).get(url).status_code == 404
    assert_query_count("community", as_user(city.leader), url)


def test_a_clerk_adds_a_community(city: FixtureCity) -> None:
    assert as_user(city.clerk).post(NEW, typed(city)).status_code == 302
    row = Community.objects.get()
    assert (row.city, row.has_owners_committee, row.has_party_branch) == (
        city.region.pk,
        True,
        None,
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"number": "DF-0001"}, "编号 DF-0001 在本市已用于“东风一村”，请换一个编号。"),
        ({"built_year": "2099"}, "建成年份应在 1900 到 2023 之间，如 1985。"),
        ({"floor_area": "-1"}, "建筑面积不能为负数。"),
        ({"households": "很多"}, "输入整数。"),
    ],
)
def test_a_refused_form_comes_back_filled(
    city: FixtureCity, community: Community, changes: dict[str, str], message: str
) -> None:
    response = as_user(city.clerk).post(NEW, typed(city, **changes))
    assert response.status_code == 422
    assert message in text_of(response)
    assert form_values(response)["name"] == "朝阳里"
    assert form_values(response)["has_owners_committee"] == "true"
    for name, value in changes.items():
        assert form_values(response)[name] == value


def test_an_edit_of_a_row_that_moved_on_is_refused(city: FixtureCity, community: Community) -> None:
    url = f"{LIST}{community.pk}/edit/"
    seen = version_of(community)
    as_user(city.office).post(url, typed(city, seen=seen, name="改名一"))
    second = as_user(city.clerk).post(url, typed(city, seen=seen, name="改名二"))
    assert second.status_code == 409
    assert "改名一" in text_of(second)
    assert form_values(second)["name"] == "改名二"


def test_strangers_meet_a_404_and_readers_a_403(city: FixtureCity, community: Community) -> None:
    url = f"{LIST}{community.pk}/edit/"
    assert as_user(city.stranger).post(url, typed(city)).status_code == 404
    assert as_user(city.reviewer).post(url, typed(city)).status_code == 403
    assert as_user(city.leader).post(NEW, typed(city)).status_code == 403


def test_a_community_that_moves_takes_its_projects_site_along(
    city: FixtureCity, community: Community
) -> None:
    project = ProjectFactory(region=city.district, communities=[community], site=city.street)
    url = f"{LIST}{community.pk}/edit/"
    moved = typed(city, region=city.district.pk)
    assert as_user(city.office).post(url, moved).status_code == 302
    project.refresh_from_db()
    assert project.site_id == city.district.pk
    away = as_user(city.office).post(url, typed(city, region=city.other_district.pk))
    assert away.status_code == 422
    assert "所属区划须在项目的区划之内" in text_of(away)
    community.refresh_from_db()
    assert community.region_id == city.district.pk


def test_a_clerk_places_a_community_on_the_map(city: FixtureCity) -> None:
    place = {"longitude": "106.53", "latitude": "35.21"}
    response = as_user(city.clerk).post(NEW, typed(city, **place))
    assert response.status_code == 302
    saved = Community.objects.get(number="C9")
    assert (saved.longitude, saved.latitude) == (Decimal("106.53"), Decimal("35.21"))


@pytest.mark.parametrize(
    ("longitude", "latitude", "words"),
    [
        ("106.53", "", "经度和纬度要同时填写"),
        ("35.21", "106.53", "是否与纬度填反了"),
        ("106.53", "60", "纬度应在 3 到 54 之间"),
    ],
)
def test_a_place_that_is_none_is_refused_and_kept(
    city: FixtureCity, longitude: str, latitude: str, words: str
) -> None:
    response = as_user(city.clerk).post(NEW, typed(city, longitude=longitude, latitude=latitude))
    assert response.status_code == 422
    assert words in text_of(response)
    assert form_values(response)["longitude"] == longitude
