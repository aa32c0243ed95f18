"""Workbooks as people make them: what is read, and each error with its place."""

import re
import time
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from core.exceptions import Refusal
from core.workbook.archive import Limits
from core.workbook.cells import Integer, Text
from core.workbook.reader import ReadResult, read_workbook
from core.workbook.schema import Column, Sheet
from tests.core.workbooks import (
    GOOD,
    HEADINGS,
    OLD_WORKBOOK,
    PROJECTS,
    WEEKS,
    good,
    projects,
    rezipped,
    with_directory_size,
    workbook,
)

DEMO = Path(__file__).parents[2] / "demo" / "yunjiang.xlsx"
SHEET_PART = "xl/worksheets/sheet1.xml"


def read(data: bytes, *sheets: Sheet, **limits: int) -> ReadResult:
    return read_workbook(data, sheets or [PROJECTS], Limits(**limits))


def messages(data: bytes, *sheets: Sheet) -> list[str]:
    return [str(error) for error in read(data, *sheets).errors]


def refusal(data: Any, **limits: int) -> str:
    with pytest.raises(Refusal) as caught:
        read(data, **limits)
    return caught.value.message


def test_a_good_row_is_read_into_typed_values() -> None:
    result = read(projects(GOOD))
    assert result.ok
    row = result.rows("项目")[0]
    assert row.number == 2
    assert row.key == ("P0001",)
    assert row.values == {
        "code": "P0001", "name": "东风一村改造", "region": 420106000000, "communities": ("C0001", "C0002"),
        "total": Decimal("14490000.00"), "area": 3652, "start": date(2023, 4, 15), "party": True,
    }  # fmt: skip


def test_an_error_names_sheet_cell_heading_value_and_what_was_expected() -> None:
    assert messages(projects(GOOD, good(code="P2", total="abc"))) == [
        "项目!E3 总投资(万元): “abc” 应为数字，如 1449"
    ]


def test_every_bad_cell_is_reported_at_once() -> None:
    found = messages(
        projects(good(total="abc", start="下月", region="临江"), good(code="", name=None))
    )
    assert [text.split()[0] for text in found] == [
        "项目!C2",
        "项目!E2",
        "项目!G2",
        "项目!A3",
        "项目!B3",
    ]
    assert found[4] == "项目!B3 项目名称: 不能为空"


def test_headings_may_be_spelt_ordered_and_titled_differently() -> None:
    headings = [
        "建筑面积（平方米）",
        " 项目 编号 ",
        "总投资\n（万元）",
        "项目名称*",
        "区划代码",
        "小区编号",
        "计划开工",
        "党组织",
    ]
    row = ["3652㎡", "P1", "1,449", "名称", 420106.0, "", "", ""]
    data = workbook(
        {"项目": [["临江区改造项目台账"], ["填报单位：住建局", None, "2023年"], headings, row]}
    )
    result = read(data)
    assert result.ok
    assert result.rows("项目")[0].number == 4
    assert result.rows("项目")[0]["area"] == 3652


def test_a_missing_heading_is_named_with_the_nearest_one() -> None:
    headings = [heading.replace("计划开工", "计划开工日") for heading in HEADINGS]
    assert messages(projects(GOOD, headings=headings)) == [
        "项目!A1 缺少列“计划开工”，最接近的是“计划开工日”"
    ]


def test_a_missing_heading_without_a_near_one_is_named_alone() -> None:
    data = projects(GOOD[:-1], headings=HEADINGS[:-1])
    assert messages(data) == ["项目!A1 缺少列“党组织”"]


def test_a_sheet_without_any_heading_says_which_are_wanted() -> None:
    assert messages(workbook({"项目": [["随便", "写写"]]}))[0].startswith(
        "项目!A1 没有找到表头，应有的列：项目编号、"
    )


def test_a_heading_that_stands_twice_is_an_error() -> None:
    data = projects([*GOOD, "x"], headings=[*HEADINGS, "项目编号"])
    assert messages(data) == ["项目!I1 项目编号: 列名重复，与 A1 相同，请删去其中一列"]


