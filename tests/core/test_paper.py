"""What the browser prints: A4, a head row on each page, who printed it and up to which day."""

from io import BytesIO
from unicodedata import normalize

from playwright.sync_api import Page
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory

A4 = (595, 842)
ROWS = 45


def printed(page: Page, city: FixtureCity, live_server: LiveServer, address: str) -> PdfReader:
    cookie = as_user(city.office).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}{address}")
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


def test_home_prints_upright_and_leaves_no_empty_page(
    page: Page, live_server: LiveServer, city: FixtureCity
) -> None:
    paper = printed(page, city, live_server, "/")
    assert [(round(one.mediabox.width), round(one.mediabox.height)) for one in paper.pages] == [A4]
    assert "快捷键" not in paper.pages[0].extract_text()
