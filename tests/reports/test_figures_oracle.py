"""Made-up city ledgers: the command's figures against a plain-Python count of the same rows.

The count below follows the sentences of contracts.md and shares no code with `reports.figures`.
Region codes with trailing zeros (…10…) stand beside their neighbours (…11…) on purpose.
"""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook

Row = dict[str, Any]
CITIES = ("310100000000", "411000000000", "421000000000", "652900000000")
COUNTIES = ("10", "11", "12", "02", "20", "21", "71")
NODES = ("施工图审查", "开工", "主体工程过半", "完工")
YEARS = (2022, 2023)
DATES = (date(2023, 1, 1), date(2023, 4, 17), date(2023, 7, 30), date(2024, 2, 1))


@dataclass
class Ledger:
    city: str
    counties: list[str]
    sheets: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, sheet: str, **row: Any) -> None:
        self.sheets.setdefault(sheet, []).append(row)

    def rows(self, sheet: str) -> list[Row]:
        return self.sheets.get(sheet, [])

    def save(self, path: Path) -> Path:
        book = Workbook()
        book.remove(book.worksheets[0])
        for name, rows in self.sheets.items():
            sheet = book.create_sheet(name)
            sheet.append(list(rows[0]))
            for row in rows:
                sheet.append(list(row.values()))
        book.save(path)
        return path


# --- A random city --------------------------------------------------------------------------
def made(seed: int) -> Ledger:
    dice = random.Random(seed)
    city = CITIES[seed % len(CITIES)]
    counties = [f"{city[:4]}{code}000000" for code in COUNTIES[: dice.choice((3, 5, 7))]]
    ledger = Ledger(city, counties)
    region = {"级别": "市", "上级代码": None}
    ledger.add("区划", 区划代码=city, 名称="某市", **region)
    for code in counties:
        ledger.add("区划", 区划代码=code, 名称=f"{code[4:6]}区", 级别="区县", 上级代码=city)
        ledger.add("区划", 区划代码=f"{code[:6]}010000", 名称="街道", 级别="街道", 上级代码=code)
    for year in YEARS:
        for code in counties:
            for _ in range(dice.randint(0, 5)):
                _project(ledger, dice, year, code)
            if dice.random() < 0.8:
                _plan(ledger, dice, year, code)
    if dice.random() < 0.5:
        _plan(ledger, dice, 2023, city)
    for number in range(30):
        about = dice.choice(ledger.rows("项目"))
        where = dice.choice(about["小区编号"].split("、"))
        day = date(dice.choice(YEARS), 1, 1) + timedelta(dice.choice((0, 364, dice.randrange(365))))
        said = {"类别": "屋面防水", "渠道": "网络", "受理日期": day, "办结日期": None}
        one = {"小区编号": where, "项目编号": dice.choice((None, about["项目编号"]))}
        tail = {"内容": "渗漏", "满意度": None}
        ledger.add("投诉", 投诉编号=f"T{number}", **one, **said, **tail)
        mass = dice.choice(("是", "否"))
        kind = {"类别": "改造方案", "群体性": mass, "发生日期": day, "化解日期": None}
        stop = {"是否停工": "否", "停工日期": None, "复工日期": None, "情况": None}
        ledger.add("纠纷", 纠纷编号=f"J{number}", 项目编号=about["项目编号"], **kind, **stop)
    return ledger


def _plan(ledger: Ledger, dice: random.Random, year: int, code: str) -> None:
    counts = {"计划小区数": dice.randint(0, 20), "计划户数": dice.randint(0, 900)}
    money = {"计划投资(万元)": dice.choice((0, 5000, 1234.56))}
    ledger.add("年度计划", 年度=year, 区划代码=code, **counts, **money)


