"""The wall chart on paper: A3 over several sheets, A0 on one; cut to the columns that are used."""

import io
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any, Final

import segno

from core.links import row_page
from core.typst import RenderResult, compile_pdf
from projects.wall import HATCHED, SIGNS, Cell, Line, Wall, short

LAYOUT: Final = Path(__file__).parent / "layout"
# a fixed mask spares seven trials per code; any mask can be read
MASK: Final = 2


@dataclass(frozen=True)
class Paper:
    """A sheet in mm: its size, margin, what heading and foot take, and how rows may be set.

    `row` is the least and the greatest height of a row; `beside` how many tables stand side by
    side once a single one would make rows lower than `row[1]`.
    """

    width: int
    height: int
    margin: int
    head: int
    row: tuple[float, float]
    beside: int

    def room(self) -> float:
        """Return the height that the rows of one table share."""
        return self.height - 2 * self.margin - self.head

    def settle(self, rows: int) -> tuple[int, int, float]:
        """Return tables side by side, rows per table, and the height of a row."""
        least, greatest = self.row
        beside = 1 if rows * greatest <= self.room() else self.beside
        per = ceil(rows / beside) or 1
        height = min(greatest, self.room() / per)
        if height < least:
            per = int(self.room() // least)
            height = least
        return beside, per, round(height, 2)


PAPERS: Final[dict[str, Paper]] = {
    "a0": Paper(1189, 841, 14, 62, (6.0, 14.0), 2),
    "a3": Paper(420, 297, 10, 38, (8.0, 9.0), 1),
}


def render_wall(
    wall: Wall, paper: str, *, title: str, notes: str, address: str, year: int
) -> RenderResult:
    """Return the chart as PDF, the same bytes for the same chart.

    `address` is the portal's own, with which each project's code begins; `year` the one whose
    dates are printed without it.
    """
    sheet = PAPERS[paper]
    beside, per, height = sheet.settle(len(wall.lines))
    rows = [_row(line, address, year) for line in wall.lines]
    tables = [rows[at : at + per] for at in range(0, len(rows), per)] or [[]]
    data = {
        "title": title,
        "notes": notes,
        "columns": list(wall.columns),
        "legend": [[state, sign, words] for state, (sign, words) in SIGNS.items()],
        "hatched": f"{HATCHED}（{'、'.join(wall.windows)}）" if wall.windows else "",
        "sheets": [tables[at : at + beside] for at in range(0, len(tables), beside)],
        "beside": beside,
        "width": sheet.width,
        "height": sheet.height,
        "margin": sheet.margin,
        "row": height,
    }
    return compile_pdf(LAYOUT, data, wall.day, "wall.typ")


def text_height(paper: str, rows: int) -> float:
    """Return the type size of the rows in mm; what is read from some steps away needs 3 mm."""
    return round(PAPERS[paper].settle(rows)[2] * TYPE_OF_ROW, 2)


TYPE_OF_ROW: Final = 0.46  # the same in wall.typ


def _row(line: Line, address: str, year: int) -> dict[str, Any]:
    return {
        "name": line.name,
        "number": line.number,
        "region": line.region,
        "person": line.person or "—",
        "left": line.left_words,
        "late": line.left_words.startswith("超"),
        "cells": [_cell(cell, year) for cell in line.cells],
        "code": list(code(f"{address}{row_page('projects:project', line.pk)}")),
    }


def _cell(cell: Cell, year: int) -> list[str]:
    sign, _ = SIGNS[cell.state]
    return [cell.state, f"{sign} {short(cell.day, year)}".strip(), cell.owner, cell.stop]


@lru_cache(maxsize=4096)
def code(address: str) -> bytes:
    """Return the QR code of an address as a PNG, one pixel a module."""
    stream = io.BytesIO()
    made = segno.make_qr(address, error="l", boost_error=False, mask=MASK)
    made.save(stream, kind="png", scale=1, border=2)
    return stream.getvalue()


def code_svg(address: str) -> bytes:
    """Return the QR code of an address for a page."""
    stream = io.BytesIO()
    made = segno.make_qr(address, error="m")
    made.save(stream, kind="svg", scale=4, border=2, dark="#000", light="#fff", xmldecl=False)
    return stream.getvalue()


def file_name(title: str, paper: str, day: date) -> str:
    return f"{title}_{paper.upper()}_{day:%Y%m%d}.pdf"
