"""The cells of the weekly grid, printed by one tag a row.

Thirty rows of seven cells cost the template engine more than the queries that found them.
"""

import re
from typing import Final

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.portal import ABSENT
from projects.views.weekly_grid import GridCell, GridRow

register = template.Library()
FOLD: Final = re.compile("(本周|累计)(?=累计|完成|形象)")
BRIEF: Final = ("percent", "invested")


@register.filter
def foldable(label: str) -> SafeString:
    """Let a heading of the grid break between its words, where a narrow column must break it."""
    return mark_safe(FOLD.sub(r"\1<wbr>", escape(label)))  # noqa: S308 - escaped


@register.simple_tag
def grid_cells(row: GridRow) -> SafeString:
    """Print the `<td>` of a row: inputs where the entry may change, else the values."""
    name = escape(row.project.name)
    cells = row.cells
    if row.editable:
        return mark_safe("".join(_input(cell, name) for cell in cells))  # noqa: S308 - escaped below
    return mark_safe("".join(_value(cell) for cell in cells))  # noqa: S308 - escaped below


@register.simple_tag
def grid_brief(row: GridRow) -> SafeString:
    """Print what a card tells while it is closed, on a phone: the figures of last week and of this.

    The button opens it; without scripts the project's name leads to a page of its own.
    """
    told = "，".join(_told(cell) for cell in row.cells if cell.field.name in BRIEF)
    name = escape(row.project.name)
    button = (
        '<button class="weekly-open" type="button" data-weekly-open aria-expanded="false"'
        f' aria-label="{name} 展开" hidden></button>'
    )
    return mark_safe(f'<span class="weekly-brief">{told} <span data-trouble></span></span>{button}')  # noqa: S308


def _told(cell: GridCell) -> str:
    field = cell.field
    before = f"{escape(cell.last)} → " if cell.last else ""
    now = f'<b data-brief="{field.name}">{escape(cell.value or ABSENT)}</b>'
    return f"{before}{now}{field.unit}"


def _input(cell: GridCell, name: str) -> str:
    field = cell.field
    known = f'data-field="{field.name}" aria-label="{name} {field.label}"'
    if not field.numeric:
        # A textarea swallows its first line break: the one given here, not the user's.
        control = f'<textarea rows="1" autocomplete="off" {known}>\n{escape(cell.value)}</textarea>'
        return f'<td data-label="{field.label}">{control}</td>'
    mode = "numeric" if field.kind == "count" else "decimal"
    control = f'<input type="text" inputmode="{mode}" autocomplete="off" {known} value="{escape(cell.value)}">'
    return f'<td class="num" data-label="{field.label}">{control}{_last(cell)}</td>'


def _value(cell: GridCell) -> str:
    css = ' class="num"' if cell.field.numeric else ""
    shown = escape(cell.value or ABSENT)
    return f'<td{css} data-label="{cell.field.label}">{shown}{_last(cell)}</td>'


def _last(cell: GridCell) -> str:
    return f'<span class="last">上周 {escape(cell.last)}</span>' if cell.last else ""
