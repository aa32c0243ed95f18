"""The leaders' pages in Chromium once their panels have come: whole, reachable, nothing moved."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from projects.services.campaigns import set_usual
from tests.browser import console_errors, let_in, violations
from tests.city import FixtureCity
from tests.factories import MilestoneFactory, PlanFactory, ProjectFactory

# what counts as "good" of Cumulative Layout Shift is 0.1; ours is a tenth of it
MOST_SHIFT = 0.01
SHIFTS = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(
    list.getEntries().filter((one) => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0)
  )).observe({ type: "layout-shift", buffered: true });
  window.setTimeout(() => resolve(0), 300);
})"""


@pytest.fixture
def desk(page: Page, live_server: LiveServer, city: FixtureCity) -> Page:
    """A leader's browser; each district has a plan, a late project and a community on the map."""
    for number, region in enumerate((city.district, city.other_district)):
        PlanFactory(region=region, communities=2, investment=Decimal(9_000_000))
        project = ProjectFactory(
            region=region, started_on=date(2023, 4, 10), planned_start=date(2023, 4, 1),
            planned_finish=date(2023, 10, 31), annual_investment=Decimal(9_000_000),
        )  # fmt: skip
        MilestoneFactory(project=project, name="完工", planned_on=date(2023, 5, 1))
        project.communities.update(latitude=Decimal("35.2"), longitude=Decimal(106 + number))
    set_usual(city.region, 2023, source="示例", by=city.office)
    let_in(page.context, city.leader, live_server.url)
    return page


def whole(page: Page) -> None:
    """Wait until every panel is there, its chart drawn."""
    expect(page.locator(".lazy-wait")).to_have_count(0, timeout=60_000)
    expect(page.locator("[data-chart]:not(:has(canvas))")).to_have_count(0)


@pytest.mark.parametrize("url", ["/", "/reports/"])
@pytest.mark.parametrize(("across", "down"), [(1366, 768), (390, 844)])
def test_a_page_with_its_panels_is_reachable_and_stands_still(
    desk: Page, live_server: LiveServer, url: str, across: int, down: int
) -> None:
    said = console_errors(desk)
    desk.set_viewport_size({"width": across, "height": down})
    desk.goto(live_server.url + url)
    whole(desk)
    assert desk.evaluate(SHIFTS) <= MOST_SHIFT
    assert desk.evaluate("document.documentElement.scrollWidth") <= across
    assert violations(desk) == []
    assert said == []


def test_another_indicator_swaps_the_bars_alone(desk: Page, live_server: LiveServer) -> None:
    desk.goto(live_server.url + "/reports/")
    whole(desk)
    desk.evaluate("window.untouched = true")
    desk.click("#children-choices >> text=滞后项目")
    expect(desk.locator("#panel-children .chart-summary")).to_contain_text("个", timeout=30_000)
    expect(desk.locator("#panel-children canvas")).to_be_visible()
    expect(desk.locator("#children-choices [aria-current]")).to_have_text("滞后项目")
    assert desk.evaluate("window.untouched")
