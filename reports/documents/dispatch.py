"""The weekly dispatch as a document, from its row alone."""

from collections.abc import Callable
from itertools import zip_longest
from typing import Any, Final

from core.documents.schema import Block, Cell, Column, Document, Table, paragraph
from reports.documents import tables
from reports.documents.bulletin import date_of
from reports.documents.minutes import followed_table
from reports.figures import Figures
from reports.indicators import INDICATOR
from reports.models import Report
from reports.snapshot_decisions import told
from reports.wording.fields import own
from reports.words import change_of_rate

SIZE: Final = 10.5  # pt
HEADLINES: Final = (
    "plan_communities",
    "started_communities",
    "start_rate",
    "completed_communities",
    "completion_rate",
    "invested_wan",
    "investment_rate",
    "lagging_projects",
    "lagging_unstarted",
    "suspended_communities",
    "received_wan",
    "paid_wan",
    "quality_complaints",
    "disputes",
)


def dispatch_document(report: Report) -> Document:
    """Return the sheet for the Monday meeting: figures, silence, new lags, requests, next steps."""
    data, text = report.data, report.text
    return {
        "kind": "sheet",
        "title": report.title,
        "subtitle": data["label"],
        "issuer": text["office"],
        "date": date_of(report).isoformat(),
        "meta": [
            text["office"],
            f"截至{report.as_of.year}年{report.as_of.month}月{report.as_of.day}日",
        ],
        "blocks": _blocks(data, text),
    }


def _blocks(data: dict[str, Any], text: dict[str, Any]) -> list[Block]:
    return [
        {"type": "h1", "text": "一、主要指标"},
        _headlines(data),
        {"type": "h1", "text": f"二、{heading_of_children(text)}"},
        tables.progress_table(data, text["whole"]),
        {"type": "h1", "text": "三、填报情况"},
        paragraph(_reporting_words(data["reporting"])),
        *_reporting(data["reporting"]["rows"]),
        *_missing(data["reporting"]["missing"]),
        {"type": "h1", "text": "四、本周新增滞后项目"},
        *_or_none(data["new_lags"], tables.lagging_table),
        {"type": "h1", "text": "五、需协调解决的问题"},
        *_or_none(data["help"], _help),
        *_followed(data),
        {"type": "h1", "text": f"{'七' if _has_followed(data) else '六'}、下步工作"},
        paragraph(next_steps(data)),
        *([_coming(data["coming"])] if data["coming"] else []),
    ]


def _has_followed(data: dict[str, Any]) -> bool:
    """Say whether there were decisions to follow up; dispatches of before had no such list."""
    return bool(data.get("decisions", {}).get("rows"))


def _followed(data: dict[str, Any]) -> list[Block]:
    if not _has_followed(data):
        return []
    followed = data["decisions"]
    heading: Block = {"type": "h1", "text": "六、上周决定事项办理情况"}
    return [heading, paragraph(told(followed)), followed_table(followed)]


def heading_of_children(text: dict[str, Any]) -> str:
    """Return 各县区进展 for a city, in the words that were frozen."""
    return f"{text['below'].replace('（区）', '区')}进展"


def next_steps(data: dict[str, Any]) -> str:
    """Return what is to be done next, from what is missing and what falls due."""
    coming = len(data["coming"])
    missing = len(data["reporting"]["missing"])
    words = f"未来两周到期节点{coming}个，请责任单位按期完成" if coming else "未来两周没有到期节点"
    return (
        f"{words}；本周未报的{missing}个项目请说明原因，需补报的申请解锁。"
        if missing
        else f"{words}。"
    )


def _or_none(
    rows: list[dict[str, Any]], make: Callable[[list[dict[str, Any]]], Table]
) -> list[Block]:
    """Return the table, or 无 as a line: a heading of eleven columns above nothing tells nothing."""
    return [make(rows)] if rows else [paragraph("无。")]


