"""A small ledger of the fixture city, row by row, and what tests do to it.

`small()` gives fresh sheets as lists of rows, headings first; change a cell with `put` and make
the workbook with `tests.core.workbooks.workbook`.
"""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from core.ledger import ImportOutcome, export_ledger, import_ledger, ledger_sheets
from tests.city import CITY, DISTRICT, OTHER_DISTRICT, PROVINCE, STREET
from tests.core.workbooks import workbook

DEMO = Path(__file__).resolve().parents[2] / "demo" / "yunjiang.xlsx"
Rows = list[list[Any]]
Book = dict[str, Rows]


def headings() -> dict[str, list[str]]:
    """The headings of the contract."""
    return {
        one.sheet.name: [c.heading for c in one.sheet.columns if not c.may_be_absent]
        for one in ledger_sheets()
    }


def small(shift: int = 0) -> Book:
    """Two districts with a project each; `shift` is added to every region code."""
    province, city, first, second, street = (
        str(code + shift) for code in (PROVINCE, CITY, DISTRICT, OTHER_DISTRICT, STREET)
    )
    rows: dict[str, Rows] = {
        "区划": [
            [province, "示例省", "省", None],
            [city, "云江市", "市", province],
            [first, "甲区", "区县", city],
            [second, "乙县", "区县", city],
            [street, "朝阳街道", "街道", first],
        ],
        "小区": [
            [
                "C0001",
                "东风一村",
                street,
                1985,
                3,
                89,
                3652,
                "砖混",
                0,
                30,
                46,
                "社区协调",
                "否",
                "是",
            ],
            ["C0002", "团结家属院", first, 1991, 1, 45, 7203.5, "砖混", 0, 9, 35, None, "是", None],
            [
                "C0003",
                "乙县一小区",
                second,
                1990,
                2,
                60,
                5000,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
            ],
        ],
        "年度计划": [
            [2023, first, 2, 134, 1449],
            [2023, second, 1, 60, 800],
        ],
        "项目": [
            _project("P0001", "东风一村改造", first, "C0001、C0002", "在建", date(2023, 4, 15)),
            _project("P0002", "乙县一小区改造", second, "C0003", "暂缓", None, "资金未落实"),
        ],
        "节点": [
            ["P0001", "开工", date(2023, 4, 1), date(2023, 4, 15)],
            ["P0001", "完工", date(2023, 10, 31), None],
        ],
        "周进度": [
            ["P0001", date(2023, 7, 10), 40, 500, 12, "管网施工", "屋面施工", None, None],
            ["P0001", date(2023, 7, 17), 45.5, 560.25, 14, None, None, "雨季", "请协调管线"],
        ],
        "工程量": [
            ["P0001", "雨污水管网改造", "m", 1443, 1229],
            ["P0001", "屋面防水", "㎡", 2719, None],
        ],
        "资金来源": [
            ["P0001", "中央补助资金", "2023年第一批", 500, 400, 300, date(2023, 6, 30)],
            ["P0002", "省级补助资金", None, 200, None, None, None],
        ],
        "资金拨付": [
            ["P0001", date(2023, 6, 1), date(2023, 6, 5), date(2023, 6, 9), 200, "新城公司"],
            ["P0001", date(2023, 6, 1), None, None, 50, None],
        ],
        "投诉": [
            [
                "T001",
                "C0001",
                "P0001",
                "屋面防水",
                "12345热线",
                date(2023, 7, 1),
                None,
                "渗漏",
                None,
            ],
        ],
        "纠纷": [
            [
                "J001",
                "P0001",
                "施工扰民",
                "否",
                date(2023, 6, 1),
                date(2023, 6, 3),
                "否",
                None,
                None,
                "噪声",
            ],
        ],
    }
    return {name: [line, *rows[name]] for name, line in headings().items()}


def _project(
    number: str,
    name: str,
    region: str,
    communities: str,
    state: str,
    started: date | None,
    because: str | None = None,
) -> list[Any]:
    dates = [date(2023, 4, 1), date(2023, 10, 31), started, None, None]
    people = ["陈玉兰", "甲区住建局", "魏文斌", "新城公司", "恒信监理", "秦海涛", "华文斌"]
    money = [1449, 1200]
    facts = [number, name, 2023, region, "第一批", "基础类、完善类", communities]
    return [*facts, *money, *dates, state, because, *people]


def put(book: Book, sheet: str, row: int, heading: str, value: Any) -> None:
    """Write a cell; rows count as in Excel, the headings are row 1."""
    rows = book[sheet]
    rows[row - 1][rows[0].index(heading)] = value


def load(book: Mapping[str, Rows], **options: Any) -> ImportOutcome:
    """Import a workbook of these sheets."""
    return import_ledger(workbook(book), **options)


def changed(outcome: ImportOutcome) -> dict[str, tuple[int, int]]:
    """Return {sheet: (created, updated)} of the sheets where anything changed."""
    assert outcome.ok, outcome.lines()
    found = {name: (one.created, one.updated) for name, one in outcome.counts.items()}
    return {name: pair for name, pair in found.items() if pair != (0, 0)}


def exported(region: int, **options: Any) -> bytes:
    stream = BytesIO()
    export_ledger(stream, region, **options)
    return stream.getvalue()


def cells(data: bytes) -> Book:
    """Return every sheet's rows as openpyxl reads them, all as long as the headings."""
    book = load_workbook(BytesIO(data), read_only=True)
    found = {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book
    }
    for rows in found.values():
        for row in rows:
            row += [None] * (len(rows[0]) - len(row))
    return found
