"""The weekly grid on a phone, 390 × 844: cards, one open, worked with one thumb."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from projects.choices import EntryState
from projects.models import Project, WeeklyEntry
from tests.browser import let_in, violations
from tests.city import FixtureCity
from tests.e2e.test_weekly_grid import opened, stored
from tests.projects.weekly_help import WEEK, started, type_in, with_last_week

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
PROJECTS = 12
CARD, HEAD, THUMB = (
    90,
    420,
    44,
)  # px at most for a closed card, for what is above; least for a thumb


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.fixture
def projects(city: FixtureCity) -> list[Project]:
    rows = [started(city.district, name=f"东风里{n}号院改造项目") for n in range(PROJECTS)]
    for project in rows:
        with_last_week(project, percent=50, wan=800)
    return rows


@pytest.fixture
def grid(city: FixtureCity, projects: list[Project], live_server: Any, page: Page) -> Page:
    return opened(page, live_server.url)


def card(page: Page, project: Project) -> Locator:
    return page.locator(f'tr[data-project="{project.pk}"]')


def field(page: Page, project: Project, name: str) -> Locator:
    return card(page, project).locator(f"[data-field={name}]")


def opener(page: Page, project: Project) -> Locator:
    return card(page, project).locator("[data-weekly-open]")


def show(page: Page, name: str) -> Locator:
    return page.locator(f"[data-weekly-show={name}]")


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []


def test_cards_are_closed_and_one_opens_under_the_thumb(
    grid: Page, projects: list[Project]
) -> None:
    assert grid.evaluate("document.documentElement.scrollHeight") < HEAD + CARD * PROJECTS
    expect(card(grid, projects[3])).to_contain_text("50 → —%，800 → —万元")
    expect(field(grid, projects[3], "percent")).to_be_hidden()
    fits(grid)
    opener(grid, projects[1]).tap()
    expect(field(grid, projects[1], "percent")).to_be_visible()
    expect(opener(grid, projects[1])).to_have_attribute("aria-expanded", "true")
    opener(grid, projects[2]).evaluate("(head) => head.scrollIntoView({ block: 'center' })")
    where = opener(grid, projects[2]).bounding_box()
    opener(grid, projects[2]).tap()
    expect(field(grid, projects[1], "percent")).to_be_hidden()
    expect(field(grid, projects[2], "help_needed")).to_be_visible()
    there = opener(grid, projects[2]).bounding_box()
    assert where is not None
    assert there is not None
    assert abs(there["y"] - where["y"]) < 2, "the card jumps away from the thumb"
    fits(grid)


def test_a_week_is_filled_and_sent_with_one_thumb(grid: Page, projects: list[Project]) -> None:
    for project in projects[3:]:
        type_in_page(grid, project)
    following = grid.get_by_role("button", name="下一个未填")
    box = following.bounding_box()
    assert box is not None
    assert box["height"] >= THUMB
    assert box["y"] + box["height"] <= PHONE["height"], "the button is not on the screen"
    following.tap()
    for n in range(3):
        expect(field(grid, projects[n], "percent")).to_be_focused()
        for text in (str(55 + n), str(820 + n)):
            grid.keyboard.type(text)
            grid.keyboard.press("Enter")
        expect(field(grid, projects[n], "workers")).to_be_focused()
        grid.keyboard.press("Enter")
    expect(grid.locator(".weekly-dock")).to_contain_text(f"已填 {PROJECTS}/{PROJECTS}")
    expect(grid.locator(".weekly-dock")).to_contain_text("全部已保存")
    expect(card(grid, projects[0])).to_contain_text("50 → 55%，800 → 820万元")
    submit = grid.get_by_role("link", name="提交审核")
    expect(submit).to_be_focused()
    submit.tap()
    grid.locator("#weekly-dialog").get_by_role("button", name=f"提交 {PROJECTS} 个").tap()
    expect(grid.locator("#messages")).to_contain_text("回执号")
    states = WeeklyEntry.objects.of_week(WEEK).values_list("state", flat=True)
    assert set(states) == {EntryState.SUBMITTED}
    fits(grid)


def type_in_page(page: Page, project: Project) -> None:
    """Take last week's figures over with the card's own button."""
    opener(page, project).tap()
    card(page, project).get_by_role("button", name="无变化").tap()
    expect(card(page, project).locator("[data-state]")).to_have_text("填报中")


def test_cards_are_narrowed_to_what_is_left_and_what_is_wrong(
    grid: Page, projects: list[Project]
) -> None:
    opener(grid, projects[0]).tap()
    field(grid, projects[0], "percent").fill("101")
    field(grid, projects[0], "percent").press("Enter")
    expect(card(grid, projects[0])).to_contain_text("! 1 格有误")
    type_in_page(grid, projects[1])
    expect(show(grid, "filled")).to_have_text("已填 1")
    show(grid, "unfilled").tap()
    expect(grid.locator("tr[data-project]:visible")).to_have_count(PROJECTS - 1)
    show(grid, "wrong").tap()
    expect(grid.locator("tr[data-project]:visible")).to_have_count(1)
    expect(card(grid, projects[0])).to_be_visible()
    expect(show(grid, "returned")).to_be_hidden()
    opener(grid, projects[0]).tap()
    field(grid, projects[0], "percent").fill("56")
    field(grid, projects[0], "percent").press("Enter")
    expect(show(grid, "wrong")).to_have_text("有误 0")
    expect(card(grid, projects[0]), "it is not taken out of the hand").to_be_visible()
    opener(grid, projects[0]).tap()
    expect(grid.locator("[data-weekly-none]")).to_have_text("没有有误的项目。")


def test_what_was_typed_without_a_connection_is_told_on_the_closed_card(
    grid: Page, projects: list[Project]
) -> None:
    opener(grid, projects[0]).tap()
    grid.context.set_offline(True)
    field(grid, projects[0], "percent").fill("57")
    opener(grid, projects[1]).tap()
    expect(card(grid, projects[0])).to_contain_text("● 1 格未保存")
    grid.context.set_offline(False)
    expect(grid.locator(".weekly-dock")).to_contain_text("全部已保存")
    expect(card(grid, projects[0])).to_contain_text("50 → 57%")
    assert stored(projects[0]).percent == 57


def test_without_scripts_the_cards_are_read_and_lead_to_their_pages(
    city: FixtureCity, projects: list[Project], live_server: Any, browser: Browser
) -> None:
    type_in(city, projects[0], percent="55", invested="820")
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    let_in(context, city.clerk, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/projects/weekly/")
    expect(card(page, projects[0])).to_contain_text("50 → 55%，800 → 820万元")
    expect(show(page, "unfilled")).to_be_hidden()
    page.get_by_role("link", name=projects[0].name).click()
    expect(page.locator("input[name=percent]")).to_have_value("55")
    context.close()