def test_further_columns_are_kept_as_remarks() -> None:
    data = projects([*GOOD, "老旧", 12.5, "x"], headings=[*HEADINGS, "备注", "备注", None])
    row = read(data).rows("项目")[0]
    assert row.remarks == {"备注": "老旧", "备注（J列）": "12.5", "K列": "x"}


def test_blank_rows_are_skipped_and_numbers_stay_those_of_excel() -> None:
    blank = [None] * 8
    data = projects(GOOD, blank, ["  ", "\u3000", *blank[2:]], good(code="P2"))
    assert [row.number for row in read(data).rows("项目")] == [2, 5]


def test_absent_sheets_are_left_alone_and_unknown_ones_listed() -> None:
    result = read(workbook({" 项 目 ": [HEADINGS, GOOD], "说明": [["x"]]}), PROJECTS, WEEKS)
    assert result.ok
    assert result.absent == ["周进度"]
    assert result.unknown == ["说明"]
    assert len(result.rows("项目")) == 1


def test_a_workbook_with_none_of_the_sheets_is_refused_by_name() -> None:
    assert refusal(workbook({"Sheet1": [["x"]]})) == "工作簿里没有台账的工作表，应有其中之一：项目"


def test_a_blank_sheet_counts_as_absent() -> None:
    assert read(
        workbook({"项目": [], "周进度": [["项目编号", "周一日期", "形象进度(%)"]]}), PROJECTS, WEEKS
    ).absent == ["项目"]


def test_a_sheet_that_is_there_twice_is_an_error() -> None:
    assert messages(workbook({"项目": [HEADINGS], "项目 ": [HEADINGS]})) == [
        "项目!A1 工作表重复，请只留一张"
    ]


def test_a_doubled_key_names_the_first_row() -> None:
    assert messages(projects(GOOD, GOOD)) == [
        "项目!A3 项目编号: “P0001” 与第 2 行的项目编号相同，同一项只能有一行"
    ]
    rows = [["项目编号", "周一日期", "形象进度(%)"], ["P1", "2023-07-03", 5], ["P1", "2023.7.3", 6]]
    assert "与第 2 行的项目编号+周一日期相同" in messages(workbook({"周进度": rows}), WEEKS)[0]


def test_a_later_check_reports_in_the_same_words() -> None:
    result = read(projects(GOOD))
    row = result.rows("项目")[0]
    row.error("start", "不得早于立项审批")
    assert [str(error) for error in result.errors] == [
        "项目!G2 计划开工: “2023.4.15” 不得早于立项审批"
    ]
    assert not row.ok


def test_a_percent_cell_counts_for_what_it_shows() -> None:
    def change(book: Workbook) -> None:
        page = book["周进度"]
        page["C2"].number_format = "0%"
        page["C3"].number_format = "0.0%"
        page["C4"].number_format = '0.00"%"'
        page["C5"].number_format = "0%"

    rows = [["项目编号", "周一日期", "形象进度(%)"]] + [
        [f"P{n}", "2023-07-03", 0.65] for n in range(4)
    ]
    rows[4][2] = 6.5
    result = read(workbook({"周进度": rows}, change), WEEKS)
    assert [row.get("percent") for row in result.rows("周进度")] == [65, 65, Decimal("0.65"), None]
    assert [str(error) for error in result.errors] == [
        "周进度!C5 形象进度(%): “650%” 应为 0 至 100 之间的百分数，如 65"
    ]


def test_serial_numbers_of_a_1904_workbook_count_from_1904() -> None:
    def since_1904(part: bytes) -> bytes:
        return re.sub(rb"<workbookPr */>", b'<workbookPr date1904="1"/>', part)

    data = rezipped(projects(good(start=45031 - 1462)), {"xl/workbook.xml": since_1904})
    assert read(data).rows("项目")[0]["start"] == date(2023, 4, 15)


def test_error_values_and_formulas_without_a_result_are_not_taken_for_empty() -> None:
    found = messages(projects(good(area="#N/A", party="=1+1")))
    assert found == [
        "项目!F2 建筑面积(㎡): 单元格是错误值，请改正公式或直接填写数值",
        "项目!H2 党组织: 公式没有计算结果，请用 Excel 或 WPS 打开并保存后再上传",
    ]


