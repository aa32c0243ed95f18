"""axe, sideways scrolling and the console on every page × role, at desk, zoomed and phone width.

A page is opened for each role to whom it shows an element, inside another one, that no role before
saw on it; the menu is looked at in test_frame.py. On a phone axe runs where a page has an element,
inside another one, that no page before it had.
"""

import sys
from collections import Counter

import pytest
from playwright.sync_api import Browser

from tests.house.test_urls import world as world
from tests.house.url_world import PEOPLE, World
from tests.reach.door import opened
from tests.reach.every_page import visits
from tests.reach.look import DESK, enter, looked_at


def test_no_page_has_a_violation_for_any_role(
    world: World, db: None, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    table: dict[str, Counter[str]] = {}
    wrong: list[str] = []
    seen: dict[str, set[str]] = {}
    opened_pages = 0
    on_phone: set[str] = set()
    with opened(browser, viewport=DESK) as (page, door):
        for visit in visits(world):
            row = table.setdefault(visit.name, Counter())
            row[visit.person] += 0
            known = seen.setdefault(visit.name, set())
            if visit.parts <= known:
                continue
            known |= visit.parts
            opened_pages += 1
            enter(page, door, world, visit)
            fresh = visit.parts - on_phone
            on_phone |= visit.parts
            found = looked_at(page, "main", axe_on_phone=bool(fresh)) + door.said
            row[visit.person] += len(found)
            wrong += [f"{visit.name} {visit.person} {one}" for one in found]
    with capsys.disabled():
        sys.stdout.write(printed(table, opened_pages))
    assert wrong == []
    assert len(table) > 250, "pages are missing from the table"


def printed(table: dict[str, Counter[str]], opened_pages: int) -> str:
    """Return pages × violations: one line a page, one column a role, a blank for no access."""
    lines = [f"\n{'page':<34}" + "".join(f"{person:>10}" for person in PEOPLE)]
    lines += [
        f"{name:<34}" + "".join(f"{row.get(person, ''):>10}" for person in PEOPLE)
        for name, row in sorted(table.items())
    ]
    total = sum(sum(row.values()) for row in table.values())
    seen = sum(len(row) for row in table.values())
    lines.append(f"{len(table)} pages, {seen} × role, {opened_pages} opened: {total} violations\n")
    return "\n".join(lines)
