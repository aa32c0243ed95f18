"""One person's pages in Chromium, each at both widths."""

import asyncio
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, Error, Page, ViewportSize

from accounts.services.demo import DEMO_PASSWORD
from tests.shots.plan import ACCOUNTS, address, by_name, name_of, readable, route_of
from tests.shots.sample import Sample

SIZES: Final[dict[str, ViewportSize]] = {
    "desk": {"width": 1366, "height": 768},
    "phone": {"width": 390, "height": 844},
}
MOST_TRIES = 8  # objects of one page that are opened before it is given up
MOST_LOOKS = 120  # further objects whose pages are searched for links, a person
DRAWN_ONCE = ".leaflet-container"  # fits its frame when it is opened, not when that is resized
QUIET = """() => new Promise((done) => {
  const until = Date.now() + 6000;
  document.querySelectorAll("img[loading=lazy]").forEach((one) => { one.loading = "eager"; });
  const look = () => document.readyState === "complete" && !window.asking
    && [...document.images].every((one) => one.complete)
    && !document.querySelector(`[hx-trigger~=load], #swagger-ui:empty, .loading-container`) || Date.now() > until
    ? done() : setTimeout(look, 20);
  look();
})"""
COUNT_REQUESTS = """
window.asking = 0;
document.addEventListener("htmx:beforeRequest", () => { window.asking += 1; });
document.addEventListener("htmx:afterRequest", () => { window.asking -= 1; });
"""
LINKS = """() => [...document.querySelectorAll("a[href], form[action], [hx-get], img[src]")].map(
  (one) => ["href", "action", "hx-get", "src"].map((name) => one.getAttribute(name)).find(Boolean))"""
LINK = re.compile(r'(?:href|action|hx-get)="([^"#]*)"')
SETTLED = (
    """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"""
)


@dataclass
class Shot:
    """A page that was taken: its name, its address, its heading, its pictures by width."""

    name: str
    url: str
    title: str
    files: dict[str, Path] = field(default_factory=dict)
    paint: float = 0


