"""A phone in the field, 390 × 844: photos one by one, a week typed, a week reviewed with one thumb."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from projects.choices import EntryState
from projects.models import Project, ProjectEvidence, WeeklyEntry
from projects.services.paper_forms import forms_for
from projects.services.weekly_submit import submit_week
from tests.browser import violations
from tests.city import FixtureCity
from tests.e2e.test_weekly_grid import log_in
from tests.projects.test_evidence import photo
from tests.projects.weekly_help import WEEK, started, type_in, with_last_week

pytestmark = pytest.mark.django_db(transaction=True)
THUMB = 40  # px: the least height of what a thumb has to hit


# the first photo reaches the server, and its answer does not come back
LOSE_FIRST_ANSWER = """() => {
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    XMLHttpRequest.prototype.send = send;
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const url = document.querySelector("[data-photos]").dataset.url;
    fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } }).then((answer) => {
      document.body.dataset.lost = answer.status;
      this.dispatchEvent(new Event("error"));
    });
  };
}"""


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    size = {"width": 390, "height": 844}
    return {**browser_context_args, "viewport": size, "has_touch": True, "is_mobile": True}


@pytest.fixture
def projects(city: FixtureCity) -> list[Project]:
    rows = [started(city.district) for _ in range(2)]
    for project in rows:
        with_last_week(project, percent=50, wan=800)
    return rows


def opened(page: Page, url: str, username: str) -> Page:
    expect.set_options(timeout=20_000)
    page.set_default_timeout(20_000)
    page.goto(url)
    log_in(page, username)
    expect(page.locator("main h1")).to_be_visible()
    return page


@pytest.fixture
def entry(city: FixtureCity, projects: list[Project], live_server: Any, page: Page) -> Page:
    opened(page, f"{live_server.url}/projects/{projects[0].pk}/weekly/{WEEK}/", "clerk")
    expect(page.locator("[data-photos]")).to_be_visible()  # its script has come
    return page


def files(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.write_bytes(photo())
    return paths


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []


def test_photos_go_one_by_one_and_a_lost_answer_makes_no_second_one(
    entry: Page, projects: list[Project], tmp_path: Path
) -> None:
    entry.evaluate(LOSE_FIRST_ANSWER)
    entry.set_input_files("#photo-album", files(tmp_path, "东侧.jpg", "西侧.jpg"))
    expect(entry.locator("[data-photo-list] li").nth(1)).to_contain_text("✓ 已上传")
    expect(entry.locator("body")).to_have_attribute("data-lost", "200")
    first = entry.locator("[data-photo-list] li").nth(0)
    expect(first).to_contain_text("✓ 已上传，拍摄于 2023-07-05 09:30，位置 30.250000, 120.500000")
    expect(entry.locator("[data-photo-count]")).to_be_empty()
    assert ProjectEvidence.objects.filter(project=projects[0]).count() == 2
    fits(entry)


def test_photos_taken_offline_go_when_the_connection_is_back(
    entry: Page, projects: list[Project], tmp_path: Path, context: BrowserContext
) -> None:
    context.set_offline(True)
    entry.set_input_files("#photo-camera", files(tmp_path, "image.jpg"))
    shown = entry.locator("[data-photo-list] li").first
    expect(shown).to_contain_text("待上传：没有传到，联网后自动重试")
    expect(entry.locator("[data-photo-count]")).to_contain_text("1 张待上传；已留在本机")
    fits(entry)
    context.set_offline(False)
    expect(shown).to_contain_text("✓ 已上传")
    assert ProjectEvidence.objects.filter(project=projects[0]).count() == 1


def test_a_week_is_typed_on_the_phone(entry: Page, projects: list[Project]) -> None:
    entry.fill("input[name=percent]", "55")
    entry.fill("input[name=invested]", "820")
    entry.get_by_role("button", name="保存").tap()
    expect(entry.locator("#messages")).to_contain_text("已保存")
    assert WeeklyEntry.objects.of_week(WEEK).get(project=projects[0]).percent == 55


def test_a_reviewer_accepts_and_returns_with_one_thumb(
    city: FixtureCity, projects: list[Project], live_server: Any, page: Page
) -> None:
    for number, project in enumerate(projects):
        type_in(city, project, percent=str(55 + number), invested="820")
    submit_week(city.clerk, city.district, WEEK)
    opened(page, f"{live_server.url}/projects/weekly/review/", "reviewer")
    fits(page)
    accept = page.get_by_role("button", name=f"通过：{projects[0].name}")
    box = accept.bounding_box()
    assert box is not None
    assert box["height"] >= THUMB
    assert box["x"] + box["width"] <= 390
    accept.tap()
    expect(page.locator("#messages")).to_contain_text("已通过")
    page.get_by_label(f"退回：{projects[1].name}", exact=True).tap()
    page.locator("details[open] textarea").fill("投资请核对")
    page.get_by_role("button", name=f"确认退回：{projects[1].name}").tap()
    expect(page.locator("#messages")).to_contain_text("已退回")
    states = (
        WeeklyEntry.objects.of_week(WEEK).order_by("project_id").values_list("state", flat=True)
    )
    assert list(states) == [EntryState.ACCEPTED, EntryState.RETURNED]


def test_a_sheet_is_filled_in_without_an_account_and_taken_by_the_clerk(
    city: FixtureCity, projects: list[Project], live_server: Any, page: Page
) -> None:
    sheet = forms_for(city.clerk, WEEK, projects[:1])[projects[0].pk]
    page.goto(f"{live_server.url}/public/w/?code={sheet.spoken}")
    fits(page)
    page.fill("input[name=percent]", "57")
    page.fill("textarea[name=problem]", "管线未迁改")
    page.get_by_role("button", name="提交给填报员").tap()
    expect(page.locator("main")).to_contain_text("已收到，等待填报员确认")
    opened(page, f"{live_server.url}/projects/weekly/paper/", "clerk")
    expect(page.locator("#proposals")).to_contain_text("管线未迁改")
    fits(page)
    page.get_by_role("button", name=f"采用：{projects[0].name}", exact=True).tap()
    expect(page.locator("#messages")).to_contain_text("已采用")
    stored = WeeklyEntry.objects.of_week(WEEK).get(project=projects[0])
    assert stored.percent == 57
    assert stored.problem == "管线未迁改"
