"""Turns a document into what both renderers print: clean text, broken titles, column widths, Chinese dates."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from core.documents.columns import cell_text, lay_out
from core.documents.schema import Attachment, Bars, Block, Document, Table, check
from core.documents.titles import break_title

MM: Final = 72 / 25.4
GONGWEN_MARGINS: Final = {"top": 37, "left": 28, "right": 26, "bottom": 35}
SHEET_MARGINS: Final = {"top": 25, "left": 22, "right": 22, "bottom": 25}
UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
HEADING_LEVELS: Final = {"h1": 2, "h2": 3, "h3": 4}

Prepared = dict[str, Any]


def chinese_date(iso: str) -> str:
    """``2023-08-03`` → 2023年8月3日 (GB/T 9704-2012 §7.3.5.4: month and day unpadded)."""
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def clean(value: Any) -> Any:
    """The same JSON without control characters, lone surrogates and direction overrides in its strings."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\t", " "))
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def line_width(kind: str, orientation: str) -> float:
    """Width of the text area in pt."""
    if kind == "gongwen":
        return (156 if orientation == "portrait" else 225) * MM
    return (166 if orientation == "portrait" else 253) * MM


def prepare(document: Document) -> Prepared:
    """Check the document and work out everything that is not typesetting."""
    check(document)
    doc: Prepared = clean(document)
    kind, orientation = doc["kind"], doc.get("orientation", "portrait")
    room = line_width(kind, orientation)
    doc["orientation"] = orientation
    doc["title_lines"] = doc.get("title_lines") or list(break_title(doc["title"], room / 22))
    doc["date_text"] = chinese_date(doc["date"])
    doc["blocks"] = _blocks(doc["blocks"], room, deepest=1)
    doc["attachments"] = _attachments(doc.get("attachments", []), kind)
    if "colophon" in doc:
        colophon = doc["colophon"]
        colophon["printed"] = chinese_date(colophon["print_date"]) + "印发"
        if cc := colophon.get("cc"):
            colophon["cc"] = cc.rstrip("。") + "。"
    if note := doc.get("note"):
        doc["note"] = "（" + note.strip("（）") + "）"
    return doc


def _attachments(attachments: list[Attachment], kind: str) -> list[Prepared]:
    prepared: list[Prepared] = []
    for number, attachment in enumerate(attachments, 1):
        orientation = attachment.get("orientation", "portrait")
        room = line_width(kind, orientation)
        lines = attachment.get("title_lines") or list(break_title(attachment["title"], room / 22))
        prepared.append(
            {
                "label": f"附件{number}" if len(attachments) > 1 else "附件",
                "number": f"{number}." if len(attachments) > 1 else "",
                "title": attachment["title"],
                "title_lines": lines,
                "orientation": orientation,
                "blocks": _blocks(attachment["blocks"], room, deepest=2),
            }
        )
    return prepared


def _blocks(blocks: list[Block], room: float, deepest: int) -> list[Prepared]:
    """``deepest`` is the level of the heading above: levels never skip one (PDF/UA-1 §7.4.2)."""
    prepared: list[Prepared] = []
    top = deepest
    for block in blocks:
        item: Prepared = dict(block)
        if block["type"] in HEADING_LEVELS:
            deepest = min(HEADING_LEVELS[block["type"]] + top - 1, deepest + 1)
            item["level"] = deepest
        elif block["type"] == "table":
            item = _table(block, room)
        elif block["type"] == "bars":
            item = _bars(block)
        prepared.append(item)
    return prepared


def _table(table: Table, room: float) -> Prepared:
    layout = lay_out(table, room)
    columns = [
        {**column, "align": align, "share": share}
        for column, align, share in zip(table["columns"], layout.aligns, layout.shares, strict=True)
    ]
    return {
        **table,
        "columns": columns,
        "size": layout.size,
        "grouped": any("group" in column for column in table["columns"]),
        "rows": [[_cell(cell) for cell in row] for row in table["rows"]],
        "totals": [[_cell(cell) for cell in row] for row in table.get("totals", [])],
        "empty": table.get("empty", "无"),
        "notes": _notes(table.get("notes", [])),
    }


def _cell(cell: Any) -> Prepared:
    marks = {k: cell[k] for k in ("light", "strong") if k in cell} if isinstance(cell, dict) else {}
    return {"text": cell_text(cell), **marks}


def _notes(notes: list[str]) -> list[str]:
    if len(notes) == 1:
        return ["注：" + notes[0].removeprefix("注：")]
    return [
        ("注：" if not index else "　　") + f"{index + 1}. {text}"
        for index, text in enumerate(notes)
    ]


def _bars(bars: Bars) -> Prepared:
    target = bars.get("target")
    greatest = max([item["value"] for item in bars["items"]] + [target or 0, 1e-9])
    items = [
        {
            "label": item["label"],
            "value": item["value"],
            "text": item.get("text", f"{item['value']:g}"),
            "below": item.get("below", target is not None and item["value"] < target),
        }
        for item in bars["items"]
    ]
    return {
        **bars,
        "items": items,
        "max": bars.get("max") or (100 if 60 < greatest <= 100 else greatest * 1.05),
        "target_label": bars.get("target_label", "序时进度"),
        "notes": _notes(bars.get("notes", [])),
    }
