"""What a clerk must not report, typed into the weekly grid in Chromium: refused, and still there."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from projects.choices import EntryState
from projects.models import Project, WeeklyEntry
from tests.city import FixtureCity
from tests.e2e.test_weekly_grid import all_saved, cell, log_in
from tests.projects.weekly_help import WEEK, started, with_last_week

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20_000
MARKUP = "=1+1<script>document.title='改了'</script>"


@pytest.fixture
def begun(city: FixtureCity) -> Project:
    project = started(city.district)
    with_last_week(project, percent=50, wan=800)
    return project


@pytest.fixture
def unbegun(city: FixtureCity) -> Project:
    return started(city.district, started_on=None)


@pytest.fixture
def later(city: FixtureCity) -> Project:
    return started(city.district, started_on=date(2023, 8, 7))


@pytest.fixture
def grid(begun: Project, unbegun: Project, later: Project, live_server: Any, page: Page) -> Page:
    expect.set_options(timeout=PATIENCE)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{live_server.url}/projects/weekly/")
    log_in(page)
    return page


def refused(field: Locator, said: str, typed: str) -> None:
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field.locator("xpath=..")).to_contain_text(said)
    expect(field).to_have_value(typed)


def test_impossible_percents_are_refused_and_stay_in_their_cells(
    grid: Page, begun: Project, unbegun: Project, later: Project
) -> None:
    for project, typed, said in (
        (begun, "100.5", "不能超过100%"),
        (unbegun, "10", "项目没有登记实际开工日期，形象进度应填 0"),
        (later, "10", "日期早于实际开工"),
    ):
        cell(grid, project, "percent").fill(typed)
        grid.keyboard.press("Tab")
        refused(cell(grid, project, "percent"), said, typed)
    expect(grid.locator("#weekly-saved")).to_have_text("3 格未保存")
    grid.reload()
    expect(cell(grid, begun, "percent")).to_have_value("100.5")
    assert not WeeklyEntry.objects.filter(week=WEEK.monday, percent__isnull=False).exists()


def test_a_fall_without_a_reason_is_not_submitted(grid: Page, begun: Project) -> None:
    cell(grid, begun, "percent").fill("45")
    cell(grid, begun, "invested").fill("700")
    grid.keyboard.press("Tab")
    all_saved(grid)
    grid.locator("#weekly-submit").click()
    expect(grid.locator("#weekly-dialog")).to_contain_text("形象进度由50%降为45%，缺下降原因")
    expect(grid.locator("#weekly-dialog button[type=submit]")).to_have_count(0)
    entry = WeeklyEntry.objects.get(project=begun, week=WEEK.monday)
    assert (entry.state, entry.percent) == (EntryState.DRAFT, 45)


def test_markup_and_formulas_stay_text(grid: Page, begun: Project) -> None:
    title = grid.title()
    cell(grid, begun, "progress_note").fill(MARKUP)
    cell(grid, begun, "problem").fill(MARKUP)
    grid.keyboard.press("Tab")
    all_saved(grid)
    grid.reload()
    expect(cell(grid, begun, "progress_note")).to_have_value(MARKUP)
    grid.goto(f"{grid.url.split('/projects/')[0]}/projects/{begun.pk}/weekly/{WEEK}/")
    expect(grid.locator("textarea[name=problem]")).to_have_value(MARKUP)
    grid.goto(f"{grid.url.split('/projects/')[0]}/projects/weekly/")
    expect(grid).to_have_title(title)
