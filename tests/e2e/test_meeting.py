"""A whole meeting in Chromium: agenda, decisions by keyboard, minutes, and the week after."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core.periods import Week
from reports.models import Decision, Meeting
from reports.services import decisions
from tests.browser import let_in, violations
from tests.city import FixtureCity
from tests.factories import MilestoneFactory, PlanFactory, ProjectFactory
from tests.reports.bulletins import dispatch

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.django_db(transaction=True)
TYPED = (
    ("#1.1 甲区住建局 8月2日前 完成意愿征集", "张伟"),
    ("乙县住建局 李强 8月4日前 签订迁改协议", "李强"),
    ("甲区住建局 王芳 8月18日前 完成主体工程", "王芳"),
)
Open = Callable[[str], Page]


@pytest.fixture
def first_week(city: FixtureCity) -> Meeting:
    """The meeting that the dispatch of week 30 opens: one project lags, another did not report."""
    PlanFactory(region=city.region)
    late = ProjectFactory(
        region=city.district, name="红星小区改造", started_on=date(2023, 4, 10),
        lead_unit="甲区住建局", lead_person="张伟", lead_official="钱副区长",
    )  # fmt: skip
    MilestoneFactory(project=late, planned_on=date(2023, 7, 26), name="主体完工")
    return dispatch(city.region).meetings.get()


@pytest.fixture
def office(page: Page, live_server: LiveServer, city: FixtureCity) -> Open:
    """The office's browser; returns how it opens an address."""
    page.set_default_timeout(20_000)
    let_in(page.context, city.office, live_server.url)

    def open_page(path: str) -> Page:
        page.goto(live_server.url + path)
        return page

    return open_page


def begin(page: Page) -> None:
    page.get_by_role("button", name="开始会议").click()
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator("#line")).to_be_focused()


def decide(page: Page, line: str, person: str) -> None:
    """Type one decision without touching the mouse: the line, Enter, Enter."""
    expect(page.locator("#line")).to_be_focused()
    page.keyboard.type(line)
    page.keyboard.press("Enter")
    expect(page.locator("#decision-form [name=person]")).to_have_value(person)
    expect(page.locator("#decision-form button[type=submit]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#decided")).to_contain_text(line.split()[-1])


def finish(page: Page) -> None:
    page.get_by_role("link", name="会议信息").click()
    page.fill("[name=place]", "第二会议室")
    page.fill("[name=chair]", "刘市长")
    page.fill("[name=attendees]", "市住建局 周主任\n甲区住建局 张伟")
    page.locator("main button[type=submit]").first.click()
    page.get_by_role("button", name="结束会议").click()
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator(".state-line")).to_contain_text("纪要〔2023〕第1期")


def minutes(page: Page, folder: Path) -> str:
    with page.expect_download() as download:
        page.get_by_role("link", name="纪要PDF").click()
    target = folder / "minutes.pdf"
    download.value.save_as(target)
    pages = PdfReader(BytesIO(target.read_bytes())).pages
    return re.sub(r"\s", "", "".join(one.extract_text() for one in pages))


def done(serial: int, by: User, city: FixtureCity, settings: Any, day: date) -> None:
    settings.PORTAL_DATE = day
    row = Decision.objects.get(serial=serial)
    decisions.answer_decision(row, text="已完成", by=by)
    decisions.review_decision(row, accepted=True, note="", by=city.office)


def test_a_whole_meeting_and_the_week_after(
    office: Open, first_week: Meeting, city: FixtureCity, settings: Any, tmp_path: Path
) -> None:
    page = office(f"/reports/dispatches/{first_week.dispatch_id}/")
    page.get_by_role("link", name="调度会", exact=True).last.click()
    expect(page.locator("#new-lags")).to_contain_text("红星小区改造")
    expect(page.locator("#silent")).to_contain_text("甲区")
    begin(page)
    for line, person in TYPED:
        decide(page, line, person)
    finish(page)
    text = minutes(page, tmp_path)
    for words in (
        "完成意愿征集（项目：红星小区改造），2023年8月2日前完成",
        "乙县住建局（责任人李强）",
        "出席：市住建局周主任，甲区住建局张伟。",
    ):
        assert words in text

    done(1, city.clerk, city, settings, date(2023, 8, 2))
    settings.PORTAL_DATE = date(2023, 8, 7)
    second = dispatch(city.region, Week(date(2023, 7, 31))).meetings.get()
    page = office(f"/reports/meetings/{second.pk}/")
    expect(page.locator("#decisions-table tbody tr")).to_have_count(2)
    expect(page.locator("#followed")).to_contain_text("结转率 66.7%")

    done(2, city.stranger, city, settings, date(2023, 8, 7))
    page = office("/reports/decisions/promises/")
    expect(page.locator("tbody tr", has_text="乙县住建局")).to_contain_text(
        re.compile(r"1\s*0\s*1\s*0")
    )
    expect(page.locator("tbody tr", has_text="甲区住建局")).to_contain_text(
        re.compile(r"1\s*1\s*0\s*0")
    )


def test_the_pages_are_reachable_at_both_widths(
    office: Open, first_week: Meeting, city: FixtureCity
) -> None:
    page = office(f"/reports/meetings/{first_week.pk}/")
    begin(page)
    decide(page, *TYPED[0])
    row = Decision.objects.get()
    paths = (
        "/reports/meetings/", f"/reports/meetings/{first_week.pk}/",
        f"/reports/meetings/{first_week.pk}/edit/", f"/reports/decisions/{row.pk}/",
        "/reports/decisions/", "/reports/decisions/promises/",
    )  # fmt: skip
    for across, down in ((1366, 768), (390, 844)):
        page.set_viewport_size({"width": across, "height": down})
        for path in paths:
            office(path)
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= across, path
