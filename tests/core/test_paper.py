"""What the browser prints: A4, a head row on each page, who printed it and up to which day."""

from io import BytesIO
from unicodedata import normalize

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from projects.services.weekly_submit import submit_week
from tests.browser import let_in
from tests.city import FixtureCity
from tests.factories import ProjectFactory
from tests.projects.weekly_help import WEEK, started, type_in, with_last_week

A4 = (595, 842)
ROWS = 45


def printed(
    page: Page, city: FixtureCity, live_server: LiveServer, address: str, user: User | None = None
) -> PdfReader:
    let_in(page.context, user or city.office, live_server.url)
    page.goto(f"{live_server.url}{address}")
    page.wait_for_load_state()
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


def flat(text: str) -> str:
    return "".join(normalize("NFKC", text).split())  # the font writes 工 as its radical


def test_a_long_list_repeats_its_head_row_on_pages_of_a4(
    page: Page, live_server: LiveServer, city: FixtureCity
) -> None:
    ProjectFactory.create_batch(ROWS, region=city.district)
    paper = printed(page, city, live_server, "/projects/")
    texts = [flat(one.extract_text()) for one in paper.pages]
    assert len(texts) >= 2
    for number, (one, text) in enumerate(zip(paper.pages, texts, strict=True), 1):
        assert (round(one.mediabox.height), round(one.mediabox.width)) == A4, "landscape"
        assert "编号项目名称区划" in text
        assert f"{number}/{len(texts)}" in text
        assert "新增项目" not in text
        assert "查询" not in text
    whole = "".join(texts)
    assert f"共{ROWS}条" in whole
    assert "责任人" in texts[0], "no column is cut off"
    assert f"{flat(str(city.office))}" in texts[0]
    assert "截至" in texts[0]


@pytest.mark.parametrize("address", ["/projects/weekly/", "/projects/weekly/review/"])
def test_a_clerks_whole_week_prints_across_the_page(
    page: Page, live_server: LiveServer, city: FixtureCity, address: str
) -> None:
    words = "外墙保温完成三栋，雨污分流主管铺到南门。" * 8 + "末尾一句"
    for _ in range(ROWS):
        project = started(city.district)
        type_in(city, project, percent="55", invested="820", progress_note=words)
    submit_week(city.clerk, city.district, WEEK)
    user = city.clerk if address.endswith("weekly/") else city.reviewer
    paper = printed(page, city, live_server, address, user)
    texts = [flat(one.extract_text()) for one in paper.pages]
    assert len(texts) >= 2
    for one, text in zip(paper.pages, texts, strict=True):
        assert (round(one.mediabox.height), round(one.mediabox.width)) == A4, "landscape"
        assert "投资" in text, "the head row is not repeated"
    assert "".join(texts).count("末尾一句") == ROWS


def test_what_is_typed_in_the_grid_prints_whole(
    page: Page, live_server: LiveServer, city: FixtureCity
) -> None:
    words = "外墙保温完成三栋，雨污分流主管铺到南门。" * 8 + "末尾一句"
    project = started(city.district)
    with_last_week(project, percent=50, wan=800)
    type_in(city, project, percent="55", progress_note=words, help_needed="请燃气公司迁改")
    paper = printed(page, city, live_server, "/projects/weekly/", city.clerk)
    (text,) = [flat(one.extract_text()) for one in paper.pages]
    for told in ("末尾一句", "请燃气公司迁改", "上周50", "需协调事项", "状态", "未填"):
        assert told in text
    (sheet,) = paper.pages
    assert sheet.mediabox.width > sheet.mediabox.height
    assert "无变化" not in text, "a button is printed"


def test_home_prints_upright_and_leaves_no_empty_page(
    page: Page, live_server: LiveServer, city: FixtureCity
) -> None:
    paper = printed(page, city, live_server, "/")
    assert [(round(one.mediabox.width), round(one.mediabox.height)) for one in paper.pages] == [A4]
    assert "快捷键" not in paper.pages[0].extract_text()