def test_a_formula_with_its_result_is_read() -> None:
    def calculate(part: bytes) -> bytes:
        old = b"<f>1+1</f><v></v>" if b"<f>1+1</f><v></v>" in part else b"<f>1+1</f><v />"
        assert old in part
        return part.replace(old, b"<f>1+1</f><v>2</v>")

    data = rezipped(projects(good(area="=1+1")), {SHEET_PART: calculate})
    assert read(data).rows("项目")[0]["area"] == 2


def test_merged_and_hidden_cells_do_not_disturb() -> None:
    def change(book: Workbook) -> None:
        page = book["项目"]
        page.merge_cells("B2:B3")
        page.row_dimensions[2].hidden = True
        page.column_dimensions["C"].hidden = True

    result = read(workbook({"项目": [HEADINGS, GOOD, good(code="P2")]}, change))
    assert [str(error) for error in result.errors] == [
        "项目!B3 项目名称: 不能为空（合并的单元格请先拆分）"
    ]
    assert result.rows("项目")[0]["name"] == GOOD[1]


def test_a_column_that_may_be_absent_leaves_no_value() -> None:
    sheet = Sheet(
        "表", [Column("名称", "name", Text()), Column("数", "n", Integer(), may_be_absent=True)]
    )
    row = read(workbook({"表": [["名称"], ["x"]]}), sheet).rows("表")[0]
    assert "n" not in row


def test_booleans_and_numbers_are_not_mixed_up() -> None:
    assert messages(projects(GOOD, good(code="P2", area=1), good(code="P3", area=True))) == [
        "项目!F4 建筑面积(㎡): “TRUE” 应为整数，如 12"
    ]


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x89PNG\r\n", "姓名,年龄\n".encode(), b"%PDF-1.7"]
)
def test_what_is_no_workbook_is_refused_plainly(data: bytes) -> None:
    assert refusal(data) == "这不是 Excel 工作簿，请上传 .xlsx 文件"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    assert "损坏" in refusal(rezipped(projects(GOOD), {"xl/workbook.xml": b"<x/>"}))
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(stream.getvalue()) == "这不是 Excel 工作簿，请上传 .xlsx 文件"


