"""axe, sideways scrolling and the console on each role's first page, its whole menu open."""

from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from tests.house.test_urls import world as world
from tests.house.url_world import PEOPLE, World
from tests.reach.door import opened
from tests.reach.every_page import Visit
from tests.reach.look import AXE, DESK, PHONE, TOO_WIDE, enter, looked_at

OPEN_ALL: Final = "document.querySelectorAll('header details, nav details').forEach((one) => { one.open = true; })"


@pytest.mark.parametrize("person", PEOPLE)
def test_the_frame_of_a_page_has_no_violation_for_any_role(
    world: World, db: None, browser: Browser, person: str
) -> None:
    """The menu with all its groups open, beside the page and as a phone's drawer."""
    url = "/" if PEOPLE[person] else "/accounts/login/"
    with opened(browser, viewport=DESK) as (page, door):
        enter(page, door, world, Visit("home", person, url, frozenset()))
        page.evaluate(OPEN_ALL)
        assert looked_at(page, "html", axe_on_phone=False) + door.said == []
        page.set_viewport_size(PHONE)
        page.evaluate(OPEN_ALL)
        found: Any = page.evaluate(AXE, "html")
        assert found == []
        assert page.evaluate(TOO_WIDE) == ""
