"""Home, downloads, what is open to all, what the city shows: reachable for everybody, both widths."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from core.photos import Photo
from projects.choices import HighlightKind, PhotoMoment, ShowcaseKind
from projects.demo_showcases import NEW, OLD, drawn
from projects.services.showcases import save_highlight, save_showcase
from reports.services import publishing
from tests.browser import console_errors, let_in, violations
from tests.city import FixtureCity
from tests.factories import MilestoneFactory, PlanFactory, ProjectFactory
from tests.reports.bulletins import Office, bulletin, issued

SIZES = ((1366, 768), (390, 844))
PAGES = (
    ("clerk", "/"),
    ("reviewer", "/"),
    ("office", "/"),
    ("system_admin", "/"),
    ("auditor", "/"),
    ("office", "/reports/downloads/"),
    ("office", "/reports/files/{report}/"),
    ("office", "/reports/compare/"),
    ("office_head", "/reports/bulletins/{report}/"),
    ("", "/public/bulletins/"),
    ("clerk", "/projects/weekly/entries/"),
    ("office", "/projects/weekly/silent/"),
    ("office", "/projects/campaigns/"),
    ("office", "/projects/benefits/"),
    ("office", "/projects/showcases/"),
    ("office", "/projects/showcases/new/"),
    ("office", "/projects/showcases/{showcase}/"),
    ("clerk", "/projects/highlights/"),
    ("clerk", "/projects/highlights/{highlight}/"),
    ("clerk", "/projects/{project}/highlights/new/"),
    ("clerk", "/projects/{project}/"),
)


@pytest.fixture
def numbers(city: FixtureCity, settings: Any, tmp_path: Any) -> Iterator[dict[str, int]]:
    """An issued and open bulletin, a showcase, a highlight with photos."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    PlanFactory(region=city.region)
    projects = [
        ProjectFactory(region=region, started_on=date(2023, 4, 1))
        for region in (city.district, city.other_district)
    ]
    MilestoneFactory(project=projects[0])
    people = Office(city.region, city.office, city.office_head, city.leader, city.clerk)
    report = issued(people, bulletin(city.region))
    publishing.publish(city.office_head, report)
    facts = {"kind": ShowcaseKind.ROUTE, "name": "江滨示范线路", "region": city.region,
             "basis": "会议纪要〔2023〕8号", "text": "", "since": date(2023, 6, 1)}  # fmt: skip
    showcase = save_showcase(None, facts | {"projects": projects}, by=city.office)
    words = {"kind": HighlightKind.LOOK, "title": "外墙焕新", "text": "外墙修缮。", "seen_on": date(2023, 7, 20)}  # fmt: skip
    photos: dict[PhotoMoment, Photo | None] = {
        PhotoMoment.BEFORE: drawn(OLD),
        PhotoMoment.AFTER: drawn(NEW),
    }
    shown = save_highlight(None, projects[0], words, photos, by=city.clerk)
    yield {
        "report": report.pk, "showcase": showcase.pk, "highlight": shown.pk,
        "project": projects[0].pk,
    }  # fmt: skip
    cache.clear()


def test_each_page_is_reachable_at_both_widths(
    page: Page, live_server: LiveServer, city: FixtureCity, numbers: dict[str, int]
) -> None:
    said = console_errors(page)
    wrong: list[Any] = []
    for who, url in PAGES:
        page.context.clear_cookies()
        if who:
            let_in(page.context, getattr(city, who), live_server.url)
        for across, down in SIZES:
            page.set_viewport_size({"width": across, "height": down})
            answer = page.goto(live_server.url + url.format(**numbers))
            assert answer is not None
            assert answer.status == 200, url
            page.wait_for_load_state("networkidle")
            wrong += [(who, url, across, *broken) for broken in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth") > across:
                wrong.append((who, url, across, "scrolls sideways"))
    assert wrong == []
    assert said == []


def test_what_takes_longer_comes_into_the_office_s_home_and_moves_nothing(
    page: Page, live_server: LiveServer, city: FixtureCity, numbers: dict[str, int]
) -> None:
    let_in(page.context, city.office, live_server.url)
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " window.moved += one.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(live_server.url)
    page.wait_for_selector(".figure:has-text('对账未平') .figure-value")
    assert page.locator("#home-wait").count() == 0
    assert page.evaluate("window.moved") < 0.02