def test_a_cut_off_file_is_refused() -> None:
    data = projects(GOOD)
    assert "损坏" in refusal(data[: len(data) // 2])
    assert "损坏" in refusal(b"PK\x03\x04" + b"\0" * 50)


def test_an_encrypted_workbook_is_refused_with_what_to_do() -> None:
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    assert refusal(data) == "工作簿设有打开密码，请取消密码后再上传"


def test_an_old_workbook_is_read_but_its_percentages_are_not_guessed() -> None:
    result = read(OLD_WORKBOOK, WEEKS)
    assert [row.get("percent") for row in result.rows("周进度")] == [65, None, 65]
    assert {row["monday"] for row in result.rows("周进度")} == {date(2023, 7, 3)}
    assert [error.cell for error in result.errors] == ["C3"]


def test_a_part_that_was_changed_on_the_way_is_refused() -> None:
    data = bytearray(rezipped(projects(GOOD), {"xl/media/a.bin": b"seal"}))
    stored = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert "损坏" in refusal(stored.getvalue().replace(b"seal", b"leak"))


def test_a_broken_old_workbook_is_refused() -> None:
    assert "损坏" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000)


def test_a_file_over_the_limit_is_refused_with_the_limit() -> None:
    assert (
        refusal(b"PK" + b"0" * 3_000_000, max_bytes=2 * 1024 * 1024)
        == "文件超过 2 MB，请按区县拆分后分别上传"
    )
    assert refusal(BytesIO(b"0" * 100), max_bytes=50).startswith("文件超过")


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = rezipped(projects(GOOD), {"xl/media/a.bin": b"\0" * 30_000_000})
    started = time.process_time()
    assert "压缩比异常" in refusal(bomb)
    assert "解压后超过 20 MB" in refusal(bomb, max_inflated=20 * 1024 * 1024)
    assert time.process_time() - started < 0.5


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    bomb = rezipped(projects(GOOD), {"xl/media/a.bin": b"\0" * 30_000_000})
    assert "解压后超过 5 MB" in refusal(
        with_directory_size(bomb, "xl/media/a.bin", 1000), max_inflated=5 * 1024 * 1024
    )
    assert "损坏" in refusal(with_directory_size(bomb, "xl/media/a.bin", 1000))


def test_too_many_parts_are_refused() -> None:
    many = rezipped(projects(GOOD), {f"xl/media/{n}": b"x" for n in range(30)})
    assert refusal(many, max_entries=20) == "工作簿内部文件超过 20 个，不予打开"


def test_too_many_rows_are_refused_with_the_number() -> None:
    data = projects(*[good(code=f"P{n}") for n in range(20)])
    assert "有 21 行，一次最多 10 行" in refusal(data, max_rows=10)


def test_one_cell_far_away_is_refused_and_not_allocated() -> None:
    def far(book: Workbook) -> None:
        book["项目"]["XFD3"] = "x"

    assert "用到了 XFD 列" in refusal(workbook({"项目": [HEADINGS, GOOD]}, far))

    def deep(book: Workbook) -> None:
        book["项目"]["A1048576"] = "x"

    assert "有 1048576 行" in refusal(workbook({"项目": [HEADINGS, GOOD]}, deep))


def test_formatted_but_empty_cells_far_away_do_no_harm() -> None:
    def change(book: Workbook) -> None:
        book["项目"]["XFD1048576"].number_format = "0%"

    assert read(workbook({"项目": [HEADINGS, GOOD]}, change)).ok


def test_a_long_text_shared_by_many_cells_is_weighed() -> None:
    def share(part: bytes) -> bytes:
        return re.sub(rb't="inlineStr"><is><t>n</t></is>', b't="s"><v>0</v>', part)

    rows = [good(code=f"P{n}", name="n") for n in range(50)]
    strings = f"<sst><si><t>{'长' * 20}</t></si></sst>".encode()
    data = rezipped(projects(*rows), {SHEET_PART: share, "xl/sharedStrings.xml": strings})
    assert "文字过多" in refusal(data, max_text=999)
    assert read(data, max_text=1000).rows("项目")[49]["name"] == "长" * 20


def test_entities_and_doctypes_are_refused() -> None:
    def billion(part: bytes) -> bytes:
        dtd = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        return dtd + part[part.index(b"<worksheet") :]

    assert "损坏" in refusal(rezipped(projects(GOOD), {SHEET_PART: billion}))
    assert "损坏" in refusal(rezipped(projects(GOOD), {SHEET_PART: lambda part: part[:-30]}))


def test_prefixed_xml_and_cells_without_references_are_scanned() -> None:
    def strip(part: bytes) -> bytes:
        return re.sub(rb'(<c|<row) r="\w+"', rb"\1", part)

    assert read(rezipped(projects(GOOD), {SHEET_PART: strip})).rows("项目")[0]["area"] == 3652


def test_progress_is_told() -> None:
    told: list[tuple[int, str]] = []
    read_workbook(projects(GOOD), [PROJECTS], progress=lambda *step: told.append(step))
    assert told == [(0, "读取 项目")]


def test_very_many_errors_are_counted_and_not_all_kept() -> None:
    result = read(projects(*[good(code=f"P{n}", total="x") for n in range(30)]))
    result.errors.limit = 30
    result.rows("项目")[0].error("name", "不对")
    assert (len(result.errors), result.errors.omitted) == (30, 1)


def test_the_demo_workbook_is_read_without_a_fault() -> None:
    keys = Sheet("项目", [Column("项目编号", "code", Text(), required=True)], key=("code",))
    result = read_workbook(DEMO, [keys])
    assert result.ok
    assert len(result.rows("项目")) == 415
    assert result.rows("项目")[0].remarks["总投资(万元)"] == "1449"