def _project(ledger: Ledger, dice: random.Random, year: int, code: str) -> None:
    number = f"P{len(ledger.rows('项目')) + 1:03d}"
    communities: list[str] = []
    for _ in range(dice.choice((1, 1, 2, 3))):
        communities.append(f"C{len(ledger.rows('小区')) + 1:03d}")
        size = {"楼栋数": dice.randint(1, 9), "户数": dice.randint(10, 400)}
        area = {"建筑面积(㎡)": round(dice.uniform(900, 9000), 2), "结构类型": None}
        extra = dict.fromkeys(("电梯数(部)", "停车位(个)", "60岁以上人数", "物业模式"))
        place = {"所属区划代码": dice.choice((code, f"{code[:6]}010000")), "建成年份": 1990}
        named: Row = {"小区编号": communities[-1], "小区名称": communities[-1]}
        rest = {"业主委员会": None, "党组织": None}
        ledger.add("小区", **named, **place, **size, **area, **extra, **rest)
    begin = date(year, 1, 15) + timedelta(dice.randrange(200))
    stage = dice.choice((0, 0, 1, 1, 2, 3))
    started = begin + timedelta(dice.randint(-10, 30)) if stage else None
    finished = started + timedelta(dice.randint(60, 150)) if started and stage > 1 else None
    accepted = finished + timedelta(9) if finished and stage > 2 else None
    paused = stage < 2 and dice.random() < 0.25
    total = round(dice.uniform(100, 3000), 4)
    named = {"项目编号": number, "项目名称": number, "年度": year, "区划代码": code}
    sort = {"批次": dice.choice(("第一批", "第一批", "计划外")), "改造类别": "基础类"}
    money: Row = {
        "小区编号": "、".join(communities),
        "总投资(万元)": total,
        "年度计划投资(万元)": None,
    }
    dates = {"计划开工": begin, "计划完工": begin + timedelta(120), "实际开工": started}
    ends = {"实际完工": finished, "竣工验收": accepted, "状态": "暂缓" if paused else None}
    people = dict.fromkeys(("责任领导", "责任单位", "责任人", "施工单位", "监理单位"))
    chiefs = {"暂缓原因": "待定" if paused else None, "项目经理": None, "总监理工程师": None}
    ledger.add("项目", **named, **sort, **money, **dates, **ends, **people, **chiefs)
    met = (begin - timedelta(40), started, finished or (started and started + timedelta(30)))
    planned = (begin - timedelta(50), begin, begin + timedelta(60), begin + timedelta(120))
    for node, plan_day, day in zip(NODES, planned, (*met, finished), strict=True):
        late = dice.random() < 0.2 and node == "主体工程过半"
        actual = None if late else day
        ledger.add("节点", 项目编号=number, 节点=node, 计划日期=plan_day, 实际日期=actual)
    if started:
        _weeks(ledger, dice, number, started, total)
    pieces = {"改造内容": dice.choice(("道路修缮", "屋面防水")), "单位": "㎡"}
    ledger.add("工程量", 项目编号=number, **pieces, 计划量=900.5, 完成量=dice.choice((None, 12.25)))
    for source in dice.sample(("中央补助资金", "专项债券", "居民出资"), 2):
        came = date(year, 1, 1) + timedelta(dice.randrange(330)) if dice.random() < 0.7 else None
        sums = {"计划(万元)": 40, "落实(万元)": 30.5, "到位(万元)": 20.25 if came else None}
        ledger.add("资金来源", 项目编号=number, 资金类别=source, 批次=None, **sums, 到位日期=came)


def _weeks(ledger: Ledger, dice: random.Random, number: str, started: date, total: float) -> None:
    monday = started - timedelta(started.weekday())
    for step in range(1, 20):
        monday += timedelta(7 * dice.randint(1, 3))
        share = {"形象进度(%)": 5 * step, "累计完成投资(万元)": round(total * step / 20, 2)}
        rest = dict.fromkeys(("现场人数", "本周进展", "下周计划", "存在问题", "需协调事项"))
        ledger.add("周进度", 项目编号=number, 周一日期=monday, **share, **rest)
    asked = started + timedelta(30)
    paid = asked + timedelta(40) if dice.random() < 0.6 else None
    steps = {"申请日期": asked, "审批日期": paid, "支付日期": paid}
    ledger.add("资金拨付", 项目编号=number, **steps, **{"金额(万元)": 12.34}, 收款单位=None)


# --- The same rows, counted by the contract's sentences -------------------------------------
def number_of(value: Any) -> Decimal:
    return Decimal(str(value or 0))


def total(rows: Iterable[Row], column: str) -> Decimal:
    return sum((number_of(row[column]) for row in rows), Decimal(0))


