"""大屏: what it shows, and that it goes on by itself and keeps the last picture."""

import re
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from core import clock
from projects.services.campaigns import set_usual
from tests.browser import console_errors, let_in, violations
from tests.city import FixtureCity, as_user
from tests.factories import PlanFactory, ProjectFactory
from tests.query_counts import assert_query_count

URL = "/reports/screen/"


@pytest.fixture
def shown(city: FixtureCity) -> FixtureCity:
    for region in (city.district, city.other_district):
        PlanFactory(region=region, communities=2)
        ProjectFactory(region=region, started_on=date(2023, 4, 10))
    ProjectFactory(region=city.district)
    set_usual(city.region, 2023, source="示例", by=city.office)
    return city


def soup(content: bytes) -> BeautifulSoup:
    return BeautifulSoup(content, "html.parser")


def test_it_shows_the_figures_large_and_no_menu(shown: FixtureCity) -> None:
    found = soup(as_user(shown.leader).get(URL).content)
    assert found.select_one(".screen-large .screen-number").text == "50.0%"  # type: ignore[union-attr]
    assert found.select_one(".screen-deadlines b").text == "8月底全部开工"  # type: ignore[union-attr]
    assert [one.text for one in found.select(".screen-name")] == ["甲区", "乙县"]
    assert "截至 2023年7月31日" in found.text
    assert not found.select("nav, .side")


def test_it_asks_anew_after_the_seconds_of_the_setting(shown: FixtureCity, settings: Any) -> None:
    settings.SCREEN_SECONDS = 45
    found = soup(as_user(shown.leader).get(f"{URL}?tone=dark&as_of=2023-06-30").content)
    picture = found.select_one("#screen")
    assert picture
    assert picture["hx-trigger"] == "every 45s"
    assert picture["hx-get"] == f"{URL}?tone=dark&as_of=2023-06-30"
    assert "screen-dark" in found.html["class"]  # type: ignore[index]


def test_what_is_asked_anew_is_the_picture_alone(shown: FixtureCity) -> None:
    answer = as_user(shown.leader).get(URL, headers={"HX-Request": "true"})
    found = soup(answer.content)
    assert found.html is None
    assert found.select_one("[data-taken]")
    assert "HX-Request" in answer["Vary"]


def test_a_district_shows_its_own(shown: FixtureCity) -> None:
    client = as_user(shown.district_leader)
    assert "甲区" in soup(client.get(URL).content).h1.text  # type: ignore[union-attr]
    assert client.get(URL, {"region": shown.region.pk}).status_code == 404


def test_streets_are_ranked_by_the_share_of_the_ledger_they_started(shown: FixtureCity) -> None:
    ProjectFactory(region=shown.street, started_on=date(2023, 4, 10))
    box = soup(as_user(shown.district_leader).get(URL).content).select_one(".screen-places")
    assert box is not None
    assert box.h2 is not None
    assert box.h2.text == "各地区开工率"
    assert [one.text for one in box.select(".screen-rate")] == ["100.0%"]


def test_the_screen_has_its_number_of_queries(shown: FixtureCity) -> None:
    assert_query_count("screen", as_user(shown.leader), URL)


# --- In the browser -------------------------------------------------------------------------
@pytest.fixture
def wall(page: Page, live_server: LiveServer, shown: FixtureCity, settings: Any) -> Page:
    settings.SCREEN_SECONDS = 1
    let_in(page.context, shown.leader, live_server.url)
    page.set_viewport_size({"width": 1920, "height": 1080})
    return page


def test_it_fits_a_wall_and_is_reachable(wall: Page, live_server: LiveServer) -> None:
    said = console_errors(wall)
    for tone in ("light", "dark"):
        for across, down in ((1920, 1080), (1366, 768)):
            wall.set_viewport_size({"width": across, "height": down})
            wall.goto(f"{live_server.url}{URL}?tone={tone}")
            wall.wait_for_selector(".screen-pace canvas")
            size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
            assert wall.evaluate(size) == [across, down]
            cut = wall.evaluate(
                "[...document.querySelectorAll('.screen-box')].filter((box) => "
                "box.scrollHeight > box.clientHeight + 1).map((box) => box.className)"
            )
            assert cut == []
            assert violations(wall) == []
    assert said == []


def test_its_clock_is_the_citys_wherever_the_screen_stands(
    wall: Page, live_server: LiveServer, settings: Any
) -> None:
    settings.PORTAL_DATE = date(2023, 7, 31)
    wall.clock.install(time="2026-01-01T03:00:00")
    wall.goto(f"{live_server.url}{URL}")
    before = clock.now()
    told = wall.locator("#screen-clock")
    expect(told).to_contain_text("7月31日 星期一")
    hours, minutes = (int(part) for part in told.inner_text()[-5:].split(":"))
    assert (hours * 60 + minutes - before.hour * 60 - before.minute) % (24 * 60) <= 1


def test_numbers_are_read_from_afar(wall: Page, live_server: LiveServer) -> None:
    wall.goto(live_server.url + URL)
    sizes = wall.evaluate(
        "['.screen-number', '.screen-name', '.screen-sub'].map((name) => "
        "parseFloat(getComputedStyle(document.querySelector(name)).fontSize))"
    )
    assert sizes[0] >= 80
    assert sizes[1] >= 30
    assert sizes[2] >= 24


def test_it_goes_on_by_itself(wall: Page, live_server: LiveServer, shown: FixtureCity) -> None:
    wall.goto(live_server.url + URL)
    expect(wall.locator(".screen-number").first).to_have_text("50.0%", timeout=30_000)
    ProjectFactory(region=shown.district, started_on=date(2023, 4, 10))
    expect(wall.locator(".screen-number").first).to_have_text("75.0%", timeout=30_000)
    expect(wall.locator("#screen-state")).to_have_text(re.compile(r"^\d\d:\d\d 更新"))
    expect(wall.locator(".screen-pace canvas")).to_be_visible()


def test_the_last_picture_stays_when_the_network_is_gone(
    wall: Page, live_server: LiveServer
) -> None:
    wall.goto(live_server.url + URL)
    wall.route(f"**{URL}*", lambda route: route.abort())
    state = wall.locator("#screen-state")
    expect(state).to_have_text(re.compile(r"^网络中断，画面为 \d\d:\d\d 的数据"), timeout=30_000)
    expect(wall.locator(".screen-number").first).to_have_text("50.0%")
    wall.unroute(f"**{URL}*")
    expect(state).to_have_text(re.compile(r"^\d\d:\d\d 更新"), timeout=30_000)


def test_a_lost_session_leaves_the_picture_and_says_so(wall: Page, live_server: LiveServer) -> None:
    wall.goto(live_server.url + URL)

    def expired(route: Route) -> None:
        route.fulfill(status=401, headers={"HX-Redirect": "/accounts/login/"}, body="{}")

    wall.route(f"**{URL}*", expired)
    expect(wall.locator("#screen-state")).to_have_text(
        re.compile(r"^登录已失效，请重新登录，画面为"), timeout=30_000
    )
    assert wall.url.endswith(URL)
    expect(wall.locator(".screen-number").first).to_have_text("50.0%")
