"""The menu by role, the groups it keeps open, the keys of the portal, the one stylesheet."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core import styles
from tests.browser import let_in
from tests.city import FixtureCity, as_user

ROOT = Path(__file__).resolve().parents[2]
LINES = 400


def side(client: Client, address: str = "/") -> Tag:
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    found = soup.select_one(".side .menu")
    assert found is not None
    return found


def groups(menu: Tag) -> list[str]:
    return [summary.get_text() for summary in menu.select("summary")]


def opened(menu: Tag) -> list[str]:
    return [summary.get_text() for summary in menu.select("details[open] > summary")]


def labels(menu: Tag) -> list[str]:
    return [link.get_text() for link in menu.select("a")]


def who(city: FixtureCity, name: str) -> User:
    user = getattr(city, name)
    assert isinstance(user, User)
    return user


def test_a_clerk_finds_first_what_a_clerk_does(city: FixtureCity) -> None:
    menu = side(as_user(city.clerk))
    assert labels(menu)[:3] == ["首页", "周填报", "填报日历"]
    assert opened(menu) == ["我的工作"]
    assert "周审核" not in labels(menu)


def test_a_leader_finds_first_what_is_watched(city: FixtureCity) -> None:
    menu = side(as_user(city.leader))
    assert groups(menu)[:2] == ["调度", "我的工作"]
    assert opened(menu) == ["调度"]
    assert "付款待办" not in labels(menu), "no step of a payment is a leader's"


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor"])
def test_a_short_menu_is_open(city: FixtureCity, role: str) -> None:
    menu = side(as_user(who(city, role)))
    assert opened(menu) == groups(menu) == ["系统管理", "基础数据"]


def test_the_group_of_the_page_is_open_beside_those_left_open(city: FixtureCity) -> None:
    client = as_user(city.office)
    client.cookies["menu"] = "quality.<script>.people"
    menu = side(client, "/funding/contracts/")
    assert opened(menu) == ["资金", "质量", "群众诉求"]
    assert menu["data-kept"] == "quality.people"
    assert [one.get_text() for one in menu.select("[aria-current]")] == ["合同"]


def test_search_stands_in_the_head_and_marks_no_entry(city: FixtureCity) -> None:
    client = as_user(city.clerk)
    assert side(client, "/reports/search/").select("[aria-current]") == []
    assert "搜索" not in labels(side(client))


# --- In the browser -------------------------------------------------------------------------
@pytest.fixture
def desk(page: Page, live_server: LiveServer, city: FixtureCity) -> Page:
    let_in(page.context, city.office, live_server.url)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{live_server.url}/")
    return page


def test_groups_open_by_keyboard_and_stay_open(desk: Page, live_server: LiveServer) -> None:
    summary = desk.locator(".side summary", has_text="资金")
    summary.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".side a", has_text="付款申请")).to_be_visible()
    desk.goto(f"{live_server.url}/projects/")
    expect(desk.locator(".side a", has_text="付款申请")).to_be_visible()
    desk.locator(".side summary", has_text="资金").click()
    desk.reload()
    expect(desk.locator(".side a", has_text="付款申请")).to_be_hidden()


def test_the_whole_menu_is_in_reach_of_a_short_screen(desk: Page) -> None:
    closed = desk.locator(".side details:not([open]) > summary")
    for _ in range(closed.count()):
        closed.first.click()
    last = desk.locator(".side .menu a").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    expect(desk.locator(".head")).to_be_in_viewport()


def test_slash_goes_to_the_search_and_a_question_mark_lists_the_keys(desk: Page) -> None:
    desk.keyboard.press("/")
    expect(desk.locator("#search")).to_be_focused()
    desk.keyboard.type("?/")
    expect(desk.locator("#search")).to_have_value("?/")
    expect(desk.locator("#shortcuts")).to_be_hidden()
    desk.locator("#search").blur()
    desk.keyboard.press("?")
    expect(desk.locator("#shortcuts")).to_contain_text("搜索项目")
    desk.keyboard.press("Escape")
    expect(desk.locator("#shortcuts")).to_be_hidden()


def test_the_drawer_of_a_phone_holds_every_entry(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    expect(desk.locator(".side")).to_be_hidden()
    expect(desk.locator(".head-find")).to_be_visible()
    desk.click(".burger > summary")
    desk.click(".burger summary >> text=群众诉求")
    link = desk.locator(".burger a", has_text="施工告知")
    link.scroll_into_view_if_needed()
    expect(link).to_be_in_viewport()
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    desk.keyboard.press("Escape")
    expect(desk.locator(".burger nav")).to_be_hidden()
    expect(desk.locator(".burger > summary")).to_be_focused()


# --- The stylesheet -------------------------------------------------------------------------
def test_the_one_stylesheet_is_every_file_of_rules() -> None:
    names = {path.stem for path in (ROOT / "static/css").glob("*.css")}
    assert names == set(styles.SHEETS)
    sheet = Path(str(finders.find("css/portal.css"))).read_text()
    assert all(source.read_text() in sheet for source in styles.sources())
    assert {name: len(one.read_text().splitlines()) for name, one in zip(
        styles.SHEETS, styles.sources(), strict=True
    ) if len(one.read_text().splitlines()) >= LINES} == {}  # fmt: skip


def test_a_changed_file_is_joined_anew() -> None:
    target = styles.joined()
    target.write_text("old")
    assert styles.joined().read_text() != "old"


def test_paper_has_one_block_of_rules_and_phones_have_theirs() -> None:
    for source in styles.sources():
        media = re.findall(r"@media ([^{]+?) \{", source.read_text())
        if source.stem != "print":
            assert "print" not in media, source.name
        if source.stem not in {"phone", "print"}:
            assert [one for one in media if "max-width" in one] == [], source.name
