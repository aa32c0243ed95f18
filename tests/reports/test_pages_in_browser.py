"""Pages of figures in Chromium: reachable for everybody, at desk and phone widths."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from projects.models import Suspension, WorkQuantity
from tests.browser import console_errors, let_in, violations
from tests.city import FixtureCity
from tests.factories import MilestoneFactory, PlanFactory, ProjectFactory

PAGES = (
    ("leader", "/"),
    ("leader", "/reports/"),
    ("office", "/"),
    ("office", "/reports/compare/?from=2023-03-31"),
    ("office", "/reports/history/"),
    ("leader", "/reports/briefing/"),
    ("district_leader", "/reports/briefing/"),
    ("office", "/reports/indicators/"),
    ("clerk", "/"),
    ("reviewer", "/"),
    ("auditor", "/"),
    ("security_admin", "/"),
    ("leader", "/accounts/contacts/"),
    ("clerk", "/projects/suspensions/"),
    ("office", "/projects/work-items/"),
)


@pytest.fixture
def busy_city(city: FixtureCity) -> FixtureCity:
    """A city whose plan differs from its districts', with a late project and quantities."""
    PlanFactory(region=city.region, communities=9, investment=Decimal(90_000_000))
    for year, region in ((2022, city.district), (2023, city.district), (2023, city.other_district)):
        PlanFactory(region=region, year=year, effective_on=date(year, 1, 1))
        project = ProjectFactory(region=region, year=year, started_on=date(2023, 4, 10))
        MilestoneFactory(project=project, name="完工", planned_on=date(2023, 5, 1))
        WorkQuantity.objects.create(
            project=project, item="道路修缮", unit="㎡", planned=100, done=50
        )
    suspended = ProjectFactory(region=city.district)
    Suspension.objects.create(
        project=suspended, reason="道路拓宽", decided_by="区政府", review_on=date(2023, 7, 1)
    )
    return city


@pytest.mark.parametrize(("who", "url"), PAGES)
def test_a_page_is_reachable_at_both_widths(
    page: Page, live_server: LiveServer, busy_city: FixtureCity, who: str, url: str
) -> None:
    let_in(page.context, getattr(busy_city, who), live_server.url)
    said = console_errors(page)
    for across, down in ((1366, 768), (360, 740)):
        page.set_viewport_size({"width": across, "height": down})
        page.goto(live_server.url + url)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= across
    assert said == []
