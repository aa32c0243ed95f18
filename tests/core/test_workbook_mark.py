"""The copy of an uploaded workbook that shows its errors."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from core.workbook import mark
from core.workbook.mark import mark_errors
from core.workbook.reader import read_workbook
from tests.core.workbooks import (
    GOOD,
    HEADINGS,
    OLD_WORKBOOK,
    PROJECTS,
    WEEKS,
    good,
    rezipped,
    workbook,
)

RED = "00FFC7CE"


def marked(data: bytes) -> Any:
    return load_workbook(BytesIO(mark_errors(data, read_workbook(data, [PROJECTS]).errors)))


@pytest.fixture(params=["styled", "values"])
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of making the copy must tell the same."""
    if request.param == "values":
        monkeypatch.setattr(mark, "MAX_STYLED_CELLS", 0)
    return str(request.param)


def test_bad_cells_are_red_and_say_why(path: str) -> None:
    book = marked(
        workbook({" 项目": [HEADINGS, good(total="abc"), good(code="P2")], "说明": [["看这里"]]})
    )
    assert book.sheetnames == ["错误清单", " 项目", "说明"]
    cell = book[" 项目"]["E2"]
    assert (cell.value, cell.fill.fgColor.rgb) == ("abc", RED)
    assert cell.comment.text == "应为数字，如 1449"
    assert book[" 项目"]["E3"].fill.fgColor.rgb != RED
    assert book["说明"]["A1"].value == "看这里"
    assert [c.value for c in book["错误清单"][2]] == [
        "项目",
        "E2",
        "总投资(万元)",
        "abc",
        "应为数字，如 1449",
    ]


def test_a_cell_that_is_not_there_is_marked_too(path: str) -> None:
    book = marked(workbook({"项目": [HEADINGS, GOOD[:1]]}))
    assert book["项目"]["E2"].comment.text == "不能为空，应为数字，如 1449"


def test_text_like_a_formula_stays_text(path: str) -> None:
    def change(book: Workbook) -> None:
        book["项目"]["B2"].value = "=1+1"
        book["项目"]["B2"].data_type = "s"
        book["项目"]["E2"].value = "=2+2"
        book["项目"]["E2"].data_type = "s"

    book = marked(workbook({"项目": [HEADINGS, GOOD]}, change))
    assert book["项目"]["B2"].value == "=1+1"
    assert not [c for page in book for row in page.iter_rows() for c in row if c.data_type == "f"]


def test_marking_a_marked_copy_again_leaves_one_list(path: str) -> None:
    data = workbook({"项目": [HEADINGS, good(total="abc")]})
    once = mark_errors(data, read_workbook(data, [PROJECTS]).errors)
    assert marked(once).sheetnames == ["错误清单", "项目"]


def test_merged_cells_do_not_break_the_copy(path: str) -> None:
    data = workbook(
        {"项目": [HEADINGS, GOOD, good(code="P2")]}, lambda book: book["项目"].merge_cells("B2:B3")
    )
    book = marked(data)
    assert "合并" in (book["项目"]["B2"].comment or book["项目"]["B3"].comment).text


def test_styles_that_openpyxl_cannot_read_are_dropped() -> None:
    def spoil(part: bytes) -> bytes:
        return part.replace(b'patternType="gray125"', b'patternType="own"')

    data = rezipped(workbook({"项目": [HEADINGS, good(total="abc")]}), {"xl/styles.xml": spoil})
    with pytest.raises(ValueError, match=r"stylesheet|Value must be"):
        load_workbook(BytesIO(data))
    assert marked(data)["项目"]["E2"].comment.text == "应为数字，如 1449"


def test_an_old_workbook_comes_back_as_a_new_one() -> None:
    errors = read_workbook(OLD_WORKBOOK, [WEEKS]).errors
    book = load_workbook(BytesIO(mark_errors(OLD_WORKBOOK, errors)))
    assert book["周进度"]["C3"].fill.fgColor.rgb == RED
    assert book["周进度"]["B2"].value == datetime(2023, 7, 3)


def test_comments_stop_where_they_would_make_the_workbook_crawl(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mark, "MAX_COMMENTS", 1)
    page = marked(workbook({"项目": [HEADINGS, good(total="a"), good(code="P2", total="b")]}))[
        "项目"
    ]
    assert [page[place].comment is None for place in ("E2", "E3")] == [False, True]
    assert page["E3"].fill.fgColor.rgb == RED
