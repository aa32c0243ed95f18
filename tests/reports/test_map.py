"""The map: which projects are on it, what it fetches, and what it says where it cannot show them."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core.maps import tile_hosts, tile_layers
from projects.models import Project
from tests.browser import console_errors, let_in, violations
from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory
from tests.reports.panels import panel
from tests.reports.test_figure_links import listed

URL = "/reports/panels/map/"
TILES = "https://t{s}.tiles.example/{z}/{x}/{y}.png"


def place(project: Project, latitude: str, longitude: str) -> None:
    community = project.communities.first()
    assert community
    community.latitude, community.longitude = Decimal(latitude), Decimal(longitude)
    community.save()


@pytest.fixture
def placed(city: FixtureCity) -> FixtureCity:
    """甲区 with two projects whose place is known and one whose is not."""
    for latitude, longitude in (("35.2", "106.5"), ("35.21", "106.53")):
        place(ProjectFactory(region=city.district, name=f"项目{longitude}"), latitude, longitude)
    ProjectFactory(region=city.district, name="无坐标项目")
    return city


def test_pins_and_list_are_the_same_projects(placed: FixtureCity) -> None:
    found = panel(as_user(placed.leader), "map")
    data = json.loads(found.select_one("#map-data").text)  # type: ignore[union-attr]
    names = [link.text for link in found.select(".map-list tbody th a")]
    assert [pin["name"] for pin in data["pins"]] == names
    assert sorted(names) == ["项目106.5", "项目106.53"]
    assert {pin["letter"] for pin in data["pins"]} <= set("红黄绿停·")


def test_it_says_how_many_have_no_place_and_lists_them(placed: FixtureCity) -> None:
    client = as_user(placed.leader)
    found = panel(client, "map")
    shown, missing = found.select("p.small .number a")
    assert (shown.text, missing.text) == ("2", "1")
    assert listed(client, str(shown["href"])) == 2
    assert listed(client, str(missing["href"])) == 1


def test_without_any_place_it_says_how_there_will_be_one(city: FixtureCity) -> None:
    ProjectFactory(region=city.district)
    found = panel(as_user(city.leader), "map")
    assert "填写经度、纬度" in found.text
    assert not found.select("[data-map]")


def test_a_project_of_several_communities_stands_between_them(placed: FixtureCity) -> None:
    first, second = Project.objects.filter(name__startswith="项目").order_by("name")
    first.communities.add(*second.communities.all())
    at = Project.objects.placed().get(pk=first.pk)
    assert round(at.latitude, 3) == Decimal("35.205")  # type: ignore[attr-defined]


# --- The ground -----------------------------------------------------------------------------
def test_without_settings_there_is_no_ground_and_no_host() -> None:
    assert tile_layers("", "") == []
    assert tile_hosts([]) == []


def test_a_key_stands_for_the_layers_of_tianditu() -> None:
    layers = tile_layers("", "abc")
    assert len(layers) == 2
    assert all(layer.endswith("tk=abc") for layer in layers)
    assert tile_hosts(layers) == ["https://*.tianditu.gov.cn"]


def test_own_tiles_come_before_the_key() -> None:
    layers = tile_layers(f"{TILES} http://10.0.0.8:8080/{{z}}/{{x}}/{{y}}.png", "abc")
    assert tile_hosts(layers) == ["https://*.tiles.example", "http://10.0.0.8:8080"]


@pytest.mark.parametrize("url", ["https://tiles.example/", "/{z}/{x}/{y}.png"])
def test_an_address_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        tile_layers(url, "")


# --- In the browser -------------------------------------------------------------------------
@pytest.fixture
def visited(page: Page, live_server: LiveServer, placed: FixtureCity) -> Page:
    let_in(page.context, placed.leader, live_server.url)
    return page


def test_the_map_fetches_nothing_from_elsewhere(visited: Page, live_server: LiveServer) -> None:
    asked: list[str] = []
    visited.on("request", lambda request: asked.append(request.url))
    said = console_errors(visited)
    for across, down in ((1366, 768), (390, 844)):
        visited.set_viewport_size({"width": across, "height": down})
        visited.goto(live_server.url + URL)
        visited.wait_for_selector(".pin")
        expect(visited.locator(".pin")).to_have_count(2)
        assert violations(visited) == []
        assert visited.evaluate("document.documentElement.scrollWidth") <= across
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert said == []


def test_a_pin_tells_its_project(visited: Page, live_server: LiveServer) -> None:
    visited.goto(live_server.url + URL)
    visited.click(".pin[title='项目106.53']")
    popup = visited.locator(".leaflet-popup a[href^='/projects/']")
    expect(popup).to_have_text("项目106.53")
    visited.get_by_role("button", name="关闭").click()
    expect(popup).to_have_count(0)


def test_tiles_of_the_settings_are_asked_for(
    visited: Page, live_server: LiveServer, settings: Any
) -> None:
    settings.MAP_LAYERS = [TILES]
    settings.MAP_ATTRIBUTION = "示例图"
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = [*policy["img-src"], *tile_hosts([TILES])]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"img-src": allowed}}
    picture = Path(str(finders.find("vendor/leaflet/images/layers.png"))).read_bytes()
    answer = {"body": picture, "content_type": "image/png"}
    visited.route(re.compile(r"tiles\.example"), lambda route: route.fulfill(**answer))
    visited.goto(live_server.url + URL)
    visited.wait_for_selector(".leaflet-tile-loaded[src*='tiles.example']")
    expect(visited.locator(".leaflet-control-attribution")).to_have_text("示例图")
