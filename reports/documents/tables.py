"""Tables that dispatch and bulletin share, from frozen rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from core import money
from core.documents.schema import Cell, Column, Table
from reports.figures import Figures
from reports.wording.fields import children, own

SMALL_MARK = "△"
LISTING_SIZE = 9.0  # pt: one project a line on a landscape page
Data = Mapping[str, Any]


def day_text(iso: str | None) -> str | None:
    """Return 2023-07-31 as 2023.7.31, the form that tables use."""
    if not iso:
        return None
    day = date.fromisoformat(iso)
    return f"{day.year}.{day.month}.{day.day}"


def wan_cell(wan: Any) -> str:
    """Return 万元 for a table: whole numbers with separators, decimals only where there are any."""
    exact = money.plain(money.round_half_up(Decimal(str(wan)), Decimal("0.01")))
    return f"{exact:,f}"


def rate_cell(rate: str | None) -> str | None:
    return None if rate is None else f"{Decimal(rate):.1f}%"


def ranks(data: Data) -> dict[int, Mapping[str, Any]]:
    return {row["code"]: row for row in data["ranking"]["rows"]}


def progress_table(data: Data, whole: str) -> Table:
    """Return the region table: plan, started, completed, investment, rank; the total last."""
    placed = ranks(data)
    by_code = {one.region: one for one in children(data)}
    ordered = [by_code[code] for code in placed]
    columns: list[Column] = [
        {"label": "地区"},
        {"label": "计划", "unit": "个", "group": "小区"},
        {"label": "开工", "unit": "个", "group": "小区"},
        {"label": "开工率", "group": "小区"},
        {"label": "完工", "unit": "个", "group": "小区"},
        {"label": "完工率", "group": "小区"},
        {"label": "计划", "unit": "万元", "group": "年度投资"},
        {"label": "完成", "unit": "万元", "group": "年度投资"},
        {"label": "完成率", "group": "年度投资"},
        {"label": "滞后项目", "unit": "个"},
        {"label": "排名"},
    ]
    rows = [_progress(one, placed[one.region]) for one in ordered]
    notes = ["按开工率排名，开工率相同的并列。"]
    if any(row["small"] for row in placed.values()):
        notes.append(f"{SMALL_MARK}为计划小区数较少的地区，比率仅供参考。")
    return {
        "type": "table",
        "columns": columns,
        "rows": rows,
        "totals": [_progress(own(data), None, whole)],
        "notes": notes,
    }


def _progress(one: Figures, place: Mapping[str, Any] | None, name: str | None = None) -> list[Cell]:
    mark = SMALL_MARK if place and place["small"] else ""
    return [
        f"{name or one.name}{mark}",
        one["plan_communities"],
        one["started_communities"],
        rate_cell(one["start_rate"]),
        one["completed_communities"],
        rate_cell(one["completion_rate"]),
        wan_cell(one["annual_plan_wan"]),
        wan_cell(one["invested_wan"]),
        rate_cell(one["investment_rate"]),
        one["lagging_projects"],
        place["rank"] if place else None,
    ]


def listing(columns: Sequence[Column], rows: Sequence[list[Cell]]) -> Table:
    """Return a numbered list of rows: 序号 first."""
    head: Column = {"label": "序号", "align": "center"}
    if all("width" in column for column in columns):
        head["width"] = 3
    numbered: list[list[Cell]] = [[number, *row] for number, row in enumerate(rows, 1)]
    return {
        "type": "table",
        "columns": [head, *columns],
        "rows": numbered,
        "empty": "无",
        "size": LISTING_SIZE,
    }


def responsible(row: Mapping[str, Any]) -> list[str | None]:
    """Return 存在问题, 责任单位, 责任领导 and 责任人 of a project's line."""
    return [row[name] or None for name in ("problem", "unit", "official", "person")]


