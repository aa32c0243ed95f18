"""The main job's input and what must come out, shared by its test in Chromium and on SQLite.

The demo ledger without its last week, and with a municipal plan of 188 communities where the
districts' plans sum up to 186: the sum-check has something to stop.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from pypdf import PdfReader

LEDGER: Final = Path(__file__).resolve().parent.parent / "demo" / "yunjiang.xlsx"
PROVINCE, CITY = 990000000000, 999900000000
DISTRICTS: Final = {"gaoxin": 999905000000, "baishui": 999924000000, "jiangbei": 999904000000}
YEAR: Final = 2023
WEEK: Final = date(2023, 7, 24)
# the day before entries are due: the time of day runs on, and nothing may depend on it
IN_TIME, AFTER_CUT_OFF = date(2023, 7, 27), date(2023, 7, 31)
PLANNED, OF_THE_DISTRICTS, STARTED = 188, 186, 162
START_RATE: Final = "86.2"  # 162 / 188
TYPED_PROJECTS: Final = 3  # by district; the others are 本周无变化
REASON: Final = "2个小区为市直管房，未分解到县区"
WRONG_INVESTED: Final = "9999"
COMMENT: Final = "投资与形象进度不符，请核对"
Row = dict[str, Any]


@dataclass(frozen=True)
class Typed:
    """What a clerk types for one project: percent, and cumulative investment in 万元."""

    number: str
    name: str
    percent: str
    invested: str


@cache
def sheets() -> dict[str, list[Row]]:
    """Return the demo ledger as {sheet: [{heading: value}]}."""
    found = {}
    for sheet in load_workbook(LEDGER, read_only=True):
        rows = sheet.iter_rows(values_only=True)
        headings = [str(heading) for heading in next(rows)]
        found[sheet.title] = [dict(zip(headings, row, strict=True)) for row in rows]
    return found


def write_ledger(path: Path) -> Path:
    """Write the ledger that the office imports."""
    book = load_workbook(LEDGER)
    weekly = book["周进度"]
    kept = [row for row in weekly.iter_rows(min_row=2, values_only=True) if _day(row[1]) != WEEK]
    weekly.delete_rows(2, weekly.max_row)
    for row in kept:
        weekly.append(row)
    plans = [row for row in sheets()["年度计划"] if row["年度"] == YEAR]
    households = sum(row["计划户数"] for row in plans)
    investment = sum(row["计划投资(万元)"] for row in plans)
    book["年度计划"].append([YEAR, str(CITY), PLANNED, households, investment])
    book.save(path)
    return path


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def projects_of(code: int) -> list[Row]:
    """Return a district's projects that owe an entry, in the order of the grid."""
    rows = [
        row
        for row in sheets()["项目"]
        if row["年度"] == YEAR and str(row["区划代码"])[:6] == str(code)[:6]
    ]
    return sorted(rows, key=lambda row: row["项目编号"])


def typed_in(code: int) -> list[Typed]:
    """Return what the clerk types: the ledger's own last week for the first started projects."""
    last = {row["项目编号"]: row for row in sheets()["周进度"] if _day(row["周一日期"]) == WEEK}
    started = [row for row in projects_of(code) if row["实际开工"]]
    return [
        Typed(
            row["项目编号"],
            row["项目名称"],
            f"{last[row['项目编号']]['形象进度(%)']:g}",
            f"{last[row['项目编号']]['累计完成投资(万元)']:g}",
        )
        for row in started[:TYPED_PROJECTS]
    ]


def unstarted_in(code: int) -> list[str]:
    return [row["项目名称"] for row in projects_of(code) if not row["实际开工"]]


def returned() -> Typed:
    """Return the entry that the reviewer of 高新区 sends back."""
    return typed_in(DISTRICTS["gaoxin"])[0]


def excepted() -> Typed:
    """Return the entry that he leaves out when he accepts the district."""
    return typed_in(DISTRICTS["gaoxin"])[-1]


def accepted() -> list[Typed]:
    """Return what was typed and accepted before the cut-off."""
    every = [one for code in DISTRICTS.values() for one in typed_in(code)]
    return [one for one in every if one != excepted()]


def invested_wan() -> Decimal:
    """Return the city's 累计完成投资 in 万元: the last accepted value of each project of the year."""
    of_year = {row["项目编号"] for row in sheets()["项目"] if row["年度"] == YEAR}
    latest: dict[str, tuple[date, Decimal]] = {}
    for row in sheets()["周进度"]:
        number, week = row["项目编号"], _day(row["周一日期"])
        if number in of_year and week < WEEK and week >= latest.get(number, (week, 0))[0]:
            latest[number] = week, Decimal(str(row["累计完成投资(万元)"]))
    for one in accepted():
        latest[one.number] = WEEK, Decimal(one.invested)
    return sum((value for _, value in latest.values()), Decimal(0))


def rate(part: Decimal, whole: Decimal) -> str:
    return str((part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def planned_wan() -> Decimal:
    rows = [row for row in sheets()["年度计划"] if row["年度"] == YEAR]
    return Decimal(sum(row["计划投资(万元)"] for row in rows))


def text_of(pdf: bytes) -> str:
    """Return a PDF's text without blanks and line breaks, so that sentences can be looked for."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def check_dispatch(text: str) -> None:
    """Look for what the week's dispatch must say."""
    assert "2023年第30周（7月24日—7月30日）" in text
    assert f"计划小区数（个）{PLANNED}{PLANNED}持平" in text
    assert f"累计完成投资（万元）{invested_wan():,}" in text
    assert "应填186个项目，已填48个，填报率25.8%，按时率25.8%。" in text


def check_bulletin(text: str) -> None:
    """Look for what the issued bulletin must say."""
    assert "云老旧改办〔2023〕1号" in text
    assert "关于2023年7月全市城镇老旧小区改造工作进展情况的通报" in text
    assert f"2023年，全市计划改造城镇老旧小区{PLANNED}①个" in text
    assert f"截至7月31日，已开工{STARTED}个，开工率{START_RATE}%" in text
    assert f"相差2个（总数{PLANNED}个，分项合计{OF_THE_DISTRICTS}个）：{REASON}。" in text
    billion = (invested_wan() / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    paid = rate(invested_wan(), planned_wan())
    assert f"累计完成投资{billion}亿元，占年度计划投资的{paid}%" in text
    assert "云江市城镇老旧小区改造工作领导小组办公室2023年7月31日" in text
