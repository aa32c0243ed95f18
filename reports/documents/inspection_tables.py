"""Tables of the inspection bulletin, from frozen rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.documents.schema import Cell, Column, Table
from quality.choices import FindingState
from reports.documents.tables import Data, day_text, listing, rate_cell
from reports.figures import Figures
from reports.wording.fields import children, own

COUNTED = {
    "concerned_projects": "问题项目",
    "findings": "发现问题",
    "carried": "上期结转",
    "due_findings": "应整改",
    "closed_findings": "已整改",
    "replied_findings": "待复查",
    "open_findings": "未整改",
    "overdue_findings": "逾期",
}


def regions_table(data: Data, whole: str) -> Table:
    """Return findings by region, the total last."""
    counts: list[Column] = [{"label": label, "unit": "个"} for label in COUNTED.values()]
    columns: list[Column] = [{"label": "地区"}, *counts, {"label": "整改率"}]

    def line(one: Figures, name: str) -> list[Cell]:
        return [name, *(one[key] for key in COUNTED), rate_cell(one["rectified_rate"])]

    return {
        "type": "table",
        "columns": columns,
        "rows": [line(one, one.name) for one in children(data)],
        "totals": [line(own(data), whole)],
        "notes": ["应整改为发现问题与上期结转之和；待复查和逾期计入未整改。"],
    }


def found_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return the month's findings; widths fill a landscape page."""
    columns: list[Column] = [
        {"label": "地区", "width": 4},
        {"label": "项目名称", "align": "left", "width": 12.5},
        {"label": "检查日期", "width": 5.4},
        {"label": "类别", "width": 4.8},
        {"label": "发现的问题", "align": "left", "width": 14},
        {"label": "整改要求", "align": "left", "width": 11},
        {"label": "整改期限", "width": 5.4},
        {"label": "责任单位、责任人", "align": "left", "width": 8.5},
        {"label": "状态", "width": 4.8},
    ]
    return listing(
        columns,
        [
            [
                row["region"],
                row["name"],
                day_text(row["found_on"]),
                row["category"],
                row["text"],
                row["requirement"],
                day_text(row["due_on"]),
                _responsible(row),
                _state(row),
            ]
            for row in rows
        ],
    )


def carried_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return the earlier findings that were open when the month began, and what became of them."""
    columns: list[Column] = [
        {"label": "地区", "width": 4},
        {"label": "项目名称", "align": "left", "width": 12.5},
        {"label": "检查日期", "width": 5.4},
        {"label": "发现的问题", "align": "left", "width": 14},
        {"label": "整改期限", "width": 5.4},
        {"label": "责任单位、责任人", "align": "left", "width": 8.5},
        {"label": "整改回复", "align": "left", "width": 11},
        {"label": "状态", "width": 4.8},
        {"label": "销号日期", "width": 5.4},
    ]
    return listing(
        columns,
        [
            [
                row["region"],
                row["name"],
                day_text(row["found_on"]),
                row["text"],
                day_text(row["due_on"]),
                _responsible(row),
                row["reply"] or None,
                _state(row),
                day_text(row["closed_on"]),
            ]
            for row in rows
        ],
    )


def _responsible(row: Mapping[str, Any]) -> str:
    return "、".join(filter(None, (row["unit"], row["person"])))


def _state(row: Mapping[str, Any]) -> str:
    label = str(FindingState(row["state"]).label)
    return f"{label}，逾期" if row["overdue"] else label
