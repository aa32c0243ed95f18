"""Drafts of the weekly grid in Chromium: what is kept in the browser, what is told of it."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.periods import Week
from projects.choices import EntryState
from projects.models import Project, WeeklyEntry
from tests.city import FixtureCity
from tests.e2e.test_weekly_grid import all_saved, cell, opened, running, stored
from tests.projects.weekly_help import LAST, WEEK, started, type_in, with_last_week

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def projects(city: FixtureCity) -> list[Project]:
    rows = [started(city.district) for _ in range(3)]
    for project in rows:
        with_last_week(project, percent=50, wan=800)
    return rows


@pytest.fixture
def grid(city: FixtureCity, projects: list[Project], live_server: Any, page: Page) -> Page:
    return opened(page, live_server.url)


def holder(page: Page, project: Project, field: str) -> Any:
    return cell(page, project, field).locator("xpath=..")


def test_each_cell_shows_its_state_by_a_sign(grid: Page, projects: list[Project]) -> None:
    grid.context.set_offline(True)
    cell(grid, projects[0], "percent").fill("55")
    grid.keyboard.press("Tab")
    expect(holder(grid, projects[0], "percent").locator(".weekly-sign")).to_have_text("●")
    grid.context.set_offline(False)
    all_saved(grid)
    expect(holder(grid, projects[0], "percent").locator(".weekly-sign")).to_have_text("✓")
    cell(grid, projects[0], "percent").fill("101")
    grid.keyboard.press("Tab")
    expect(holder(grid, projects[0], "percent").locator(".weekly-sign")).to_have_text("!")


def test_offline_numbers_are_checked_and_what_was_not_is_told(
    grid: Page, projects: list[Project]
) -> None:
    grid.context.set_offline(True)
    cell(grid, projects[0], "percent").fill("百分之六十")
    cell(grid, projects[1], "percent").fill("６１％")
    cell(grid, projects[1], "invested").fill("1，200.5万元")
    grid.keyboard.press("Tab")
    expect(holder(grid, projects[0], "percent")).to_contain_text("应填0到100之间的数")
    for field in ("percent", "invested"):
        expect(holder(grid, projects[1], field)).to_have_class(re.compile("unsaved"))
    expect(grid.locator("#weekly-alert")).to_contain_text(
        "断网时只检查数字格式；与上周比较、实际开工日期、他人是否同时修改，联网后再检查"
    )
    cell(grid, projects[0], "percent").fill("60")
    grid.keyboard.press("Tab")
    grid.context.set_offline(False)
    all_saved(grid)
    expect(grid.locator("#weekly-alert")).to_be_empty()
    assert [stored(project).percent for project in projects[:2]] == [60, 61]
    assert stored(projects[1]).invested == 12_005_000


def test_leaving_with_drafts_is_asked_about(grid: Page, projects: list[Project]) -> None:
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    grid.on("dialog", stay)
    grid.context.set_offline(True)
    cell(grid, projects[0], "percent").fill("55")
    grid.keyboard.press("Tab")
    expect(grid.locator("#weekly-saved")).to_have_text("1 格未保存")
    grid.get_by_role("link", name="上一周").click(no_wait_after=True)
    expect(grid.locator("#weekly-saved")).to_have_text("1 格未保存")
    assert asked == ["beforeunload"]
    grid.context.set_offline(False)
    all_saved(grid)


def test_drafts_of_another_week_are_told_and_opened(grid: Page, projects: list[Project]) -> None:
    grid.route("**/weekly/cell/", lambda route: route.abort())
    cell(grid, projects[0], "percent").fill("55")
    grid.keyboard.press("Tab")
    expect(grid.locator("#weekly-saved")).to_have_text("1 格未保存")
    context, address = grid.context, grid.url
    grid.close()
    later = context.new_page()
    later.goto(f"{address}?week={LAST}")
    expect(later.locator("#weekly-alert")).to_contain_text(f"{WEEK} 那一周还有 1 格留在本机")
    later.get_by_role("link", name="打开该周").click()
    all_saved(later)
    assert stored(projects[0]).percent == 55


def test_a_draft_of_a_submitted_project_is_shown_until_read(
    grid: Page, projects: list[Project]
) -> None:
    grid.context.set_offline(True)
    cell(grid, projects[0], "progress_note").fill("外墙完成三栋")
    grid.keyboard.press("Tab")
    expect(grid.locator("#weekly-saved")).to_have_text("1 格未保存")
    context, address = grid.context, grid.url
    grid.close()
    WeeklyEntry.objects.create(
        project=projects[0], week=WEEK.monday, percent=55, invested=1, state=EntryState.SUBMITTED
    )
    context.set_offline(False)
    later = context.new_page()
    later.goto(address)
    told = later.locator("#weekly-alert")
    expect(told).to_contain_text("外墙完成三栋")
    expect(told).to_contain_text("已提交，正在等待审核")
    later.get_by_role("button", name="知道了").click()
    expect(told).to_be_empty()
    later.reload()
    running(later)
    expect(told).to_be_empty()


def test_a_conflict_shows_both_values_and_is_settled_by_keyboard(
    grid: Page, city: FixtureCity, projects: list[Project]
) -> None:
    type_in(city, projects[0], Week(date(2023, 7, 31)), problem="管线未迁改")
    cell(grid, projects[0], "problem").fill("围挡倒塌")
    grid.keyboard.press("Enter")
    said = holder(grid, projects[0], "problem")
    expect(said).to_have_class(re.compile("conflict"))
    expect(said).to_contain_text("李填报")
    expect(said.get_by_role("button", name="保留对方：管线未迁改")).to_be_visible()
    expect(said.get_by_role("button", name="用我的覆盖：围挡倒塌")).to_be_visible()
    cell(grid, projects[0], "problem").focus()
    grid.keyboard.press("Tab")
    grid.keyboard.press("Tab")
    grid.keyboard.press("Enter")
    all_saved(grid)
    assert stored(projects[0]).problem == "围挡倒塌"


def test_the_grid_opened_without_a_connection_waits_and_then_sends(
    grid: Page, projects: list[Project]
) -> None:
    grid.evaluate("navigator.serviceWorker.ready.then(() => true)")
    grid.context.set_offline(True)
    cell(grid, projects[0], "percent").fill("55")
    cell(grid, projects[1], "problem").fill("断网时写的")
    grid.keyboard.press("Tab")
    expect(grid.locator("#weekly-saved")).to_have_text("2 格未保存")
    context, address = grid.context, grid.url
    grid.close()
    later = context.new_page()
    later.goto(address)
    expect(later.locator("main")).to_contain_text("现在连不上服务器")
    expect(later.locator("[data-weekly-kept]")).to_have_text(f"{WEEK} 那一周：2 格没有发出")
    expect(later.locator("body")).not_to_contain_text("断网时写的")
    context.set_offline(False)
    running(later)
    all_saved(later)
    assert stored(projects[0]).percent == 55
    assert stored(projects[1]).problem == "断网时写的"
