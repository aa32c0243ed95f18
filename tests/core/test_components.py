"""The components: what they print, that they are reachable, and that they stay light."""

import gzip
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core import styles
from core.columns import Column, Row
from core.styleguide import SampleFilter, SampleFilterSet
from tests.browser import let_in, violations
from tests.city import FixtureCity, as_user

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
pytestmark = pytest.mark.urls("tests.core.guide_urls")

WIDTHS = {"desk": (1366, 768), "phone": (360, 740)}
# Tags print the same as the first three; a list page is a page; the last need a user.
PRINTED_BY_TAGS = {
    "light.html",
    "badge.html",
    "breadcrumbs.html",
    "list_page.html",
    "account.html",
    "menu.html",
    "shortcuts.html",
}
FIRST_VISIT = 150_000  # bytes gzipped, docs/design.md


def printed(source: str, **values: Any) -> Tag:
    """Return what a template prints, parsed; `query` is the address's query string."""
    request = RequestFactory().get("/list/", values.pop("query", None))
    return parsed(Template(source).render(RequestContext(request, values)))


def parsed(markup: str | bytes) -> BeautifulSoup:
    return BeautifulSoup(markup, "html.parser")


def text(element: Tag) -> str:
    return " ".join(element.get_text().split())


# --- Cells and tables -----------------------------------------------------------------------
COLUMNS = (
    Column("编号", "number", on_phone=False, order="number"),
    Column("名称", "name", primary=True, link=lambda row: f"/p/{row.number}"),
    Column("投资", "invested", kind="money", places=1, order="invested"),
    Column("进度", "percent", kind="percent"),
    Column("完工", "due", kind="date"),
    Column("亮灯", "light", kind="badge", badge=lambda row: "red"),
)
RED = SimpleNamespace(
    number="1", name="<b>红星</b>", invested=Decimal("8265000"), percent=Decimal("31.55"),
    due=date(2023, 10, 31), light="红灯",
)  # fmt: skip
BLANK = SimpleNamespace(number="2", name="空", invested=None, percent=None, due=None, light=None)


def table(rows: list[Any], **values: Any) -> Tag:
    return printed(
        '{% include "components/table.html" %}',
        columns=COLUMNS,
        rows=[Row(COLUMNS, row) for row in rows],
        title="项目",
        **values,
    )


def test_a_row_is_named_by_its_primary_column_which_opens_it() -> None:
    heading = table([RED]).select("tbody th[scope=row]")[0]
    assert text(heading) == "<b>红星</b>"
    assert heading.select("a")[0].get("href") == "/p/1"


def test_cells_print_money_in_wan_and_numbers_at_the_right() -> None:
    cells = table([RED]).select("tbody td")
    assert [text(cell) for cell in cells] == ["1", "826.5", "31.6", "2023-10-31", "■红灯"]
    assert [cell.get("class") for cell in cells][:3] == [["nowrap", "not-phone"], ["num"], ["num"]]
    assert [cell.get("data-label") for cell in cells][1:3] == ["投资（万元）", "进度（%）"]


def test_a_column_may_name_what_has_to_be_called() -> None:
    row = SimpleNamespace(
        get_kind_display=lambda: "专题会议", nested=SimpleNamespace(name=lambda: "甲")
    )
    assert Column("种类", "get_kind_display").of(row) == "专题会议"
    assert Column("名称", "nested.name").of(row) == "甲"


def test_what_is_absent_prints_a_dash_and_never_zero() -> None:
    assert [text(cell) for cell in table([BLANK]).select("tbody td")] == ["2"] + ["—"] * 4


def test_a_heading_sorts_and_sorts_back_keeping_the_filter() -> None:
    up = table([RED], query={"year": "2023", "page": "3"}).select("thead a")
    assert [link.get("href") for link in up] == ["?year=2023&sort=0", "?year=2023&sort=2"]
    down = table([RED], sort="2", query={"sort": "2"})
    assert down.select("th[aria-sort=ascending] a")[0].get("href") == "?sort=-2"


def test_an_empty_list_says_what_was_looked_for() -> None:
    assert "没有滞后的项目。" in text(table([], empty="没有滞后的项目。"))


