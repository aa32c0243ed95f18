"""Shares a table's width among its columns, and says how each is aligned: for callers who name neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from core.documents.schema import Alignment, Cell, Column, Table
from core.documents.titles import width

PADDING_EM: Final = 0.8
SHORT_EM: Final = 4.0
STEP_EM: Final = 0.5
SMALLEST_READABLE: Final = 9.0
TOWER: Final = 4.0  # lines in a cell
UNIT_SIZE: Final = 0.85
SIZES: Final = (12.0, 10.5, 9.0, 8.0, 7.0, 6.0)
NUMBER: Final = re.compile(r"[-+−±]?[\d,]*\.?\d+(?:%|‰|个百分点|天|倍)?[*①-⑳]?|—|-|")
WORD: Final = re.compile(r"●?[\x21-\x7e]+")


class Layout(NamedTuple):
    """Type size in pt, and for each column its share of the width (sum 1) and its alignment."""

    size: float
    shares: list[float]
    aligns: list[Alignment]


class Content(NamedTuple):
    """What a column holds, in em: the width it cannot do without, and that of its longest line."""

    least: float
    longest: float


def cell_text(cell: Cell) -> str:
    """What a cell prints; nothing known prints —."""
    if cell is None:
        return "—"
    return cell["text"] if isinstance(cell, dict) else str(cell)


def _with_light(cell: Cell) -> str:
    return ("●" if isinstance(cell, dict) and "light" in cell else "") + cell_text(cell)


def lay_out(table: Table, width_pt: float) -> Layout:
    """The largest size at which no unbreakable word is wider than its column, at most ``table["size"]``."""
    rows = [*table["rows"], *table.get("totals", [])]
    bodies = [[cell_text(row[index]) for row in rows] for index in range(len(table["columns"]))]
    columns = table["columns"]
    marked = [[_with_light(row[index]) for row in rows] for index in range(len(columns))]
    contents = [_content(column, body) for column, body in zip(columns, marked, strict=True)]
    aligns = [
        column.get("align") or _alignment(body)
        for column, body in zip(columns, bodies, strict=True)
    ]
    size = _size(table, contents, width_pt)
    return Layout(size, _shares(columns, contents, width_pt / size), aligns)


def _size(table: Table, contents: list[Content], width_pt: float) -> float:
    """Large type where it fits on a line, smaller where there are many columns or a cell would be a tower."""
    whole = sum(content.longest + PADDING_EM for content in contents)
    first = SIZES[0] if len(contents) <= 8 or whole * SIZES[0] <= width_pt else SIZES[1]
    first = table.get("size", first)
    fitting = [
        size
        for size in SIZES
        if size <= first and sum(content.least for content in contents) * size <= width_pt
    ]
    for size in fitting:
        if size <= SMALLEST_READABLE or _most_lines(contents, width_pt / size) <= TOWER:
            return size
    return fitting[-1] if fitting else SIZES[-1]


def _most_lines(contents: list[Content], room: float) -> float:
    shares = _fewest_lines(contents, room)
    return max(
        content.longest / max(share * room - PADDING_EM, 0.1)
        for content, share in zip(contents, shares, strict=True)
    )


def _alignment(body: Sequence[str]) -> Alignment:
    if any(text not in ("", "—", "-") for text in body) and all(map(NUMBER.fullmatch, body)):
        return "right"
    return "left" if any(width(text) > 8 for text in body) else "center"


def _content(column: Column, body: Sequence[str]) -> Content:
    """A heading may be broken once for nothing, a text of up to four characters never."""
    unit = (width(column["unit"]) + 2) * UNIT_SIZE if "unit" in column else 0.0
    label = width(column["label"])
    heading = max(label if label <= SHORT_EM else max(label / 2, SHORT_EM), unit)
    lines = {line for text in body for line in text.split("\n")}
    kept = [width(line) for line in lines if width(line) <= SHORT_EM]
    words = [width(word) for line in lines for word in WORD.findall(line)]
    return Content(
        max([heading, 1.5, *kept, *words]) + PADDING_EM,
        max([heading, *map(width, lines)]),
    )


def _shares(columns: list[Column], contents: list[Content], room: float) -> list[float]:
    least = [content.least for content in contents]
    if all("width" in column for column in columns):
        wanted = [column.get("width", 1.0) for column in columns]
        given = [room * part / sum(wanted) for part in wanted]
        return _raise_to_least(given, least, room)
    return _fewest_lines(contents, room)


def _fewest_lines(contents: list[Content], room: float) -> list[float]:
    """Gives the room to spare, step by step, to whichever column has the most lines; then to all alike."""
    have = [content.least for content in contents]
    while sum(have) + STEP_EM <= room:
        lines = [
            content.longest / (part - PADDING_EM)
            for content, part in zip(contents, have, strict=True)
        ]
        most = max(lines)
        if most <= 1.0:
            break
        have[lines.index(most)] += STEP_EM
    extra = max(0.0, room - sum(have)) / len(have)
    total = sum(have) + extra * len(have)
    return [(part + extra) / total for part in have]


def _raise_to_least(given: list[float], least: list[float], room: float) -> list[float]:
    """Columns under their least get it; the others give way in proportion to what they have to spare."""
    short = sum(max(0.0, need - have) for have, need in zip(given, least, strict=True))
    spare = sum(max(0.0, have - need) for have, need in zip(given, least, strict=True))
    part = min(1.0, short / spare) if spare else 0.0
    fixed = [
        need if have < need else have - (have - need) * part
        for have, need in zip(given, least, strict=True)
    ]
    return [have / sum(fixed) for have in fixed]
