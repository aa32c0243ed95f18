"""Thirty projects of a week, by keyboard alone, in Chromium: keystrokes counted, three minutes at most."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from projects.choices import EntryState
from projects.models import Project, WeeklyEntry
from tests.city import FixtureCity
from tests.e2e.test_weekly_grid import all_saved, cell, log_in, running
from tests.projects.weekly_help import WEEK, started, with_last_week

pytestmark = pytest.mark.django_db(transaction=True)
KEYS_A_SECOND = 5
LIMIT_SECONDS = 180
# a Chinese word is typed by its sounds: about three keys a character, and one to choose the word
KEYS_PER_CHARACTER = 4
PROJECTS, UNCHANGED, TROUBLED = 30, 8, 2
CHANGED = PROJECTS - UNCHANGED
PROBLEMS = ("燃气管道迁改未完成，影响南侧开挖", "两户居民不同意拆除违建，需街道协调")
HELP = "请市燃气公司八月十日前迁改"


class Typist:
    """Presses keys in a page and counts them; a chord counts each of its keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
        self.keys += times * len(key.split("+"))

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += sum(KEYS_PER_CHARACTER if "一" <= c <= "鿿" or c == "，" else 1 for c in text)


@pytest.fixture
def thirty(city: FixtureCity) -> list[Project]:
    rows = [started(city.district) for _ in range(PROJECTS)]
    for n, project in enumerate(rows):
        with_last_week(project, percent=40 + n, wan=800 + 7 * n)
    return rows


@pytest.fixture
def grid(city: FixtureCity, thirty: list[Project], live_server: Any, page: Page) -> Page:
    expect.set_options(timeout=20_000)
    page.goto(f"{live_server.url}/")
    log_in(page)
    expect(page.locator("main")).to_be_visible()
    page.goto(f"{live_server.url}/projects/weekly/")
    running(page)
    return page


def percents(typist: Typist) -> None:
    """Type down the first column; the last rows of it have not changed."""
    for n in range(CHANGED):
        typist.type(str(44 + n))
        typist.press("Enter")
    typist.press("n", UNCHANGED)


def sums(typist: Typist) -> None:
    for n in range(CHANGED):
        typist.type(f"{835 + 8 * n}.5")
        typist.press("Enter")


def problems(typist: Typist, thirty: list[Project]) -> None:
    """Go back up to the last rows that changed, and right to 存在问题."""
    typist.press("ArrowUp", TROUBLED)
    typist.press("Tab", 4)
    for text in PROBLEMS:
        typist.type(text)
        typist.press("Enter")
    typist.press("Shift+Enter")
    typist.press("Tab")
    typist.type(HELP)


def test_thirty_projects_take_three_minutes_by_keyboard(
    grid: Page, thirty: list[Project], capsys: pytest.CaptureFixture[str]
) -> None:
    typist = Typist(grid)
    typist.press("Alt+ArrowDown")
    expect(cell(grid, thirty[0], "percent")).to_be_focused()
    percents(typist)
    expect(cell(grid, thirty[-1], "percent")).to_be_focused()
    typist.press("Alt+ArrowDown")
    expect(cell(grid, thirty[0], "invested")).to_be_focused()
    sums(typist)
    problems(typist, thirty)
    typist.press("Control+Enter")
    dialog = grid.locator("#weekly-dialog")
    expect(dialog).to_contain_text(f"{PROJECTS} 条周报不能再改")
    typist.press("Enter")
    expect(grid.locator("#messages")).to_contain_text("回执号 20230731-999902-01")
    minutes, seconds = divmod(-(-typist.keys // KEYS_A_SECOND), 60)
    with capsys.disabled():
        told = f"{PROJECTS} projects: {typist.keys} keystrokes, at {KEYS_A_SECOND} keys/s"
        print(f"\n{told} = {minutes}:{seconds:02d}")  # noqa: T201
    assert typist.keys / KEYS_A_SECOND <= LIMIT_SECONDS
    everything_is_there(thirty)
    assert grid.locator(".weekly-bar").inner_text().count("回执号 20230731-999902-01") == 1


def everything_is_there(thirty: list[Project]) -> None:
    stored = {row.project_id: row for row in WeeklyEntry.objects.of_week(WEEK)}
    rows = [stored[project.pk] for project in thirty]
    assert {row.state for row in rows} == {EntryState.SUBMITTED}
    assert [row.percent for row in rows[:CHANGED]] == [44 + n for n in range(CHANGED)]
    assert rows[1].invested == Decimal("8435000")
    assert [row.no_change for row in rows] == [False] * CHANGED + [True] * UNCHANGED
    assert [row.problem for row in rows if row.problem] == list(PROBLEMS)
    assert [row.help_needed for row in rows if row.help_needed] == [HELP]


def test_question_mark_lists_the_keys_but_types_in_a_text(
    grid: Page, thirty: list[Project]
) -> None:
    keys = grid.locator("#shortcuts")
    cell(grid, thirty[0], "problem").focus()
    grid.keyboard.type("为何停工?")
    expect(cell(grid, thirty[0], "problem")).to_have_value("为何停工?")
    expect(keys).to_be_hidden()
    grid.keyboard.press("Shift+Tab")
    cell(grid, thirty[0], "percent").focus()
    grid.keyboard.press("?")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("本周无变化")
    expect(cell(grid, thirty[0], "percent")).to_have_value("")
    grid.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    grid.locator("main").get_by_role("button", name="快捷键").click()
    expect(keys).to_be_visible()
    grid.keyboard.press("Escape")
    all_saved(grid)