def test_a_list_empty_by_its_filters_offers_to_clear_them() -> None:
    chosen = SampleFilterSet(SampleFilter({"district": "1"}))
    narrowed = table([], filter=chosen, empty="没有符合条件的项目。", empty_how="点“新增项目”。")
    assert text(narrowed.select_one(".empty")) == "没有符合条件的项目。 清空条件"  # type: ignore[arg-type]
    assert narrowed.select(".empty a")[0].get("href") == "/list/"
    bare = table([], empty="还没有项目。", empty_how="点“新增项目”。")
    assert text(bare.select_one(".empty")) == "还没有项目。 点“新增项目”。"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "classes"),
    [("通用", ["nowrap"]), ("TS2023-00003", ["nowrap"]), ("云江一建建设工程有限公司", None), ("字" * 30, ["wide"])],
)  # fmt: skip
def test_names_wrap_codes_do_not_and_sentences_get_room(
    words: str, classes: list[str] | None
) -> None:
    columns = (Column("名称", "name"), Column("说明", "words"))
    drawn = printed(
        "<table><tr>{% cells row %}</tr></table>",
        row=Row(columns, SimpleNamespace(name="甲", words=words)),
    )
    assert drawn.select("td")[0].get("class") == classes


def test_a_light_has_a_word_and_a_sign_of_its_own_shape() -> None:
    found = printed(
        "{% light 'green' %}|{% light 'yellow' %}|{% light 'red' '红灯 3' %}|{% light '' %}"
    )
    assert text(found) == "●绿|▲黄|■红灯 3|—"


def test_a_number_links_to_what_it_counts_unless_there_is_none() -> None:
    assert printed("{% number 37 '个' href='/late/' %}").select("a")[0].get("href") == "/late/"
    absent = printed("{% number None '个' href='/late/' %}")
    assert not absent.select("a")
    assert text(absent) == "—"


@pytest.mark.parametrize(
    ("change", "words", "tone"),
    [
        ("+9.2", "▲ 升 9.2 个百分点", "change-good"),
        ("-0.4", "▼ 降 0.4 个百分点", "change-bad"),
        ("+0.0", "持平", None),
    ],
)
def test_a_change_says_up_or_down_in_words(change: str, words: str, tone: str | None) -> None:
    found = printed('{% include "components/change.html" with better="up" %}', change=change)
    assert text(found) == words
    expected = ["change", tone] if tone else ["change"]
    assert found.select("span")[0].get("class") == expected


# --- Forms ----------------------------------------------------------------------------------
class SampleForm(forms.Form):
    area = forms.DecimalField(
        label="面积", help_text="到两位小数。", widget=forms.NumberInput({"data-unit": "㎡"})
    )
    started = forms.DateField(label="开工", required=False)


def test_a_field_is_labelled_and_points_at_its_help_and_error() -> None:
    form = SampleForm({"area": "三千", "started": "2023-07-31"})
    found = printed('{% include "components/field.html" with field=form.area %}', form=form)
    control = found.select("#id_area")[0]
    assert text(found.select("label[for=id_area]")[0]).startswith("面积")
    assert control.get("aria-invalid") == "true"
    for name in control.get("aria-describedby").split():
        assert found.select(f"#{name}"), name
    assert text(found.select(".control .unit")[0]) == "㎡"


def test_help_that_holds_somebodys_text_is_text() -> None:
    form = SampleForm()
    form.fields["area"].help_text = "<script>alert(1)</script>"
    found = printed('{% include "components/field.html" with field=form.area %}', form=form)
    assert not found.select("script")
    assert text(found.select(".help")[0]) == "<script>alert(1)</script>"


def test_what_was_typed_comes_back_though_it_is_no_number_and_no_date() -> None:
    form = SampleForm({"area": "三千", "started": "2023.2.30"})
    found = printed("{{ form }}", form=form)
    area, started = found.select("#id_area")[0], found.select("#id_started")[0]
    assert (area.get("type"), area.get("value")) == ("text", "三千")
    assert (started.get("type"), started.get("value")) == ("text", "2023.2.30")


def test_a_date_field_has_the_browsers_picker() -> None:
    found = printed("{{ form }}", form=SampleForm(initial={"started": date(2023, 7, 31)}))
    started = found.select("#id_started")[0]
    assert (started.get("type"), started.get("value")) == ("date", "2023-07-31")


