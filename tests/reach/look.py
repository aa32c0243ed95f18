"""One page looked at: axe at desk and phone width, sideways scrolling, what the console said."""

from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.house.url_world import World
from tests.reach.door import HOST, Door
from tests.reach.every_page import Visit

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