def rate(part: Any, whole: Decimal) -> str | None:
    if not whole:
        return None
    shown = (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return "99.9" if shown == 100 and part < whole else str(shown)


def by(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


def counted(ledger: Ledger, region: str, year: int, as_of: date) -> dict[str, Any]:
    digits = region[: 4 if region == ledger.city else 6]
    inside = [row for row in ledger.rows("项目") if row["区划代码"].startswith(digits)]
    projects = [row for row in inside if row["年度"] == year]
    numbers = {row["项目编号"] for row in projects}
    of = {place: row for row in projects for place in row["小区编号"].split("、")}
    places = [row for row in ledger.rows("小区") if row["小区编号"] in of]
    live = [row for row in of.values() if row["状态"] != "暂缓"]
    begun = sum(by(row["实际开工"], as_of) for row in of.values())
    done = sum(by(row["实际完工"], as_of) for row in live)
    waiting = [row for row in live if not by(row["实际开工"], as_of)]
    unstarted = sum(row["批次"] != "计划外" for row in waiting)
    plans = [row for row in ledger.rows("年度计划") if row["年度"] == year]
    own = [row for row in plans if row["区划代码"] == region]
    plans = own or [row for row in plans if row["区划代码"].startswith(digits)]
    planned, budget = total(plans, "计划小区数"), total(plans, "计划投资(万元)")
    latest: dict[str, Row] = {}
    for row in sorted(ledger.rows("周进度"), key=lambda entry: str(entry["周一日期"])):
        if row["周一日期"] <= as_of:
            latest[row["项目编号"]] = row
    invested = total((latest[key] for key in numbers & set(latest)), "累计完成投资(万元)")
    behind = {
        row["项目编号"]
        for row in ledger.rows("节点")
        if row["计划日期"] <= as_of and not by(row["实际日期"], as_of)
    }
    lagging = [row for row in projects if row["项目编号"] in behind and row["状态"] != "暂缓"]
    money = [row for row in ledger.rows("资金来源") if row["项目编号"] in numbers]
    paid = [row for row in ledger.rows("资金拨付") if row["项目编号"] in numbers]
    heard = {
        row["小区编号"] for row in ledger.rows("小区") if row["所属区划代码"].startswith(digits)
    }
    first = date(year, 1, 1)
    voices = [row for row in ledger.rows("投诉") if first <= row["受理日期"] <= as_of]
    rows = [row for row in ledger.rows("纠纷") if first <= row["发生日期"] <= as_of]
    disputes = [row for row in rows if row["项目编号"] in {each["项目编号"] for each in inside}]
    return {
        "plan_communities": planned,
        "plan_households": total(plans, "计划户数"),
        "annual_plan_wan": budget,
        "started_communities": begun,
        "start_rate": rate(begun, planned),
        "unstarted_communities": unstarted,
        "unstarted_rate": rate(unstarted, planned),
        "in_construction_communities": len(live) - len(waiting) - done,
        "completed_communities": done,
        "completion_rate": rate(done, planned),
        "accepted_communities": sum(by(row["竣工验收"], as_of) for row in live),
        "suspended_communities": len(of) - len(live),
        "plan_buildings": total(places, "楼栋数"),
        "floor_area_m2": total(places, "建筑面积(㎡)"),
        "households": total(places, "户数"),
        "invested_wan": invested,
        "investment_rate": rate(invested, budget),
        "lagging_projects": len(lagging),
        "lagging_unstarted": sum(not by(row["实际开工"], as_of) for row in lagging),
        "secured_wan": total(money, "落实(万元)"),
        "received_wan": total((row for row in money if by(row["到位日期"], as_of)), "到位(万元)"),
        "paid_wan": total((row for row in paid if by(row["支付日期"], as_of)), "金额(万元)"),
        "funding_gap_wan": total(projects, "总投资(万元)") - total(money, "落实(万元)"),
        "quality_complaints": sum(row["小区编号"] in heard for row in voices),
        "disputes": len(disputes),
        "mass_incidents": sum(row["群体性"] == "是" for row in disputes),
    }


def printed(region: str, year: int, as_of: date) -> Row:
    out = StringIO()
    asked = ("--region", region, "--year", str(year), "--as-of", as_of.isoformat())
    call_command("figures", *asked, "--by-child", "--since", "2022", stdout=out)
    answer: Row = json.loads(out.getvalue(), parse_float=Decimal, parse_int=Decimal)
    return answer


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(8))
def test_every_figure_is_what_the_rows_say(seed: int, tmp_path: Path) -> None:
    ledger = made(seed)
    call_command("import_ledger", str(ledger.save(tmp_path / "city.xlsx")), stdout=StringIO())
    for year in YEARS:
        for as_of in DATES[2:] if year == 2022 else DATES:
            answer = printed(ledger.city, year, as_of)
            found = {each["region"]: each["figures"] for each in (answer, *answer["children"])}
            assert set(found) == {ledger.city, *ledger.counties}
            for region, figures in found.items():
                expected = counted(ledger, region, year, as_of)
                shown = {key: figures[key] for key in expected}
                assert shown == expected, f"{region} {year} {as_of}"
