"""axe, sideways scrolling and the console on every page × role, at desk, zoomed and phone width.

A page is opened for each role to whom it shows an element, inside another one, that no role before
saw on it; the menu is looked at in test_frame.py. On a phone axe runs where a page has an element,
inside another one, that no page before it had.
"""

import sys
from collections import Counter
from typing import Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.house.test_urls import world as world
from tests.house.url_world import PEOPLE, World
from tests.reach.door import HOST, Door, opened
from tests.reach.every_page import Visit, visits

DESK: Final = {"width": 1366, "height": 768}
ZOOMED: Final = {"width": 683, "height": 384}  # 1366 × 768 at 200 %
PHONE: Final = {"width": 390, "height": 844}
AXE: Final = """async (part) => {
  const found = await axe.run(part, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"] });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`));
}"""
TOO_WIDE: Final = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame(); await frame(); await frame();  // scripts hear of the new size
  const most = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth > most
    ? `${document.documentElement.scrollWidth} px of ${most}` : "";
}"""
QUIET: Final = """() => new Promise((done) => {
  const until = Date.now() + 15000;
  const look = () => document.readyState === "complete"
    && !document.querySelector("[hx-trigger~=load]") || Date.now() > until
    ? done() : setTimeout(look, 20);
  look();
})"""


def looked_at(page: Page, part: str, *, axe_on_phone: bool) -> list[str]:
    """Return what is wrong with the page that is open."""
    page.evaluate(AXE_SCRIPT)
    wrong = [f"desk {one}" for one in page.evaluate(AXE, part)]
    for name, size in (("desk", DESK), ("zoomed", ZOOMED), ("phone", PHONE)):
        page.set_viewport_size(size)
        wide = page.evaluate(TOO_WIDE)
        wrong += [f"{name} scrolls sideways: {wide}"] if wide else []
    if axe_on_phone:
        wrong += [f"phone {one}" for one in page.evaluate(AXE, part)]
    page.set_viewport_size(DESK)
    return wrong


def enter(page: Page, door: Door, world: World, visit: Visit) -> None:
    door.client, door.said = world.clients[visit.person], []
    page.goto(HOST + visit.url)
    page.evaluate(QUIET)


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
