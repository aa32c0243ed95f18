"""Rows of the wall chart, printed in Python: two thousand cells through the engine cost too much."""

from html import escape
from typing import Final

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.links import row_page
from projects.choices import BADGES
from projects.wall import SIGNS, Cell, Line, Wall, short

register = template.Library()
CLASSES: Final = {"good": "good", "warn": "warn", "bad": "bad", "still": "muted", "muted": "muted"}


@register.simple_tag
def wall_rows(wall: Wall, year: int) -> SafeString:
    """Print the `<tr>` of every project; a cell tells its state by sign, colour and title."""
    return mark_safe("".join(_row(line, wall, year) for line in wall.lines))  # noqa: S308


def _row(line: Line, wall: Wall, year: int) -> str:
    href, name = row_page("projects:project", line.pk), escape(line.name)
    cells = "".join(
        _cell(cell, column, year) for column, cell in zip(wall.columns, line.cells, strict=True)
    )
    late = ' class="bad"' if line.left_words.startswith("超") else ""
    return (
        f'<tr><th scope="row"><a href="{href}">{name}</a>'
        f'<span class="small">{escape(line.number)} {escape(line.region)}</span></th>'
        f'<td><span class="badge badge-{BADGES[line.status]}">{line.status}</span></td>'
        f"<td>{escape(line.person) or '—'}</td>{cells}<td{late}>{line.left_words}</td>"
        f'<td><img src="{row_page("projects:project_code", line.pk)}" width="40" height="40"'
        f' loading="lazy" alt="{name}的二维码"></td></tr>'
    )


def _cell(cell: Cell, column: str, year: int) -> str:
    sign, words = SIGNS[cell.state]
    if cell.stop:
        words = f"{words}，在停工窗口内（{escape(cell.stop)}）"
    named = " ".join(filter(None, (CLASSES.get(cell.state), "hatched" if cell.stop else "")))
    colour = f' class="{named}"' if named else ""
    owner = f'<span class="small">{escape(cell.owner)}</span>' if cell.owner else ""
    return (
        f'<td{colour} title="{escape(column)}：{words}"><span aria-hidden="true">{sign}</span>'
        f'<span class="unseen">{words}</span> {short(cell.day, year)}{owner}</td>'
    )
