"""Photos that have not gone up outlive their page: kept in the browser, sent once, by their user alone."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Playwright, Route, expect

from accounts.models import User
from projects.models import Project, ProjectEvidence
from tests.city import FixtureCity
from tests.e2e.test_phone import LOSE_FIRST_ANSWER
from tests.e2e.test_weekly_grid import log_in, running
from tests.factories import UserFactory
from tests.projects.test_evidence import photo
from tests.projects.weekly_help import WEEK, started
from tests.workers import until

pytestmark = pytest.mark.django_db(transaction=True)
SENT = "**/evidence/photo/"
HOW_MANY = "() => window.kept.total()"
FULL = """async (user) => {
  const one = (n) => ({ id: `full${n}`, user, added: Date.now(), blob: new Blob(["x"]), name: "x.jpg",
    project: "0", url: "/nowhere/", page: "/", label: "x" });
  for (let n = 0; n < 40; n += 1) await window.kept.put(one(n));
}"""


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return started(city.district, name="东风里改造项目")


@pytest.fixture
def address(project: Project, live_server: Any) -> str:
    return f"{live_server.url}/projects/{project.pk}/weekly/{WEEK}/"


@pytest.fixture
def entry(city: FixtureCity, address: str, page: Page) -> Page:
    expect.set_options(timeout=20_000)
    page.set_default_timeout(20_000)
    page.goto(address)
    log_in(page, "clerk")
    ready(page)
    return page


def ready(page: Page) -> None:
    expect(page.locator("[data-photos]")).to_be_visible()


def items(page: Page) -> Locator:
    return page.locator("[data-photo-list] li")


def choose(page: Page, folder: Path, name: str = "东侧.jpg") -> None:
    path = folder / name
    path.write_bytes(photo())
    page.set_input_files("#photo-album", path)


def lost(route: Route) -> None:
    route.abort("internetdisconnected")


def left_behind(page: Page, folder: Path) -> BrowserContext:
    """Choose a photo while nothing gets through, and close the page."""
    page.route(SENT, lost)
    choose(page, folder)
    expect(items(page).first).to_contain_text("待上传：没有传到")
    context = page.context
    page.close()
    return context


def kept(page: Page, number: int) -> None:
    until(lambda: page.evaluate("window.kept.total()") == number, f"{number} kept photos")


def in_portal(project: Project) -> int:
    return ProjectEvidence.objects.filter(project=project).count()


def test_a_photo_of_a_closed_page_goes_up_once_when_it_is_opened_again(
    entry: Page, project: Project, address: str, tmp_path: Path
) -> None:
    context = left_behind(entry, tmp_path)
    assert in_portal(project) == 0
    page = context.new_page()
    page.goto(address)
    expect(items(page)).to_have_count(1)
    expect(items(page).first).to_contain_text("✓ 已上传，拍摄于 2023-07-05 09:30")
    kept(page, 0)
    page.reload()
    ready(page)
    assert page.evaluate(HOW_MANY) == 0
    assert in_portal(project) == 1


def test_a_photo_that_arrived_unanswered_is_not_there_twice(
    entry: Page, project: Project, address: str, tmp_path: Path
) -> None:
    entry.evaluate(LOSE_FIRST_ANSWER)
    choose(entry, tmp_path)
    expect(entry.locator("body")).to_have_attribute("data-lost", "200")
    entry.route(SENT, lost)
    expect(items(entry).first).to_contain_text("没有传到")
    context = entry.context
    entry.close()
    assert in_portal(project) == 1
    page = context.new_page()
    page.goto(address)
    kept(page, 0)
    assert in_portal(project) == 1


def test_opening_the_grid_sends_what_was_left(
    entry: Page, project: Project, live_server: Any, tmp_path: Path
) -> None:
    context = left_behind(entry, tmp_path)
    page = context.new_page()
    page.route(SENT, lost)
    page.goto(f"{live_server.url}/projects/weekly/")
    line = page.locator("[data-photos-waiting]")
    expect(line).to_contain_text("照片待上传 1 张，联网后自动重试： 东风里改造项目")
    page.unroute(SENT)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(line).to_have_text("照片已全部上传")
    assert in_portal(project) == 1


def test_a_photo_can_be_taken_back_before_it_went(
    entry: Page, project: Project, tmp_path: Path
) -> None:
    entry.route(SENT, lost)
    choose(entry, tmp_path)
    expect(items(entry).first).to_contain_text("没有传到")
    kept(entry, 1)
    items(entry).first.get_by_role("button", name="移除").click()
    expect(items(entry)).to_have_count(0)
    kept(entry, 0)
    entry.unroute(SENT)
    assert in_portal(project) == 0


def test_logging_out_asks_and_takes_away_what_was_left(
    entry: Page, project: Project, address: str, tmp_path: Path
) -> None:
    entry.route(SENT, lost)
    choose(entry, tmp_path)
    kept(entry, 1)
    entry.evaluate(f"localStorage.setItem('weekly:{user_of(entry)}:2023-07-31:1:percent', '{{}}')")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if len(asked) > 1:
            dialog.accept()
        else:
            dialog.dismiss()

    entry.on("dialog", answer)
    with entry.expect_event("dialog"):
        leave(entry)
    expect(entry.locator("[data-photos]")).to_be_visible()
    assert asked == [
        "还有1格周报、1张照片没有发出。退出登录会把它们从本机删除，不能恢复。确定退出？"
    ]
    kept(entry, 1)
    entry.get_by_role("button", name="退出登录").click()
    expect(entry.locator("input[name=password]")).to_be_visible()
    expect(entry.locator("#messages")).to_contain_text("已退出登录")
    entry.unroute(SENT)
    entry.goto(address)
    log_in(entry, "clerk")
    ready(entry)
    assert entry.evaluate(HOW_MANY) == 0
    assert entry.evaluate("localStorage.length") == 0
    assert in_portal(project) == 0


def user_of(page: Page) -> str:
    return str(page.locator("[data-photos]").get_attribute("data-user"))


def leave(page: Page) -> None:
    page.locator("details.account summary").click()
    page.get_by_role("button", name="退出登录").click()


def test_the_back_button_shows_nothing_of_who_logged_out(
    city: FixtureCity, address: str, playwright: Playwright, browser_type_launch_args: Any
) -> None:
    """Playwright's browsers keep no pages whole unless they are told to; those of offices do."""
    keeps = {"ignore_default_args": ["--disable-back-forward-cache"]}
    with playwright.chromium.launch(**browser_type_launch_args, **keeps) as browser:
        page = browser.new_page()
        page.goto(address)
        log_in(page, "clerk")
        ready(page)
        page.evaluate("window.kept_whole = true")
        page.goto(address.replace("/weekly/", "/edit/?"))
        page.evaluate("history.back()")
        page.wait_for_url("**/weekly/**", wait_until="commit")
        until(lambda: page.evaluate("window.kept_whole"), "the page that was kept whole")
        leave(page)
        expect(page.locator("input[name=password]")).to_be_visible()
        page.evaluate("history.back()")
        page.wait_for_url("**/accounts/login/?next=**")
        expect(page.locator("input[name=password]")).to_be_visible()
        assert "东风里改造项目" not in page.content()