def test_an_asof_picker_keeps_the_rest_of_the_query(settings: Any) -> None:
    settings.PORTAL_DATE = date(2023, 8, 2)
    found = printed(
        '{% include "components/asof.html" %}',
        as_of=date(2023, 7, 31),
        portal_today=date(2023, 8, 2),
        query={"region": "1", "as_of": "2023-07-31"},
    )
    hidden = found.select("input[type=hidden]")
    assert [(field.get("name"), field.get("value")) for field in hidden] == [("region", "1")]
    assert [link.get("href") for link in found.select("a")] == [
        "?region=1&as_of=2023-08-02",
        "?region=1&as_of=2023-07-30",
        "?region=1&as_of=2023-07-31",
        "?region=1&as_of=2022-08-02",
    ]
    assert text(found.select("a[aria-current]")[0]) == "上月末"


def test_a_confirmation_names_the_consequence_and_asks_for_the_reason() -> None:
    found = printed(
        '{% include "components/confirm.html" with id="r" button="退回" text="退回后须再提交。" '
        'reason="原因" action="/x/" %}'
    )
    assert found.select("button[data-dialog-open=r]")
    dialog = found.select("dialog#r")[0]
    assert "退回后须再提交。" in text(dialog)
    assert dialog.select("textarea[name=reason][required]")


# --- Pages ----------------------------------------------------------------------------------
def test_the_style_guide_shows_every_component(client: Client, db: None) -> None:
    page = client.get(reverse("styleguide"))
    assert page.status_code == 200
    names = {path.name for path in (TEMPLATES / "components").glob("*.html")}
    used = {template.name.split("/")[-1] for template in page.templates if template.name}
    assert names - used - PRINTED_BY_TAGS == set()


def test_htmx_gets_the_very_fragment_that_the_page_includes(client: Client, db: None) -> None:
    whole = parsed(client.get("/styleguide/?sort=6").content)
    part = parsed(client.get("/styleguide/?sort=6", headers={"HX-Request": "true"}).content)
    assert str(whole.select_one("#list")) == str(part.select_one("#list"))


def test_large_type_is_switched_and_comes_back_to_the_page(client: Client, db: None) -> None:
    answer = client.post("/care/", {"next": "/styleguide/?sort=1"})
    assert answer.headers["Location"] == "/styleguide/?sort=1"
    assert b'class="care"' in client.get("/styleguide/").content
    client.post("/care/", {"next": "/styleguide/"})
    assert b'class="care"' not in client.get("/styleguide/").content


def test_large_type_sends_nobody_to_another_site(client: Client, db: None) -> None:
    assert client.post("/care/", {"next": "https://evil.example/"}).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404"])
def test_an_error_page_says_what_to_do_next(name: str, city: FixtureCity) -> None:
    request = RequestFactory().get("/gone/")
    request.user = city.clerk
    assert "回到首页" in render_to_string(f"{name}.html", {}, request)


def test_the_page_of_a_broken_server_needs_no_context() -> None:
    source = (TEMPLATES / "500.html").read_text()
    assert "{%" not in source
    assert "{{" not in source
    assert "回到首页" in Template(source).render(Context())


def test_no_template_has_style_or_script_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:")
    tags = re.compile(r"\{[%{].*?[%}]\}|<script[^>]*type=\"application/json\"", re.DOTALL)
    guilty = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if inline.search(tags.sub("", path.read_text()))
    ]
    assert guilty == []


def test_the_stylesheet_keeps_to_what_chromium_95_knows() -> None:
    sheet = re.sub(r"/\*.*?\*/", "", styles.joined().read_text(), flags=re.S)
    newer = (
        r":has\(|@container|@layer|@scope|color-mix|oklch|\d[dsl]v[hw]\b|@import|subgrid|:popover"
    )
    assert re.findall(newer, sheet) == []
    assert not re.search(r"(?<!repeating-linear-)gradient", sheet), "a hatch means something"
    sheet = re.sub(r"@bottom-right \{[^}]*\}", "", sheet)  # the number of the page, where known
    flat = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", r"\1", sheet)
    assert not re.search(r"\{[^{}]*\{", re.sub(r"@page[^{]*\{[^}]*\}", "", flat)), "nested rules"


