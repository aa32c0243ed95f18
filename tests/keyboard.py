"""A page worked by keyboard alone: Tab to the thing, then the key that a person would press."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page

FAR: Final = 900
HAS_FOCUS: Final = "(element) => element === document.activeElement"


def reach(page: Page, target: Locator) -> None:
    """Move the focus on with Tab until `target` has it."""
    target.wait_for()
    for _ in range(FAR):
        if target.evaluate(HAS_FOCUS):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Reach a link, a button or a summary and press it; a box is ticked with Space."""
    reach(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, text: str) -> None:
    """Reach a field and type in place of what stands there."""
    reach(page, target)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def choose_file(page: Page, target: Locator, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        press(page, target)
    chooser.value.set_files(path)


def go_to(page: Page, entry: str) -> None:
    """Open a page of the menu, its group first where that is closed."""
    link = page.locator("nav.side a", has_text=entry).first
    group = page.locator("nav.side details", has=page.locator("a", has_text=entry)).first
    if group.count() and group.get_attribute("open") is None:
        press(page, group.locator("summary"))
    press(page, link)
