"""The weekly grid in Chromium: keyboard, paste, a lost connection, an expired session."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Route, expect

from projects.choices import EntryState
from projects.models import WeeklyEntry
from tests.browser import violations
from tests.factories import PASSWORD
from tests.projects.weekly_help import WEEK, started, type_in, with_last_week

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.django_db(transaction=True)
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def projects(city):
    rows = [started(city.district) for _ in range(4)]
    for project in rows:
        with_last_week(project, percent=50, wan=800)
    return rows


@pytest.fixture
def grid(city, projects, live_server, page: Page) -> Page:
    return opened(page, live_server.url)


def running(page: Page) -> None:
    """Wait for the grid's script: without it nothing listens, and offline it never comes."""
    expect(page.locator("#weekly-grid[data-ready]")).to_be_visible()


def log_in(page: Page, username: str = "clerk") -> None:
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def opened(page: Page, server: str) -> Page:
    """Go to the grid through the log-in, and wait until it listens."""
    expect.set_options(timeout=20_000)
    page.set_default_timeout(20_000)
    page.goto(f"{server}/projects/weekly/")
    log_in(page)
    running(page)
    return page


def cell(page: Page, project, field: str):
    return page.locator(f'tr[data-project="{project.pk}"] [data-field="{field}"]')


def all_saved(page: Page) -> None:
    expect(page.locator("#weekly-saved")).to_have_text("全部已保存")


def stored(project) -> WeeklyEntry:
    return WeeklyEntry.objects.get(project=project, week=WEEK.monday)


def test_a_week_is_typed_with_the_keyboard_alone_and_submitted(grid, projects):
    cell(grid, projects[0], "percent").focus()
    for number in range(3):
        grid.keyboard.type(str(55 + number))
        grid.keyboard.press("Enter")
    cell(grid, projects[0], "invested").focus()
    for number in range(3):
        grid.keyboard.type(str(820 + number))
        grid.keyboard.press("Enter")
    grid.keyboard.press("Alt+n")
    all_saved(grid)
    expect(grid.locator("#weekly-filled")).to_have_text("4")
    assert [stored(project).percent for project in projects] == [55, 56, 57, 50]
    assert stored(projects[3]).no_change
    grid.locator("#weekly-submit").focus()
    grid.keyboard.press("Enter")
    expect(grid.locator("#weekly-dialog")).to_contain_text("4 条周报不能再改")
    grid.locator("#weekly-dialog button[type=submit]").press("Enter")
    expect(grid.locator("#messages")).to_contain_text("回执号 20230731-999902-01")
    assert stored(projects[0]).state == EntryState.SUBMITTED


def test_arrows_tab_and_shift_enter_move_about(grid, projects):
    cell(grid, projects[1], "percent").focus()
    for key, project, field in (
        ("ArrowDown", projects[2], "percent"),
        ("ArrowUp", projects[1], "percent"),
        ("Shift+Enter", projects[0], "percent"),
        ("Tab", projects[0], "invested"),
    ):
        grid.keyboard.press(key)
        expect(cell(grid, project, field)).to_be_focused()


def test_cells_pasted_from_excel_spread_and_are_checked(grid, projects):
    cell(grid, projects[0], "percent").focus()
    grid.evaluate(
        PASTE, '55%\t820\t12\t"第一行\n第二行"\r\n101\t830\t８\t外墙\r\n57\t840\t9\t=1+1\r\n'
    )
    expect(grid.locator("#weekly-saved")).to_have_text("1 格未保存")
    wrong = cell(grid, projects[1], "percent")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong.locator("xpath=..")).to_contain_text("不能超过100%")
    first, second, third = (stored(project) for project in projects[:3])
    assert (first.percent, first.workers, first.progress_note) == (55, 12, "第一行\n第二行")
    assert (second.percent, second.workers) == (None, 8)
    assert third.progress_note == "=1+1"


def test_a_lost_connection_loses_nothing(grid, projects):
    grid.context.set_offline(True)
    for number, project in enumerate(projects):
        cell(grid, project, "percent").fill(str(60 + number))
    cell(grid, projects[0], "progress_note").fill("断网时写的")
    grid.keyboard.press("Tab")
    expect(grid.locator("#weekly-saved")).to_have_text("5 格未保存")
    expect(grid.locator("#weekly-alert")).to_contain_text("恢复后自动保存")
    expect(cell(grid, projects[0], "percent").locator("xpath=..")).to_have_class(
        re.compile("unsaved")
    )
    assert not WeeklyEntry.objects.of_week(WEEK).exists()
    grid.context.set_offline(False)
    all_saved(grid)
    assert [stored(project).percent for project in projects] == [60, 61, 62, 63]
    assert stored(projects[0]).progress_note == "断网时写的"