class Person:
    """Walks from link to link until each page that the person may read has been taken."""

    def __init__(self, person: str, base: str, folder: Path, pool: dict[str, list[str]]) -> None:
        self.person, self.base, self.folder = person, base, folder / person
        self.wanted = set(readable(person))
        self.pool = pool  # addresses by name that anybody has met
        self.queue: deque[str] = deque()
        self.tried: dict[str, int] = {}
        self.shots: dict[str, Shot] = {}
        self.parts: dict[str, str] = {}  # names that are no pages, and what they are
        self.missed: dict[str, str] = {}
        self.looked: set[str] = set()

    async def walk(self, browser: Browser, only: re.Pattern[str] | None) -> None:
        context = await self.open(browser)
        page = await context.new_page()
        await self.log_in(page)
        self.meet(address(name) for name in sorted(self.wanted))
        await self.take_all(page, only)
        await self.look_further(context, page, only)
        await context.close()
        for name in self.missing():
            if only is None or only.search(name):
                self.missed.setdefault(name, "演示城市中没有通往此页的链接")

    async def open(self, browser: Browser) -> BrowserContext:
        context = await browser.new_context(
            viewport=SIZES["desk"],
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            accept_downloads=False,
        )
        await context.add_init_script(COUNT_REQUESTS)
        return context

    async def visit(self, browser: Browser, sample: Sample, only: re.Pattern[str] | None) -> None:
        """Take what no link of the demo city reaches from the district with a row of each kind."""
        self.base, pages = sample.base, sample.pages[self.person]
        context = await self.open(browser)
        if self.person in sample.sessions:
            cookie = {"name": "sessionid", "value": sample.sessions[self.person], "url": self.base}
            await context.add_cookies([cookie])  # type: ignore[list-item]
        page = await context.new_page()
        for name in sorted(self.missing() & pages.keys()):
            self.missed.pop(name, None)
            await self.take(page, name, pages[name], only)
        await context.close()

    async def log_in(self, page: Page) -> None:
        if not ACCOUNTS[self.person]:
            return
        await page.goto(f"{self.base}/accounts/login/")
        await page.fill("input[name=username]", ACCOUNTS[self.person])
        await page.fill("input[name=password]", DEMO_PASSWORD)
        async with page.expect_navigation(wait_until="domcontentloaded"):
            await page.click("main button[type=submit]")

    def meet(self, links: Iterable[str | None]) -> None:
        """Remember links; queue those of pages that are still to be taken."""
        own = (link.removeprefix(self.base) for link in links if link)
        for name, link in by_name(link for link in own if link.startswith("/")):
            known = self.pool.setdefault(name, [])
            if link not in known and len(known) < MOST_LOOKS:
                known.append(link)
            if name in self.wanted and name not in self.shots and link not in self.queue:
                self.queue.append(link)

    async def take_all(self, page: Page, only: re.Pattern[str] | None) -> None:
        while self.queue:
            link = self.queue.popleft()
            name = name_of(link)
            done = name in self.shots or name in self.parts
            if done or self.tried.get(link) or self.tried.get(name, 0) >= MOST_TRIES:
                continue
            self.tried[link], self.tried[name] = 1, self.tried.get(name, 0) + 1
            await self.take(page, name, link, only)

    async def take(self, page: Page, name: str, link: str, only: re.Pattern[str] | None) -> None:
        try:
            answer = await page.goto(self.base + link, wait_until="domcontentloaded")
        except Error as error:
            if "Download is starting" not in str(error) and "ERR_ABORTED" not in str(error):
                raise
            self.parts[name] = "文件"
            return
        kind = (answer.headers.get("content-type", "") if answer else "").partition(";")[0]
        if not answer or answer.status != 200:
            self.missed[name] = f"{link} 回答 {answer.status if answer else '无'}"
            return
        if kind != "text/html":
            self.parts[name] = "文件" if kind else "空"
            return
        if not await page.query_selector("html[lang]"):
            self.parts[name] = "页面中的一块"
            self.meet(await page.evaluate(LINKS))
            return
        self.missed.pop(name, None)
        await self.settle(page)
        self.meet(await page.evaluate(LINKS))
        shot = Shot(name, link, (await page.title()).partition(" · ")[0])
        self.shots[name] = shot
        if only is None or only.search(name):
            await self.picture(page, shot)

    async def settle(self, page: Page) -> None:
        """Wait until the page has fetched its parts and drawn its charts."""
        await page.evaluate(QUIET)
        if await page.query_selector("canvas, [data-chart]"):
            await asyncio.sleep(0.5)
        await page.evaluate(SETTLED)

    async def picture(self, page: Page, shot: Shot) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        shot.paint = await page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0]?.startTime || 0"
        )
        for size, viewport in SIZES.items():
            await page.set_viewport_size(viewport)
            if size == "phone" and await page.query_selector(DRAWN_ONCE):
                await page.reload(wait_until="domcontentloaded")
                await self.settle(page)
            await page.evaluate(SETTLED)
            file = self.folder / f"{shot.name.replace(':', '.')}.{size}.jpg"
            await page.screenshot(
                path=file, type="jpeg", quality=80, full_page=True, animations="disabled"
            )
            shot.files[size] = file
        await page.set_viewport_size(SIZES["desk"])

    def missing(self) -> set[str]:
        return self.wanted - self.shots.keys() - self.parts.keys()

    async def look_further(
        self, context: BrowserContext, page: Page, only: re.Pattern[str] | None
    ) -> None:
        """Try what others have met, then search other objects' pages for links to what is missing."""
        for name in sorted(self.missing()):
            self.queue.extend(self.pool.get(name, []))
        await self.take_all(page, only)
        for link in self.others():
            needed = any(route_of(name).startswith(route_of(link)) for name in self.missing())
            if not needed or link in self.looked or len(self.looked) >= MOST_LOOKS:
                continue
            self.looked.add(link)
            answer = await context.request.get(self.base + link)
            if answer.ok and "html" in answer.headers.get("content-type", ""):
                self.meet(LINK.findall(await answer.text()))
                await self.take_all(page, only)

    def others(self) -> Iterator[str]:
        """Yield the second object of each kind, then the third of each, and so on."""
        kinds = [self.pool.get(name, [])[1:] for name in sorted(self.shots)]
        kinds = [kind for kind in kinds if kind and "<" in route_of(kind[0])]
        for row in zip_longest(*kinds):
            yield from filter(None, row)