def lagging_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return the lagging projects; widths keep a project on one line of a landscape page."""
    columns: list[Column] = [
        {"label": "地区", "width": 4},
        {"label": "项目名称", "align": "left", "width": 14.9},
        {"label": "滞后节点", "width": 7.6},
        {"label": "计划日期", "width": 5.1},
        {"label": "滞后", "unit": "天", "width": 3},
        {"label": "形象进度", "align": "center", "width": 4.8},
        {"label": "存在问题", "align": "left", "width": 15.4},
        {"label": "责任单位", "align": "left", "width": 7.2},
        {"label": "责任领导", "width": 4.7},
        {"label": "责任人", "width": 4},
    ]
    return listing(
        columns,
        [
            [
                row["region"],
                row["name"],
                row["node"],
                day_text(row["planned_on"]),
                row["late"],
                rate_cell(row["percent"]) if row["started"] else "未开工",
                *responsible(row),
            ]
            for row in rows
        ],
    )


def unstarted_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns: list[Column] = [
        {"label": "地区"},
        {"label": "项目名称", "align": "left"},
        {"label": "小区", "unit": "个"},
        {"label": "计划开工"},
        {"label": "超期", "unit": "天"},
        {"label": "存在问题", "align": "left"},
        {"label": "责任单位", "align": "left"},
        {"label": "责任领导"},
        {"label": "责任人"},
    ]
    return listing(
        columns,
        [
            [
                row["region"],
                row["name"],
                row["communities"],
                day_text(row["planned_start"]),
                row["late"],
                *responsible(row),
            ]
            for row in rows
        ],
    )


def suspended_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return the projects that are deferred or stopped, which count as neither late nor unstarted."""
    columns: list[Column] = [
        {"label": "地区"},
        {"label": "暂缓项目", "align": "left"},
        {"label": "暂缓日期"},
        {"label": "原因", "align": "left"},
    ]
    table = listing(
        columns,
        [
            [row["region"], row["name"], day_text(row["since"]), row["reason"] or None]
            for row in rows
        ],
    )
    table["notes"] = ["暂缓项目不计未开工和滞后。"]
    return table


def funding_table(data: Data, whole: str) -> Table:
    """Return money by region in 万元; the gap is 总投资 − 落实资金."""
    keys = (
        "total_investment_wan",
        "secured_wan",
        "received_wan",
        "paid_wan",
        "funding_gap_wan",
    )
    labels = ("总投资", "落实资金", "到位资金", "拨付资金", "总缺口")
    columns: list[Column] = [{"label": label} for label in ("地区", *labels)]

    def line(one: Figures, name: str) -> list[Cell]:
        return [name, *(wan_cell(one[key]) for key in keys)]

    return {
        "type": "table",
        "unit": "万元",
        "columns": columns,
        "rows": [line(one, one.name) for one in children(data)],
        "totals": [line(own(data), whole)],
        "notes": ["总缺口＝总投资－落实资金；到位资金按到位日期、拨付资金按支付日期统计。"],
    }


def complaints_table(data: Data, whole: str) -> Table:
    columns: list[Column] = [
        {"label": "地区"},
        {"label": "质量投诉", "unit": "件"},
        {"label": "矛盾纠纷", "unit": "起"},
        {"label": "其中群体性", "unit": "起"},
    ]

    def line(one: Figures, name: str) -> list[Cell]:
        return [name, one["quality_complaints"], one["disputes"], one["mass_incidents"]]

    return {
        "type": "table",
        "columns": columns,
        "rows": [line(one, one.name) for one in children(data)],
        "totals": [line(own(data), whole)],
    }


def categories_table(data: Data) -> Table:
    columns: list[Column] = [
        {"label": "投诉类别"},
        {"label": "受理", "unit": "件"},
        {"label": "办结", "unit": "件"},
        {"label": "未办结", "unit": "件"},
    ]
    rows: list[list[Cell]] = [
        [row["category"], row["received"], row["closed"], row["received"] - row["closed"]]
        for row in data["complaints"]
    ]
    received = sum(row["received"] for row in data["complaints"])
    closed = sum(row["closed"] for row in data["complaints"])
    return {
        "type": "table",
        "columns": columns,
        "rows": rows,
        "totals": [["合计", received, closed, received - closed]],
        "empty": "无",
    }