def test_a_first_visit_is_one_stylesheet_and_light(city: FixtureCity) -> None:
    content = as_user(city.office).get("/styleguide/").content
    page = parsed(content)
    sheets = [link.get("href") for link in page.select("link[rel=stylesheet]")]
    scripts = page.select("script[src]")
    assert len(sheets) == 1
    assert all(script.has_attr("defer") for script in scripts)
    files = [*sheets, *(script.get("src") for script in scripts)]
    found = [finders.find(name.removeprefix("/static/").split("?")[0]) for name in files]
    total = sum(len(gzip.compress(Path(str(path)).read_bytes())) for path in found)
    assert total + len(gzip.compress(content)) < FIRST_VISIT * 2 / 5


# --- In the browser -------------------------------------------------------------------------
@pytest.fixture
def guide(page: Page, live_server: LiveServer, city: FixtureCity) -> Page:
    """Return a browser page of an office clerk's, on no page yet."""
    let_in(page.context, city.office, live_server.url)
    return page


@pytest.mark.parametrize("care", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_style_guide_is_reachable_for_everybody(
    guide: Page, live_server: LiveServer, width: str, care: bool
) -> None:
    across, down = WIDTHS[width]
    guide.set_viewport_size({"width": across, "height": down})
    if care:
        guide.context.add_cookies([{"name": "care", "value": "1", "url": live_server.url}])
    guide.goto(f"{live_server.url}/styleguide/")
    assert violations(guide) == []
    assert guide.evaluate("document.documentElement.scrollWidth") <= across


def test_sorting_swaps_the_table_alone_and_keeps_the_address(
    guide: Page, live_server: LiveServer
) -> None:
    guide.goto(f"{live_server.url}/styleguide/?district=1")
    guide.evaluate("window.untouched = true")
    guide.click("thead >> text=形象进度")
    guide.wait_for_url("**/styleguide/?district=1&sort=5")
    assert guide.inner_text("tbody tr:first-child td.num >> nth=0") == "12.4"
    assert guide.evaluate("window.untouched")
    guide.go_back()
    guide.wait_for_url("**/styleguide/?district=1")
    expect(guide.locator("header.head")).to_be_visible()
    expect(guide.locator("th[aria-sort]")).to_have_count(0)


def test_a_filter_is_sent_as_it_is_chosen_and_leaves_no_empty_parameters(
    guide: Page, live_server: LiveServer
) -> None:
    guide.goto(f"{live_server.url}/styleguide/")
    guide.select_option("select[name=district]", "2")
    guide.wait_for_url("**/styleguide/?district=2")
    assert guide.inner_text(".chip").startswith("区县：乙县")


def test_a_dialog_opens_by_its_button_and_closes_by_escape(
    guide: Page, live_server: LiveServer
) -> None:
    guide.goto(f"{live_server.url}/styleguide/")
    guide.click("[data-dialog-open=freeze]")
    assert "378条周报不可再改" in guide.inner_text("#freeze")
    guide.keyboard.press("Escape")
    assert not guide.is_visible("#freeze")


def test_the_page_breaks_no_content_security_policy(guide: Page, live_server: LiveServer) -> None:
    said: list[str] = []
    guide.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    guide.goto(f"{live_server.url}/styleguide/")
    guide.click("thead >> text=区县")
    guide.wait_for_url("**sort=2")
    assert said == []


def test_the_menu_of_a_phone_opens_without_a_script(guide: Page, live_server: LiveServer) -> None:
    guide.set_viewport_size({"width": 360, "height": 740})
    guide.goto(f"{live_server.url}/styleguide/")
    guide.click(".burger summary")
    assert guide.is_visible(".burger nav a >> nth=0")
    guide.keyboard.press("Escape")
    assert not guide.is_visible(".burger nav")


def test_it_prints_without_its_navigation(guide: Page, live_server: LiveServer) -> None:
    guide.goto(f"{live_server.url}/styleguide/")
    guide.emulate_media(media="print")
    for hidden in (".side", ".filters", ".foot", ".pager ol"):
        assert not guide.is_visible(hidden), hidden
    assert guide.evaluate("getComputedStyle(document.querySelector('thead')).display") == (
        "table-header-group"
    )
