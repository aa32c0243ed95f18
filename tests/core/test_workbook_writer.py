"""Exported workbooks: typed, readable again, and never a formula."""

import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.exceptions import Refusal
from core.workbook import writer
from core.workbook.cells import Text
from core.workbook.reader import read_workbook
from core.workbook.schema import Column, Sheet
from core.workbook.writer import TableColumn, TableSheet, columns_of, write_table, write_workbook
from tests.core.workbooks import PROJECTS, projects

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "=cmd|' /C calc'!A0",
    "#N/A",
    "#REF!",
    "＝1",
    " =1",
    "\n=1",
]


def written(columns: list[TableColumn | str], rows: list[list[Any]]) -> Any:
    stream = BytesIO()
    write_table(stream, "表", columns, rows)
    return load_workbook(BytesIO(stream.getvalue()))["表"]


def test_a_table_has_bold_frozen_headings_filters_and_formats() -> None:
    columns: list[TableColumn | str] = [
        "名称",
        TableColumn("总投资(万元)", 16, "#,##0.00"),
        "开工",
        "党组织",
        TableColumn("率", 8, "0.0%"),
    ]
    page = written(
        columns,
        [
            ["东风", Decimal("1449.50"), date(2023, 4, 15), True, 0.655],
            [None, 3, None, False, None],
        ],
    )
    assert [cell.value for cell in page[1]] == ["名称", "总投资(万元)", "开工", "党组织", "率"]
    assert all(cell.font.bold for cell in page[1])
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:E3"
    assert page.column_dimensions["B"].width == 16
    assert [cell.value for cell in page[2]] == ["东风", 1449.5, datetime(2023, 4, 15), "是", 0.655]
    assert (page["B2"].number_format, page["C2"].number_format, page["E2"].number_format) == (
        "#,##0.00",
        "yyyy-mm-dd",
        "0.0%",
    )
    assert [cell.value for cell in page[3]] == [None, 3, None, "否", None]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_and_all_of_it_comes_back(text: str) -> None:
    page = written([text, "甲"], [[text, "x"], ["x", text]])
    for place in ("A1", "A2", "B3"):
        assert page[place].data_type in ("s", "inlineStr")
        assert page[place].value == text
        assert page[place].quotePrefix


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_text_is_written_as_text_and_reads_back(texts: list[str]) -> None:
    stream = BytesIO()
    write_table(stream, "表", ["一", "二", "三"], [texts])
    page = load_workbook(BytesIO(stream.getvalue()))["表"]
    wanted = [text.replace("\ufffe", "").replace("\uffff", "") for text in texts]
    assert [page.cell(2, n).value or "" for n in (1, 2, 3)] == wanted
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type in ("f", "e")]


def test_control_characters_and_overlong_text_do_not_break_the_file() -> None:
    page = written(["甲"], [["a\x00b\x0bc"], ["长" * 40_000]])
    assert page["A2"].value == "abc"
    assert len(page["A3"].value) == 32_767
    assert page["A3"].value.endswith("（内容过长，已截断）")


rows_of_projects = st.fixed_dictionaries(
    {
        "name": st.text(st.sampled_from("改造项目=+-@一二三 _x0041"), min_size=1, max_size=20).map(str.strip).filter(bool),
        "region": st.integers(110000000000, 659999999999),
        "communities": st.lists(st.from_regex("C[0-9]{4}", fullmatch=True), max_size=4, unique=True).map(tuple),
        "total": st.decimals(Decimal(0), Decimal("99999999999.99"), places=2),
        "area": st.none() | st.integers(0, 10**7),
        "start": st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
        "party": st.none() | st.booleans(),
    }
)  # fmt: skip


@given(st.lists(rows_of_projects, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_what_is_exported_reads_back_to_the_same_rows(rows: list[dict[str, Any]]) -> None:
    full = [{"code": f"P{number:04}", **row} for number, row in enumerate(rows)]
    cells = [
        [column.cell_type.dump(row[column.attr]) for column in PROJECTS.columns] for row in full
    ]
    stream = BytesIO()
    write_workbook(stream, [TableSheet("项目", columns_of(PROJECTS), cells)])
    result = read_workbook(stream, [PROJECTS])
    assert [str(error) for error in result.errors] == []
    assert [row.values for row in result.rows("项目")] == full


def test_a_long_table_is_streamed_in_constant_memory() -> None:
    def rows(count: int) -> Iterator[list[Any]]:
        return ([f"P{n}", n, date(2023, 4, 15), "=x"] for n in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        write_table(BytesIO(), "表", ["一", "二", "三", "四"], rows(count))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(4000) < peak(400) + 400_000


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MAX_ROWS", 3)
    with pytest.raises(Refusal, match="超过 3 行"):
        write_table(BytesIO(), "表", ["一"], [[n] for n in range(5)])


def test_numbers_that_are_none_leave_the_cell_empty() -> None:
    page = written(["甲"], [[float("nan")], [float("inf")], [10**17]])
    assert [page[f"A{n}"].value for n in (2, 3, 4)] == [None, None, str(10**17)]


@pytest.mark.parametrize("text", ["_x0041_", "a_x000D_b", "行一\n行二", "a  b"])
def test_spreadsheet_escapes_and_line_breaks_read_back(text: str) -> None:
    sheet = Sheet("表", [Column("甲", "a", Text())])
    stream = BytesIO()
    write_workbook(stream, [TableSheet("表", columns_of(sheet), [[text]])])
    assert read_workbook(stream, [sheet]).rows("表")[0]["a"] == text


def test_titles_that_excel_forbids_are_cleaned() -> None:
    stream = BytesIO()
    assert write_workbook(stream, [TableSheet("a/b:c" * 20, [TableColumn("x")], [])]) == [0]
    assert len(load_workbook(stream).sheetnames[0]) == 31
    assert projects([]).startswith(b"PK")