def test_what_was_not_sent_survives_closing_the_page(grid, projects):
    grid.context.set_offline(True)
    cell(grid, projects[0], "percent").fill("61")
    grid.keyboard.press("Tab")
    expect(grid.locator("#weekly-saved")).to_have_text("1 格未保存")
    context, address = grid.context, grid.url
    grid.close()
    context.set_offline(False)
    later = context.new_page()
    later.goto(address)
    running(later)
    expect(cell(later, projects[0], "percent")).to_have_value("61")
    expect(later.locator("#weekly-saved")).not_to_contain_text("未保存")
    assert stored(projects[0]).percent == 61


def test_what_was_typed_before_the_script_came_is_saved(city, projects, live_server, page: Page):
    held: list[Route] = []
    page.route(re.compile(r"/js/weekly/"), lambda route: held.append(route))
    page.goto(f"{live_server.url}/projects/weekly/", wait_until="commit")
    log_in(page)
    cell(page, projects[0], "percent").fill("55")
    cell(page, projects[1], "progress_note").fill("抢先写的")
    assert not WeeklyEntry.objects.of_week(WEEK).exists()
    for route in held:
        route.continue_()
    running(page)
    all_saved(page)
    assert stored(projects[0]).percent == 55
    assert stored(projects[1]).progress_note == "抢先写的"


def test_an_expired_session_keeps_what_was_typed_until_after_the_log_in(grid, projects):
    cell(grid, projects[0], "percent").fill("55")
    grid.keyboard.press("Tab")
    all_saved(grid)
    Session.objects.all().delete()
    cell(grid, projects[1], "percent").fill("56")
    cell(grid, projects[1], "progress_note").fill("登录过期时写的")
    grid.keyboard.press("Tab")
    expect(grid.locator("#weekly-alert")).to_contain_text("登录已过期，已保留未保存内容")
    expect(grid.locator("#weekly-saved")).to_have_text("2 格未保存")
    grid.locator("#weekly-alert a").click()
    log_in(grid)
    all_saved(grid)
    expect(cell(grid, projects[1], "progress_note")).to_have_value("登录过期时写的")
    assert stored(projects[1]).percent == 56
    assert stored(projects[1]).progress_note == "登录过期时写的"


@pytest.mark.parametrize(("choice", "kept"), [("保留对方", 60), ("用我的覆盖", 70)])
def test_two_people_in_one_cell_decide(grid, city, projects, choice, kept):
    type_in(city, projects[0], percent="60")
    cell(grid, projects[0], "percent").fill("70")
    grid.keyboard.press("Tab")
    holder = cell(grid, projects[0], "percent").locator("xpath=..")
    expect(holder).to_contain_text("李填报")
    expect(holder).to_contain_text("改为“60”")
    assert stored(projects[0]).percent == 60
    holder.get_by_role("button", name=choice).click()
    all_saved(grid)
    expect(cell(grid, projects[0], "percent")).to_have_value(str(kept))
    assert stored(projects[0]).percent == kept


def test_a_fall_asks_for_its_reason_in_the_row(grid, projects):
    cell(grid, projects[0], "percent").fill("45")
    grid.keyboard.press("Tab")
    reason = cell(grid, projects[0], "fall_reason")
    expect(reason).to_be_visible()
    reason.fill("核减重复计量")
    grid.keyboard.press("Tab")
    all_saved(grid)
    assert stored(projects[0]).fall_reason == "核减重复计量"


def test_the_grid_with_a_refused_cell_is_accessible(grid, projects):
    cell(grid, projects[0], "percent").fill("101")
    grid.keyboard.press("Tab")
    expect(cell(grid, projects[0], "percent")).to_have_attribute("aria-invalid", "true")
    assert violations(grid) == []


def test_without_a_script_a_project_is_filled_on_its_own_page(
    city, projects, live_server, browser: Browser
):
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    page.goto(f"{live_server.url}/projects/weekly/")
    log_in(page)
    page.get_by_role("link", name=projects[0].name).click()
    page.fill("input[name=percent]", "55")
    page.fill("input[name=invested]", "820")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#messages")).to_contain_text(f"已保存“{projects[0].name}”")
    assert stored(projects[0]).percent == 55
    page.locator("#weekly-submit").click()
    page.get_by_role("button", name="只提交已填好的 1 个").click()
    expect(page.locator("#messages")).to_contain_text("回执号 20230731-999902-01")
