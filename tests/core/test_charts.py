"""Charts: one set of numbers as picture, table, workbook and text."""

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import RequestFactory
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core.charts import Chart, Series
from tests.browser import let_in
from tests.city import FixtureCity
from tests.workers import until

pytestmark = pytest.mark.urls("tests.core.guide_urls")

RATES = Chart(
    "rates",
    "各区县开工率",
    "bars",
    "区县",
    ("甲区", "乙县"),
    (Series("开工率", ("87.1", None), ("/甲/", None)), Series("完工率", ("40.0", "8.5"))),
    "最高的是甲区。",
    "%",
    1,
    ("全市", "60.0"),
    "/book/",
)


def printed(chart: Chart) -> BeautifulSoup:
    return BeautifulSoup(render_to_string("components/chart.html", {"chart": chart}), "html.parser")


def test_the_table_holds_every_value_and_opens_its_rows() -> None:
    found = printed(RATES)
    rows = [[cell.text for cell in row.select("th, td")] for row in found.select("tbody tr")]
    assert rows == [["甲区", "87.1", "40.0"], ["乙县", "—", "8.5"]]
    assert [link["href"] for link in found.select("tbody a")] == ["/甲/"]
    assert [head.text for head in found.select("thead th")] == ["区县", "开工率%", "完工率%"]


def test_what_is_drawn_is_what_the_table_holds() -> None:
    found = printed(RATES)
    assert found.figure is not None
    data = found.find(id=found.figure["data-chart"])
    assert data is not None
    drawing = json.loads(data.text)
    assert [one["values"] for one in drawing["series"]] == [[87.1, None], [40, 8.5]]
    assert drawing["series"][0]["hrefs"] == ["/甲/", None]
    assert drawing["mark"] == {"name": "全市", "value": 60}


def test_a_chart_says_in_words_what_it_shows() -> None:
    assert "最高的是甲区。" in printed(RATES).figcaption.text  # type: ignore[union-attr]


def test_the_workbook_has_the_same_numbers(city: FixtureCity) -> None:
    request = RequestFactory().get("/book/")
    request.user = city.office
    content = b"".join(RATES.as_workbook(request).streaming_content)  # type: ignore[arg-type]
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ["区县", "开工率（%）", "完工率（%）"],
        ["甲区", 87.1, 40],
        ["乙县", None, 8.5],
    ]


def test_text_in_a_label_stays_text() -> None:
    chart = Chart("x", "t", "bars", "区县", ("</script><b>",), (Series("数", (1,)),), "s")
    assert not printed(chart).select("b")


@pytest.mark.parametrize(
    ("bars", "height"), [(3, "short"), (8, "medium"), (20, "tall"), (40, "highest")]
)
def test_a_height_is_reserved_by_the_number_of_bars(bars: int, height: str) -> None:
    labels = [str(number) for number in range(bars)]
    chart = Chart("x", "t", "bars", "区县", labels, (Series("数", [1] * bars),), "s")
    assert printed(chart).select_one(f".chart-body.chart-{height}")


def test_money_is_drawn_without_binary_dust() -> None:
    chart = Chart("x", "t", "line", "周", ("1",), (Series("投资", (Decimal("0.10"),)),), "s")
    assert chart.drawing["series"][0]["values"] == [0.1]


# --- In the browser -------------------------------------------------------------------------
@pytest.fixture
def guide(page: Page, live_server: LiveServer, city: FixtureCity) -> Page:
    let_in(page.context, city.office, live_server.url)
    page.goto(f"{live_server.url}/styleguide/")
    page.wait_for_selector("#sample-ranked canvas")
    return page


def ink(page: Page, chart: str) -> int:
    """Return how many pixels of a chart's canvas are drawn on."""
    found: int = page.evaluate(
        """(id) => {
          const canvas = document.querySelector(`#${id} canvas`);
          const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          return data.filter((value, index) => index % 4 === 3 && value > 0).length;
        }""",
        chart,
    )
    return found


def test_a_chart_is_drawn_and_the_table_is_one_key_away(guide: Page) -> None:
    for chart in ("sample-trend", "sample-ranked"):
        assert ink(guide, chart) > 1000
    table = guide.locator("#sample-ranked-table")
    expect(table).to_be_hidden()
    button = guide.locator("#sample-ranked [data-chart-table]")
    button.press("Enter")
    expect(table).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(guide.locator("#sample-ranked canvas")).to_be_hidden()
    button.press("Enter")
    expect(table).to_be_hidden()


def test_a_bar_opens_its_rows(guide: Page) -> None:
    picture = guide.locator("#sample-ranked canvas")
    box = picture.bounding_box()
    assert box
    picture.click(position={"x": box["width"] * 0.4, "y": box["height"] * 0.25})
    guide.wait_for_url("**#a")


def test_the_picture_is_saved_as_png(guide: Page, tmp_path: Any) -> None:
    with guide.expect_download() as download:
        guide.locator("#sample-ranked [data-chart-picture]").click()
    assert download.value.suggested_filename == "各区县开工率.png"
    saved = tmp_path / "chart.png"
    download.value.save_as(saved)
    with Image.open(saved) as picture:
        assert picture.format == "PNG"
        assert picture.width > 600
        assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 10


def test_a_chart_moves_nothing_when_it_is_drawn(
    page: Page, live_server: LiveServer, city: FixtureCity
) -> None:
    let_in(page.context, city.office, live_server.url)
    page.route("**/echarts.min.js", lambda route: route.abort())
    page.goto(f"{live_server.url}/styleguide/")
    expect(page.locator("#sample-ranked-table")).to_be_visible()
    before = page.evaluate("document.documentElement.scrollHeight")
    page.unroute("**/echarts.min.js")
    page.reload()
    page.wait_for_selector("#sample-ranked canvas")
    assert page.evaluate("document.documentElement.scrollHeight") == before


def test_a_chart_follows_its_frame(guide: Page) -> None:
    guide.set_viewport_size({"width": 390, "height": 844})
    expect(guide.locator("#sample-trend canvas")).to_be_visible()
    width = "document.querySelector('#sample-trend canvas').clientWidth"
    until(lambda: guide.evaluate(width) < 380, "the narrower chart")
    assert guide.evaluate("document.documentElement.scrollWidth") <= 390
    assert ink(guide, "sample-trend") > 1000


def test_a_chart_prints_as_its_table(guide: Page) -> None:
    guide.emulate_media(media="print")
    expect(guide.locator("#sample-trend-table")).to_be_visible()
    expect(guide.locator("#sample-trend canvas")).to_be_hidden()
