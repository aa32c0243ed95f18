"""Reading needs no script: every page of the menu shows its rows and figures without one."""

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from tests.house.test_urls import world as world
from tests.house.url_world import World
from tests.reach.door import HOST, opened

DESK = {"width": 1366, "height": 768}


@pytest.mark.parametrize("person", ["clerk", "office", "leader"])
def test_every_page_of_the_menu_is_read_without_a_script(
    world: World, db: None, browser: Browser, person: str
) -> None:
    hidden, empty = [], []
    with opened(browser, viewport=DESK, java_script_enabled=False) as (page, door):
        door.client = world.clients[person]
        page.goto(f"{HOST}/")
        menu = page.locator("nav.side a")
        links = [menu.nth(number).get_attribute("href") for number in range(menu.count())]
        assert len(links) > 15
        for link in dict.fromkeys(links):
            page.goto(f"{HOST}{link}")
            assert page.locator("h1").inner_text()
            rows = page.locator("main tbody tr, main .figure")
            shown = page.locator("main tbody tr:visible, main .figure:visible").count()
            if shown < rows.count() - folded(page.content()):
                hidden.append((link, shown, rows.count()))
            if not page.locator("main").inner_text().strip():
                empty.append(link)
    assert hidden == []
    assert empty == []
    assert door.said == []


def folded(html: str) -> int:
    """Return how many rows stand in what a reader opens himself."""
    page = BeautifulSoup(html, "lxml")
    inside = page.select("main dialog, main details:not([open])")
    return len({id(row) for one in inside for row in one.select("tbody tr, .figure")})
