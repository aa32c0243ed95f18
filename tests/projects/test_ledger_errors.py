"""Bad ledgers: each fault named by sheet, cell, heading, value and what was expected."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

from accounts.models import AccessEvent, Region
from core.exceptions import Refusal
from core.ledger import import_ledger
from core.periods import Week
from projects.models import Community, Project, WeeklyEntry
from projects.services.weeks import close_week
from tests.city import CITY, DISTRICT, FixtureCity
from tests.core.workbooks import rezipped, workbook
from tests.projects.ledger_books import cells, changed, exported, load, put, small

pytestmark = pytest.mark.django_db


def errors(book: dict[str, list[list[Any]]], **options: Any) -> list[str]:
    outcome = load(book, **options)
    return [] if outcome.ok else outcome.lines()


ONE_BAD_CELL = [
    ("项目", 2, "总投资(万元)", "约一千", "项目!H2 总投资(万元): “约一千” 应为数字，如 1449"),
    ("项目", 2, "总投资(万元)", -5, "项目!H2 总投资(万元): “-5” 应为 0 至 100000000 之间的数"),
    ("项目", 2, "年度", "二〇二三", "项目!C2 年度: “二〇二三” 应为整数，如 2023"),
    ("项目", 2, "计划完工", "下旬", "项目!K2 计划完工: “下旬” 应为日期，如 2023-04-15"),
    ("项目", 2, "计划完工", "2023-2-30", "项目!K2 计划完工: “2023-2-30” 没有这一天，应为日期，如 2023-04-15"),
    ("项目", 2, "计划完工", date(2023, 3, 1), "项目!K2 计划完工: “2023-03-01” 不能早于计划开工（2023-04-01）"),
    ("项目", 2, "实际完工", date(2023, 4, 1), "项目!M2 实际完工: “2023-04-01” 不能早于实际开工（2023-04-15）"),
    ("项目", 2, "竣工验收", date(2023, 7, 1), "项目!M2 实际完工: 已填竣工验收，请填写实际完工日期"),
    ("项目", 2, "状态", "完工", "项目!O2 状态: “完工” 没有实际完工日期，状态不应为“完工”"),
    ("项目", 2, "状态", "前期", "项目!O2 状态: “前期” 已填实际开工（2023-04-15），状态不应为“前期”"),
    ("项目", 2, "状态", "在建中", "项目!O2 状态: “在建中” 应为“前期”、“在建”、“完工”、“已验收”、“暂缓”之一，最接近的是“在建”"),
    ("项目", 2, "小区编号", "C0001、C0009", "项目!G2 小区编号: “C0001、C0009” “小区”表和库中都没有“C0009”，请先填写“小区”或改正"),
    ("项目", 2, "区划代码", "99990", "项目!D2 区划代码: “99990” 应为 12 位区划代码，如 420106000000"),
    ("项目", 2, "项目名称", None, "项目!B2 项目名称: 不能为空"),
    ("项目", 3, "项目编号", "P0001", "项目!A3 项目编号: “P0001” 与第 2 行的项目编号相同，同一项只能有一行"),
    ("小区", 2, "业主委员会", "也许", "小区!M2 业主委员会: “也许” 应为“是”或“否”"),
    ("小区", 2, "户数", 8.5, "小区!F2 户数: “8.5” 应为整数，如 89"),
    ("小区", 2, "建筑面积(㎡)", "3652m", "小区!G2 建筑面积(㎡): “3652m” 单位应为㎡，如 3652㎡"),
    ("区划", 6, "上级代码", "999921000000", "区划!D6 上级代码: “999921000000” 代码 999902001000 不在上级 999921000000 的范围内，请核对代码"),
    ("节点", 2, "项目编号", "P0404", "节点!A2 项目编号: “P0404” “项目”表和库中都没有“P0404”，请先填写“项目”或改正"),
    ("周进度", 3, "形象进度(%)", 130, "周进度!C3 形象进度(%): “130” 应为 0 至 100 之间的百分数，如 65"),
    ("周进度", 3, "形象进度(%)", 30, "周进度!C3 形象进度(%): “30” 累计数小于 2023-07-10 那一周，累计数不应下降；确需核减，请增加“数据下降原因”列并写明原因"),
    ("周进度", 3, "周一日期", date(2023, 7, 19), "周进度!B3 周一日期: “2023-07-19” 应为周一的日期，这一周的周一是 2023-07-17"),
    ("周进度", 3, "周一日期", date(2023, 4, 3), "周进度!B3 周一日期: “2023-04-03” 日期早于实际开工（2023-04-15），开工前形象进度应为 0"),
    ("工程量", 2, "单位", "㎡", "工程量!C2 单位: “㎡” 雨污水管网改造按长度计，单位应为 m 或 km"),
    ("工程量", 3, "单位", "m³", "工程量!C3 单位: “m³” 屋面防水按面积计，单位应为 ㎡ 或 万㎡"),
    ("工程量", 3, "单位", "尺", "工程量!C3 单位: “尺” 不认识的单位“尺”，屋面防水按面积计，单位应为 ㎡ 或 万㎡"),
    ("资金来源", 2, "到位日期", None, "资金来源!G2 到位日期: 已填到位金额，请填写到位日期，如 2023-06-30"),
    ("资金拨付", 2, "支付日期", date(2023, 6, 2), "资金拨付!D2 支付日期: “2023-06-02” 不能早于审批日期（2023-06-05）"),
    ("资金拨付", 2, "金额(万元)", 0, "资金拨付!E2 金额(万元): “0” 金额应大于 0"),
    ("投诉", 2, "办结日期", date(2023, 6, 1), "投诉!G2 办结日期: “2023-06-01” 不能早于受理日期（2023-07-01）"),
    ("纠纷", 2, "停工日期", date(2023, 6, 1), "纠纷!G2 是否停工: “否” 已填停工或复工日期，应为“是”"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "heading", "value", "line"), ONE_BAD_CELL)
def test_a_bad_cell_is_named_with_what_was_expected(
    city: FixtureCity, sheet: str, row: int, heading: str, value: Any, line: str
) -> None:
    book = small()
    put(book, sheet, row, heading, value)
    assert line in errors(book)
    assert not Community.objects.exists(), "nothing is imported"


def test_every_fault_of_one_workbook_is_told_at_once(city: FixtureCity) -> None:
    book = small()
    faults = [fault for fault in ONE_BAD_CELL if fault[0] not in {"项目", "区划"}]
    cells_seen = set()
    wanted = []
    for sheet, row, heading, value, line in faults:
        if (sheet, row) in cells_seen:
            continue
        cells_seen.add((sheet, row))
        put(book, sheet, row, heading, value)
        wanted.append(line)
    found = errors(book)
    assert set(wanted) <= set(found)
    assert len(found) == len(wanted)


def test_a_missing_heading_names_the_nearest(city: FixtureCity) -> None:
    book = small()
    book["项目"][0][7] = "项目总投资"
    assert errors(book)[0] == "项目!A1 缺少列“总投资(万元)”，最接近的是“项目总投资”"


def test_what_people_type_is_read(city: FixtureCity) -> None:
    book = small()
    book["项目"].insert(0, ["2023年老旧小区改造项目台账"])
    for row, spelling in enumerate(["２０２３．４．１", "2023年4月1日"], 3):
        put({"项目": book["项目"][1:]}, "项目", row - 1, "计划开工", spelling)
    put({"项目": book["项目"][1:]}, "项目", 2, "实际开工", "2023/4/15")
    put({"项目": book["项目"][1:]}, "项目", 2, "计划完工", 45230)
    put({"项目": book["项目"][1:]}, "项目", 2, "总投资(万元)", " 1,449.00 ")
    put({"项目": book["项目"][1:]}, "项目", 2, "项目编号", " Ｐ０００１ ")
    put(book, "小区", 2, "户数", "８９户")
    book["周进度"].insert(2, [None] * 9)
    put(book, "周进度", 2, "形象进度(%)", "40%")

    def percent_cell(made: Workbook) -> None:
        cell = made["周进度"]["C4"]
        cell.value, cell.number_format = 0.455, "0.0%"

    outcome = import_ledger(workbook(book, percent_cell))
    assert outcome.ok, outcome.lines()
    assert changed(load(small())) == {}, "all of it means the same"


def test_a_clerk_imports_his_own_district_alone(city: FixtureCity) -> None:
    load(small())
    assert changed(import_ledger(exported(DISTRICT), user=city.clerk)) == {}
    book = small()
    put(book, "小区", 4, "户数", 61)
    put(book, "项目", 3, "项目经理", "外区人")
    found = errors(book, user=city.clerk)
    assert "小区!C4 所属区划代码: “999921000000” 不在您的管辖范围内，不能导入" in found
    assert "项目!D3 区划代码: “999921000000” 不在您的管辖范围内，不能导入" in found
    assert "资金来源!A3 项目编号: “P0002” 项目不在您的管辖范围内，不能导入" in found


def test_a_number_of_another_district_cannot_be_taken_over(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "项目", 2, "项目编号", "P0002")
    put(book, "投诉", 2, "项目编号", None)
    only = {"项目": book["项目"][:2], "区划": book["区划"]}
    assert errors(only, user=city.clerk) == [
        "项目!A2 项目编号: “P0002” 编号已用于“乙县一小区改造”，不在您的管辖范围内，请换一个编号"
    ]
    put(book, "项目", 2, "项目编号", "P0001")
    put(book, "项目", 2, "小区编号", "C0001、C0003")
    assert errors(only, user=city.clerk) == [
        "项目!G2 小区编号: “C0001、C0003” 小区“C0003”不在您的管辖范围内，不能导入"
    ]


def test_a_complaint_of_another_district_cannot_be_taken_over(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "投诉", 2, "小区编号", "C0003")
    put(book, "投诉", 2, "项目编号", "P0002")
    only = {"投诉": book["投诉"], "区划": book["区划"]}
    assert errors(only, user=city.stranger) == [
        "投诉!A2 投诉编号: “T001” 编号已用于“T001 屋面防水”，不在您的管辖范围内，请换一个编号"
    ]


def test_a_frozen_week_takes_no_change(city: FixtureCity) -> None:
    load(small())
    close_week(Region.objects.get(pk=CITY), Week(date(2023, 7, 17)))
    assert changed(load(small())) == {}
    book = small()
    put(book, "周进度", 3, "现场人数", 99)
    (line,) = errors(book)
    assert line.startswith("周进度!B3 周一日期: “2023-07-17” 2023年第29周")
    assert line.endswith("已冻结，不能再改。确需更正，请联系市级办公室解锁")
    assert WeeklyEntry.objects.get(week=date(2023, 7, 17)).workers == 14


def test_a_week_that_has_not_begun_takes_no_figures(city: FixtureCity) -> None:
    book = small()
    put(book, "周进度", 3, "周一日期", date(2023, 8, 7))
    assert errors(book) == [
        "周进度!B3 周一日期: “2023-08-07” 2023年第32周（8月7日—8月13日）尚未开始，"
        "只能导入本周或以前的周进度"
    ]
    put(book, "周进度", 3, "周一日期", date(2023, 7, 31))
    assert load(book).ok


def test_a_later_week_in_the_database_must_not_fall_behind_the_file(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "周进度", 2, "形象进度(%)", 60)
    assert errors({"周进度": book["周进度"][:2], "区划": book["区划"]}) == [
        "周进度!C2 形象进度(%): “60” 累计数大于库中 2023-07-17 那一周，请核对"
    ]


def test_odd_rows_are_told_and_imported(city: FixtureCity) -> None:
    book = small()
    put(book, "项目", 2, "年度计划投资(万元)", 2000)
    put(book, "项目", 2, "小区编号", "C0001、C0003")
    put(book, "节点", 2, "实际日期", date(2023, 4, 20))
    put(book, "资金来源", 2, "落实(万元)", 600)
    put(book, "资金来源", 2, "到位(万元)", 700)
    put(book, "工程量", 2, "完成量", 1500)
    outcome = load(book)
    assert outcome.ok
    assert outcome.warnings == [
        "项目!G2 小区编号: “C0001、C0003” C0003 不在项目所属区划内，请核对",
        "项目!I2 年度计划投资(万元): “2000” 大于总投资，请核对单位和数字",
        "节点!D2 实际日期: “2023-04-20” 与项目的实际开工不一致（是 2023-04-15），请核对",
        "工程量!E2 完成量: “1500” 大于计划量（1443），请核对",
        "资金来源!E2 落实(万元): “600” 大于计划(万元)，请核对",
        "资金来源!F2 到位(万元): “700” 大于落实(万元)，请核对",
    ]


def test_warnings_beyond_two_hundred_are_counted(city: FixtureCity) -> None:
    book = small()
    for number in range(250):
        book["资金来源"].append(["P0001", f"其他{number}", None, 1, 2, None, None])
    warnings = load(book).warnings
    assert len(warnings) == 201
    assert warnings[-1] == "另有 50 条提示未列出"


def test_formulas_and_html_in_text_stay_text(city: FixtureCity) -> None:
    book = small()
    put(book, "小区", 2, "小区名称", "<script>alert(1)</script>")
    put(book, "周进度", 2, "本周进展", "+1+cmd|' /C calc'!A0")
    load(book)
    project = Project.objects.get(number="P0001")
    project.name = '=HYPERLINK("http://x","点")'
    project.save()
    assert Community.objects.get(number="C0001").name == "<script>alert(1)</script>"
    out = exported(CITY)
    assert cells(out)["项目"][1][1] == '=HYPERLINK("http://x","点")'
    assert b"<f>" not in b"".join(_parts(out))
    assert changed(import_ledger(out)) == {}


def _parts(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/")]


def test_files_that_are_no_ledger_are_refused_with_what_to_do(
    city: FixtureCity, tmp_path: Path
) -> None:
    good = workbook(small())
    bomb = rezipped(good, {"xl/worksheets/sheet1.xml": b" " * (60 << 20)})
    for data, message in (
        (b"%PDF-1.7 not a workbook", "这不是 Excel 工作簿"),
        (b"PK\x03\x04" + b"0" * (50 << 20), "文件超过 20 MB"),
        (bomb, "压缩比异常"),
        (rezipped(good, {"xl/vbaProject.bin": b"\0" * 64}), "工作簿含有宏"),
        (good[:-400], "工作簿已损坏或不完整"),
        (workbook({"草稿": [["x"]]}), "工作簿里没有台账的工作表"),
    ):
        with pytest.raises(Refusal, match=message):
            import_ledger(data)


# --- Commands -------------------------------------------------------------------------------
def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], list[str]]:
    code = 0
    error = ""
    try:
        call_command(*arguments)
    except CommandError as raised:
        code, error = raised.returncode, str(raised)
    out, err = capsys.readouterr()
    return code, out.splitlines(), [*err.splitlines(), *filter(None, [error])]


def test_the_command_prints_a_count_per_sheet(
    city: FixtureCity, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "市台账.xlsx"
    book = small()
    put(book, "项目", 2, "年度计划投资(万元)", 2000)
    file.write_bytes(workbook(book))
    code, out, err = run(capsys, "import_ledger", str(file), "--dry-run")
    assert (code, out[0], out[-1]) == (
        0,
        "区划 5 行：新增 0，更新 0，未变 5",
        "纠纷 1 行：新增 1，更新 0，未变 0",
    )
    assert err == ["提示：项目!I2 年度计划投资(万元): “2000” 大于总投资，请核对单位和数字"]
    assert not Project.objects.exists()
    code, out, _ = run(capsys, "import_ledger", str(file))
    assert (code, len(out), Project.objects.count()) == (0, 11, 2)
    event = AccessEvent.objects.get(kind="import")
    assert (event.username, event.subject) == ("import_ledger", "台账导入 市台账.xlsx")


def test_the_command_prints_a_line_per_error_and_fails(
    city: FixtureCity, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.xlsx"
    book = small()
    put(book, "项目", 2, "总投资(万元)", "约一千")
    put(book, "周进度", 3, "形象进度(%)", 130)
    file.write_bytes(workbook(book))
    code, out, err = run(capsys, "import_ledger", str(file))
    assert code == 1
    assert out == [
        "项目!H2 总投资(万元): “约一千” 应为数字，如 1449",
        "周进度!C3 形象进度(%): “130” 应为 0 至 100 之间的百分数，如 65",
    ]
    assert err == ["共 2 处错误，没有导入任何数据"]
    assert not AccessEvent.objects.filter(kind="import").exists()


def test_the_export_command_writes_what_imports_again(
    city: FixtureCity, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(small())
    file = tmp_path / "out.xlsx"
    code, out, _ = run(capsys, "export_ledger", str(file), "--region", str(DISTRICT))
    assert (code, out[3]) == (0, "项目 1 行")
    assert changed(import_ledger(file)) == {}
    code, _, err = run(capsys, "export_ledger", str(file), "--region", "999900000001")
    assert (code, err) == (1, ["没有这个区划：999900000001"])


def test_rows_that_refer_to_a_sheet_without_its_headings_are_not_reported(
    city: FixtureCity,
) -> None:
    book = small()
    book["项目"][0][book["项目"][0].index("计划开工")] = "计划开工日"
    outcome = load(book)
    assert [error.sheet for error in outcome.errors] == ["项目"]
    assert "最接近的是“计划开工日”" in str(outcome.errors[0])