def test_another_user_of_the_same_computer_neither_sees_nor_sends_it(
    entry: Page, project: Project, city: FixtureCity, address: str, tmp_path: Path
) -> None:
    context = left_behind(entry, tmp_path)
    Session.objects.all().delete()
    UserFactory(username="clerk_two", role=city.clerk.role, region=city.district)
    page = context.new_page()
    page.goto(address)
    log_in(page, "clerk_two")
    ready(page)
    choose(page, tmp_path, "西侧.jpg")
    expect(items(page).first).to_contain_text("✓ 已上传")
    expect(items(page)).to_have_count(1)
    kept(page, 1)
    row = ProjectEvidence.objects.get(project=project)
    assert row.added_by == User.objects.get(username="clerk_two")


def test_a_browser_that_is_full_says_that_the_page_must_stay(
    entry: Page, project: Project, tmp_path: Path
) -> None:
    entry.route(SENT, lost)
    entry.evaluate(FULL, user_of(entry))
    choose(entry, tmp_path)
    told = entry.locator("[data-photo-count]")
    expect(told).to_contain_text("其中 1 张本机放不下，传完前请不要关闭页面")
    assert entry.evaluate(HOW_MANY) == 40
    entry.unroute(SENT)
    items(entry).first.get_by_role("button", name="重试").click()
    expect(items(entry).first).to_contain_text("✓ 已上传")
    assert in_portal(project) == 1


def test_opened_without_a_connection_the_portal_counts_them_and_sends_them_later(
    entry: Page, project: Project, address: str, live_server: Any, tmp_path: Path
) -> None:
    grid = f"{live_server.url}/projects/weekly/"
    entry.goto(grid)
    running(entry)
    entry.evaluate("navigator.serviceWorker.ready.then(() => true)")
    entry.goto(address)
    ready(entry)
    entry.context.set_offline(True)
    choose(entry, tmp_path)
    expect(items(entry).first).to_contain_text("没有传到")
    context = entry.context
    entry.close()
    page = context.new_page()
    page.goto(grid)
    expect(page.locator("[data-weekly-kept]")).to_have_text("现场照片：1 张没有发出")
    context.set_offline(False)
    expect(page.locator("[data-photos-waiting]")).to_have_text("照片已全部上传")
    assert in_portal(project) == 1
