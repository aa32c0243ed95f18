"""The pictures of the handbook and the README, taken from the demo city: small files in docs/images/."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.async_api import Browser, FloatRect, Page

from tests.shots.browse import COUNT_REQUESTS, Person

COLOURS: Final = 64
VIVID: Final = 90  # between the strongest and the weakest of red, green and blue
LARGEST: Final = 60_000  # bytes of one picture


@dataclass(frozen=True)
class Picture:
    """A page of one person's, from its top; on a phone where it is narrow."""

    file: str
    person: str
    url: str
    width: int = 1366
    height: int = 680


PICTURES: Final = (
    Picture("weekly-grid.png", "clerk", "/projects/weekly/"),
    Picture("clerk-phone.png", "clerk", "/", 390, 844),
    Picture("home-clerk.png", "clerk", "/"),
    Picture("home-office.png", "office", "/"),
    Picture("dispatches.png", "office", "/reports/dispatches/"),
    Picture("dashboard.png", "leader", "/reports/"),
    Picture("leader-phone.png", "leader", "/", 390, 844),
    Picture("users.png", "system", "/accounts/users/"),
)


async def take(browser: Browser, base: str, folder: Path) -> list[str]:
    """Take every picture; return a line on each."""
    said = []
    for person in dict.fromkeys(one.person for one in PICTURES):
        context = await browser.new_context(locale="zh-CN", reduced_motion="reduce")
        await context.add_init_script(COUNT_REQUESTS)
        page = await context.new_page()
        walker = Person(person, base, folder, {})
        await walker.log_in(page)
        for one in PICTURES:
            if one.person == person:
                await page.set_viewport_size({"width": one.width, "height": one.height})
                said.append(await _take(walker, page, one, folder))
        await context.close()
    return said


async def _take(walker: Person, page: Page, one: Picture, folder: Path) -> str:
    answer = await page.goto(walker.base + one.url)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{one.file}: {one.url} is no page of {one.person}")
    await walker.settle(page)
    area: FloatRect = {"x": 0, "y": 0, "width": one.width, "height": one.height}
    small = shrunk(await page.screenshot(clip=area, animations="disabled"))
    (folder / one.file).write_bytes(small)
    return f"  {one.file:<20}{len(small) / 1000:6.1f} kB{'  too large' * (len(small) > LARGEST)}"


def shrunk(picture: bytes) -> bytes:
    """Return a PNG of few colours: the most frequent, and those of lights, which are but dots."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    counted = image.getcolors(image.width * image.height) or []
    ranked: list[Any] = [colour for _count, colour in sorted(counted, reverse=True)]
    vivid = [colour for colour in ranked if max(colour) - min(colour) > VIVID]
    chosen = [*ranked[:COLOURS], *vivid[:COLOURS]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in chosen for part in colour])
    few = image.quantize(palette=palette, dither=Image.Dither.NONE)
    target = io.BytesIO()
    few.save(target, "PNG", optimize=True)
    return target.getvalue()
