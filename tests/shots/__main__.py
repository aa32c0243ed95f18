"""`make shots`: every page × every role that may read it, at desk and phone width.

python -m tests.shots [--keep] [--people office,clerk] [--only projects:] [--handbook]
"""

import asyncio
import os
import re
import shutil
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "renovation.settings")
os.environ.update(DEBUG="1", SECRET_KEY="pictures-only-" * 5)
django.setup()

from playwright.async_api import Browser, Playwright, async_playwright  # noqa: E402

from tests.shots import handbook, index  # noqa: E402
from tests.shots.browse import Person  # noqa: E402
from tests.shots.city import demo_city  # noqa: E402
from tests.shots.plan import ACCOUNTS  # noqa: E402
from tests.shots.sample import sample_district  # noqa: E402

FOLDER = ROOT / "var" / "shots"
IMAGES = ROOT / "docs" / "images"
AT_ONCE = 2


def options() -> Namespace:
    parser = ArgumentParser(prog="make shots", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="go on with the last time's city")
    parser.add_argument("--people", default=",".join(ACCOUNTS), help="roles, comma-separated")
    parser.add_argument("--only", type=re.compile, help="pages whose URL name matches")
    parser.add_argument("--handbook", action="store_true", help="docs/images/ alone")
    parser.add_argument("--url", help="a demo portal that already runs")
    return parser.parse_args()


async def take(base: str, wanted: Namespace) -> list[Person]:
    pool: dict[str, list[str]] = {}
    people = [Person(name, base, FOLDER, pool) for name in wanted.people.split(",")]
    waiting = sorted(people, key=lambda one: -len(one.wanted))
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        if wanted.handbook:
            print("\n".join(await handbook.take(browser, base, IMAGES)))
            return []

        async def work() -> None:
            while waiting:
                one = waiting.pop(0)
                begun = time.monotonic()
                await one.walk(browser, wanted.only)
                took = time.monotonic() - begun
                print(f"  {one.person:<10}{len(one.shots):4} pages  {took:6.1f} s", flush=True)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        if any(one.missed for one in people):
            with sample_district(FOLDER / "sample") as sample:
                for one in people:
                    await one.visit(browser, sample, wanted.only)
        await browser.close()
    return people


async def launch(playwright: Playwright) -> Browser:
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN"]
    # date fields and buttons of files speak the browser's language, not the page's
    chinese: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN"}
    found = shutil.which("chromium")
    return await playwright.chromium.launch(executable_path=found, args=arguments, env=chinese)


def report(people: list[Person], seconds: float) -> None:
    for one in people:
        for name, why in sorted(one.missed.items()):
            print(f"  not shot  {one.person:<10}{name:<34}{why}")
    pages = sum(len(one.shots) for one in people)
    print(f"{pages} pages × roles in {seconds:.0f} s: {index.write(FOLDER, people)}")


def main() -> int:
    wanted = options()
    begun = time.monotonic()
    for person in () if wanted.handbook else wanted.people.split(","):
        shutil.rmtree(FOLDER / person, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    if wanted.url:
        people = asyncio.run(take(wanted.url, wanted))
    else:
        with demo_city(FOLDER / "city", keep=wanted.keep) as base:
            people = asyncio.run(take(base, wanted))
    if people:
        report(people, time.monotonic() - begun)
    return 0


if __name__ == "__main__":
    sys.exit(main())