def _headlines(data: dict[str, Any]) -> Table:
    now, before = own(data), Figures.from_json(data["before"]["own"])
    head: list[Column] = [
        {"label": "指标", "align": "left"},
        {"label": "本周", "align": "right"},
        {"label": "上周", "align": "right"},
        {"label": "较上周", "align": "center"},
    ]
    lines: list[list[Cell]] = []
    for key in HEADLINES:
        indicator = INDICATOR[key]
        name = indicator.name if indicator.is_rate else f"{indicator.name}（{indicator.unit}）"
        lines.append([name, _shown(now, key), _shown(before, key), change_cell(now, before, key)])
    half = (len(lines) + 1) // 2
    blank: list[Cell] = ["", "", "", ""]
    pairs = zip_longest(lines[:half], lines[half:], fillvalue=blank)
    return {
        "type": "table",
        "columns": [*head, *head],
        "rows": [[*left, *right] for left, right in pairs],
        "size": tables.LISTING_SIZE,
    }


def _shown(one: Figures, key: str) -> Cell:
    if INDICATOR[key].is_rate:
        return tables.rate_cell(one[key])
    return None if one[key] is None else tables.wan_cell(one[key])


def change_cell(now: Figures, before: Figures, key: str) -> str | None:
    """Return the change since the week before: 个百分点 for rates, signed amounts otherwise."""
    if INDICATOR[key].is_rate:
        return change_of_rate(now[key], before[key])
    if now[key] is None or before[key] is None:
        return None
    difference = now[key] - before[key]
    if not difference:
        return "持平"
    sign = "＋" if difference > 0 else "－"
    return f"{sign}{tables.wan_cell(abs(difference))}"


def _percent(rate: str | None) -> str:
    return "—" if rate is None else f"{rate}%"


def _reporting_words(reporting: dict[str, Any]) -> str:
    told = (
        f"应填{reporting['owed']}个项目，已填{reporting['reported']}个，"
        f"填报率{_percent(reporting['rate'])}"
    )
    if reporting["timely"] is not None:
        told += f"，按时率{_percent(reporting['timely'])}"
    return told + ("。" if reporting["missing"] else "。各项目均已填报。")


def _reporting(reported: list[dict[str, Any]]) -> list[Block]:
    """Return the districts, those that did not report everything first; nothing when all did."""
    if not any(row["missing"] for row in reported):
        return []
    columns: list[Column] = [
        {"label": "地区"},
        {"label": "应填", "unit": "个"},
        {"label": "已填", "unit": "个"},
        {"label": "未填", "unit": "个"},
        {"label": "填报率"},
        {"label": "按时率"},
    ]
    rows: list[list[Cell]] = [
        [
            row["name"],
            row["owed"],
            row["reported"],
            row["missing"],
            tables.rate_cell(row["rate"]),
            tables.rate_cell(row["timely"]),
        ]
        for row in sorted(reported, key=lambda row: -row["missing"])
    ]
    return [
        {
            "type": "table",
            "columns": columns,
            "rows": rows,
            "notes": ["台账导入的周报计入已填，不计按时率。"],
            "size": SIZE,
        }
    ]


def _missing(rows: list[dict[str, Any]]) -> list[Block]:
    if not rows:
        return []
    columns: list[Column] = [
        {"label": "地区"},
        {"label": "未报项目", "align": "left"},
        {"label": "责任单位", "align": "left"},
        {"label": "责任人"},
    ]
    lines: list[list[Cell]] = [
        [row["region"], row["name"], row["unit"] or None, row["person"] or None] for row in rows
    ]
    return [tables.listing(columns, lines)]


def _help(rows: list[dict[str, Any]]) -> Table:
    columns: list[Column] = [
        {"label": "地区"},
        {"label": "项目名称", "align": "left"},
        {"label": "存在问题", "align": "left"},
        {"label": "需协调事项", "align": "left"},
        {"label": "提出日期"},
    ]
    return tables.listing(
        columns,
        [
            [
                row["region"],
                row["name"],
                row["text"] or None,
                row["help_needed"],
                tables.day_text(row["since"]),
            ]
            for row in rows
        ],
    )


def _coming(rows: list[dict[str, Any]]) -> Table:
    columns: list[Column] = [
        {"label": "到期日期"},
        {"label": "地区"},
        {"label": "项目名称", "align": "left"},
        {"label": "节点"},
        {"label": "责任单位", "align": "left"},
        {"label": "责任人"},
    ]
    return tables.listing(
        columns,
        [
            [
                tables.day_text(row["planned_on"]),
                row["region"],
                row["name"],
                row["node"],
                row["unit"] or None,
                row["person"] or None,
            ]
            for row in rows
        ],
    )
