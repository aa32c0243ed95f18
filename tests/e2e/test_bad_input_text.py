"""Markup and formulas typed into every text field: escaped on every page, text in every workbook."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from core.exports import XLSX
from tests.house.url_table import Row, tables
from tests.house.url_world import World, built_world, send

EVIL = "=1+1<script>x()</script>"
READERS = ("clerk", "reviewer", "office", "leader", "system", "security", "auditor")
READ = [row for row in tables() if row[1] == "GET"]
LISTS = [row for row in READ if row[2] in ("", "?region")]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), built_world(EVIL) as world:
        User.objects.update(name=EVIL)
        yield world


def named(row: Row) -> str:
    return f"{row[0]} {row[2]}".rstrip()


def content(response: HttpResponseBase) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    assert isinstance(response, HttpResponse)
    return response.content


def answers(world: World, row: Row, query: str = "") -> Iterator[tuple[str, HttpResponseBase]]:
    """Yield who is answered with 200, and the answer."""
    for person, status in zip(READERS, row[3].split(), strict=False):
        if status == "200":
            response = send(world, person, row[0], "GET", row[2], query=query)
            if response.status_code == 200:
                yield person, response


def check_workbook(data: bytes) -> int:
    """Fail when a cell is a formula; return how many cells hold the evil text."""
    with ZipFile(BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in parts.read(name) or b"<f " in parts.read(name) for name in sheets)
    book = load_workbook(BytesIO(data))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)
    return sum(EVIL in str(cell.value) for cell in cells)


@pytest.mark.parametrize("row", READ, ids=named)
def test_markup_is_escaped_on_every_page(world: World, db: None, row: Row) -> None:
    for person, response in answers(world, row):
        if response["Content-Type"].startswith("text/html"):
            assert "<script>x()" not in content(response).decode(), person
        elif response["Content-Type"] == XLSX:
            check_workbook(content(response))


@pytest.mark.parametrize("row", LISTS, ids=named)
def test_no_cell_of_a_list_as_a_workbook_is_a_formula(world: World, db: None, row: Row) -> None:
    for _, response in answers(world, row, query="export=xlsx"):
        if response["Content-Type"] == XLSX:
            check_workbook(content(response))


@pytest.mark.parametrize(
    "name", ["projects:projects", "projects:communities", "complaints:complaints"]
)
def test_the_text_itself_comes_back_from_a_workbook(world: World, db: None, name: str) -> None:
    response = send(world, "office", name, "GET", "", query="export=xlsx")
    assert check_workbook(content(response)) >= 1


def test_the_ledger_carries_the_text_and_no_formula(world: World, db: None) -> None:
    response = send(world, "office", "projects:ledger_export", "GET", "?region")
    assert check_workbook(content(response)) >= 5


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
@pytest.mark.parametrize("kind", ["dispatch", "bulletin"])
def test_a_report_prints_the_text_as_it_stands(
    world: World, db: None, kind: str, form: str
) -> None:
    pk = world.own[kind][0]
    data = content(world.clients["office"].get(f"/reports/files/{pk}/report.{form}"))
    if form == "pdf":
        text = "".join(
            "".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages
        )
        assert EVIL in text
    elif form == "docx":
        body = ZipFile(BytesIO(data)).read("word/document.xml").decode()
        assert "&lt;script&gt;x()&lt;/script&gt;" in body
    else:
        assert check_workbook(data) >= 1
