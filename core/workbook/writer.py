"""Write typed tables as a workbook, row by row in constant memory.

No cell ever becomes a formula: text that begins like one is written as text and marked so that a
spreadsheet program keeps it as text when it is edited. Text reads back as it was written.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core.exceptions import Refusal
from core.workbook.schema import Sheet
from core.workbook.text import without_control

MAX_ROWS: Final = 1_048_575
MAX_TEXT: Final = 32_767
CUT: Final = "……（内容过长，已截断）"
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "#", "＝", "＋", "－", "＠")
# A spreadsheet reads _x0041_ as the character with that code.
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BAD_TITLE: Final = re.compile(r"[\\/*?:\[\]]")
_HEADING_FONT: Final = Font(bold=True)
_HEADING_FILL: Final = PatternFill("solid", fgColor="F2F4F7")
_HEADING_ALIGNMENT: Final = Alignment(vertical="center", wrap_text=True)


@dataclass(frozen=True)
class TableColumn:
    """A column of an exported table: heading, width in characters, number format of its numbers.

    `number_format` is one of Excel's, e.g. `#,##0.00`, `0.0`, `yyyy-mm-dd`, `0.0%`.
    """

    heading: str
    width: float | None = None
    number_format: str | None = None


@dataclass(frozen=True)
class TableSheet:
    """A sheet to be written; `rows` is consumed once, a value per column."""

    title: str
    columns: Sequence[TableColumn]
    rows: Iterable[Sequence[object]]


def columns_of(sheet: Sheet) -> list[TableColumn]:
    """Return a declared sheet's columns as they are exported."""
    return [
        TableColumn(column.heading, column.cell_type.width, column.cell_type.number_format)
        for column in sheet.columns
    ]


def write_table(
    stream: IO[bytes],
    title: str,
    columns: Sequence[TableColumn | str],
    rows: Iterable[Sequence[object]],
) -> int:
    """Write one table and return its number of rows."""
    full = [TableColumn(column) if isinstance(column, str) else column for column in columns]
    return write_workbook(stream, [TableSheet(title, full, rows)])[0]


def write_workbook(stream: IO[bytes], sheets: Iterable[TableSheet]) -> list[int]:
    """Write sheets to a binary stream and return the number of rows of each.

    Values: None (empty), bool (是/否), int, float, Decimal, date, datetime; anything else as text.
    """
    workbook = Workbook(write_only=True)
    counts = [_write_sheet(workbook, sheet) for sheet in sheets]
    if not counts:
        workbook.create_sheet("Sheet1")
    workbook.save(stream)
    return counts


def _write_sheet(workbook: Workbook, sheet: TableSheet) -> int:
    page = workbook.create_sheet(_BAD_TITLE.sub(" ", sheet.title)[:31] or "Sheet1")
    for index, column in enumerate(sheet.columns, 1):
        wanted = column.width or max(10.0, 2.2 * len(column.heading))
        page.column_dimensions[get_column_letter(index)].width = wanted
    page.freeze_panes = "A2"
    page.append([_heading(page, column.heading) for column in sheet.columns])
    pens = [Pen(page, column.number_format) for column in sheet.columns]
    count = 0
    try:
        for row in sheet.rows:
            count += 1
            if count > MAX_ROWS:
                raise Refusal(f"“{sheet.title}”超过 {MAX_ROWS} 行，请缩小筛选范围后再导出")
            page.append([pen.cell(value) for pen, value in zip(pens, row, strict=True)])
    except BaseException:
        page.close()
        raise
    last = get_column_letter(max(len(sheet.columns), 1))
    page.auto_filter.ref = f"A1:{last}{count + 1}"
    return count


def _heading(page: Any, text: str) -> Any:
    cell: Any = WriteOnlyCell(page)
    set_text(cell, text)
    cell.font = _HEADING_FONT
    cell.fill = _HEADING_FILL
    cell.alignment = _HEADING_ALIGNMENT
    return cell


def clean_text(text: str) -> str:
    """Return text as a cell's XML can hold it and a spreadsheet reads it back unchanged."""
    text = without_control(text)
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - len(CUT)] + CUT
    return _ESCAPE.sub("_x005F_", text)


def is_risky(text: str) -> bool:
    """Tell whether a spreadsheet program might take the text for a formula or an error value."""
    return text.lstrip(" ").startswith(_RISKY)


def set_text(cell: Any, text: str) -> None:
    """Put text into an openpyxl cell as text, whatever it begins with."""
    text = clean_text(text)
    cell.value = text
    cell.data_type = "s"
    if is_risky(text):
        cell.quotePrefix = True


class Pen:
    """The cells of one column, made once per kind and used again for every row.

    openpyxl writes a row out as it is appended, so that a cell is free again for the next row.
    """

    def __init__(self, page: Any, number_format: str | None) -> None:
        self._page = page
        self._format = number_format
        self._cells: dict[str, Any] = {}

    def cell(self, value: object) -> object:
        """Return what openpyxl is to append for a value."""
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, (int, float, Decimal)):
            return self._number(value)
        if isinstance(value, datetime):
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return self._styled("datetime", "yyyy-mm-dd hh:mm", local.replace(tzinfo=None))
        if isinstance(value, date):
            return self._styled("date", "yyyy-mm-dd", value)
        return self._text(str(value))

    def _number(self, value: int | float | Decimal) -> object:
        if value != value or value in (float("inf"), float("-inf")):
            return None
        if isinstance(value, int) and abs(value) >= 10**15:
            return self._text(str(value))
        return value if self._format is None else self._styled("number", self._format, value)

    def _styled(self, kind: str, number_format: str, value: object) -> Any:
        cell = self._cells.get(kind)
        if cell is None:
            cell = self._cells[kind] = WriteOnlyCell(self._page)
            cell.number_format = number_format
        cell.value = value
        if kind == "number":
            cell.data_type = "n"
        return cell

    def _text(self, text: str) -> object:
        text = clean_text(text)
        if not is_risky(text):
            return text
        cell = self._cells.get("text")
        if cell is None:
            cell = self._cells["text"] = WriteOnlyCell(self._page)
            cell.quotePrefix = True
        cell.value = text
        cell.data_type = "s"
        return cell
