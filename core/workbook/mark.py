"""Give the uploader's workbook back with every bad cell filled red and explained."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from python_calamine import CalamineWorkbook

from core.workbook.archive import Limits, Source
from core.workbook.errors import CellError, column_index, letter
from core.workbook.package import Package, check_extent, open_package
from core.workbook.schema import normalise_sheet_name
from core.workbook.text import Raw
from core.workbook.writer import Pen, set_text

LIST_NAME: Final = "错误清单"
HEADINGS: Final = ("工作表", "单元格", "列名", "填写内容", "应为")
WIDTHS: Final = (12, 10, 22, 32, 60)
# Above this openpyxl would need gigabytes; the copy is then made of the values alone.
MAX_STYLED_CELLS: Final = 600_000
# Further bad cells are red and in the list; thousands of comments make a workbook crawl.
MAX_COMMENTS: Final = 2_000
_RED: Final = PatternFill("solid", fgColor="FFC7CE")
_BOLD: Final = Font(bold=True)

# Messages by place: sheet name as compared, then (row, column) counted from 1.
Marks = dict[str, dict[tuple[int, int], list[str]]]


def mark_errors(
    original: Source, errors: Iterable[CellError], limits: Limits | None = None
) -> bytes:
    """Return a copy of the workbook as .xlsx, the list of errors as its first sheet.

    Formats are kept where openpyxl can read them; an .xls, a very large workbook or one whose
    styles are broken comes back as values only. Refusal as for `read_workbook`.
    """
    package = open_package(original, limits or Limits.from_settings())
    listed = list(errors)
    marks: Marks = {}
    for error in listed:
        place = (error.row, column_index(error.column) + 1)
        sheet = marks.setdefault(normalise_sheet_name(error.sheet), {})
        sheet.setdefault(place, []).append(error.message)
    size = sum((f.last_row + 1) * (f.last_column + 1) for f in package.sheets.values())
    if not package.old and size <= MAX_STYLED_CELLS:
        try:
            return _mark_styled(package, listed, marks)
        except Exception:  # openpyxl raises anything on styles that Excel and WPS accept
            return _mark_values(package, listed, marks)
    return _mark_values(package, listed, marks)


def _mark_styled(package: Package, errors: Sequence[CellError], marks: Marks) -> bytes:
    workbook = load_workbook(BytesIO(package.data), keep_links=False)
    if LIST_NAME in workbook.sheetnames:
        del workbook[LIST_NAME]
    commented = 0
    for sheet in workbook.worksheets:
        for (row, column), messages in marks.get(normalise_sheet_name(sheet.title), {}).items():
            cell: Any = sheet.cell(row, column)
            if isinstance(cell, MergedCell):
                cell = _top_left(sheet, row, column)
            cell.fill = _RED
            if commented < MAX_COMMENTS:
                cell.comment = _comment(messages)
                commented += 1
    listing = workbook.create_sheet(LIST_NAME, 0)
    for index, width in enumerate(WIDTHS):
        listing.column_dimensions[letter(index)].width = width
    for row, texts in enumerate(_list_rows(errors), 1):
        for column, text in enumerate(texts, 1):
            set_text(listing.cell(row, column), text)
            if row == 1:
                listing.cell(row, column).font = _BOLD
    listing.freeze_panes = "A2"
    workbook.active = 0
    for sheet in workbook.worksheets[1:]:
        sheet.sheet_view.tabSelected = False
    return _saved(workbook)


def _top_left(sheet: Any, row: int, column: int) -> Any:
    for merged in sheet.merged_cells.ranges:
        inside = merged.min_row <= row <= merged.max_row
        if inside and merged.min_col <= column <= merged.max_col:
            return sheet.cell(merged.min_row, merged.min_col)
    raise LookupError(f"{row},{column} is in no merged range")


def _mark_values(package: Package, errors: Sequence[CellError], marks: Marks) -> bytes:
    """Copy values only, streaming; every sheet, whatever it held."""
    workbook = Workbook(write_only=True)
    listing = workbook.create_sheet(LIST_NAME)
    for index, width in enumerate(WIDTHS):
        listing.column_dimensions[letter(index)].width = width
    listing.freeze_panes = "A2"
    pens = [Pen(listing, None) for _ in HEADINGS]
    for texts in _list_rows(errors):
        listing.append([pen.cell(text) for pen, text in zip(pens, texts, strict=True)])
    source = CalamineWorkbook.from_filelike(BytesIO(package.data))
    limits = Limits.from_settings()
    for name in source.sheet_names:
        facts = package.sheets.get(name)
        if name == LIST_NAME or (facts is None and not package.old):
            continue
        if facts is not None:
            check_extent(name, facts.last_row + 1, facts.last_column + 1, limits)
        grid = source.get_sheet_by_name(name).to_python(skip_empty_area=False)
        _copy(workbook.create_sheet(name), grid, marks.get(normalise_sheet_name(name), {}))
    return _saved(workbook)


def _copy(page: Any, grid: list[list[Any]], marks: dict[tuple[int, int], list[str]]) -> None:
    height = max([len(grid), *(row for row, _ in marks)])
    width = max([len(grid[0]) if grid else 0, *(column for _, column in marks)])
    pens = [Pen(page, None) for _ in range(width)]
    for row in range(1, height + 1):
        values: list[Raw] = list(grid[row - 1]) if row <= len(grid) else []
        values += [None] * (width - len(values))
        cells = [pen.cell(value) for pen, value in zip(pens, values, strict=True)]
        for column in range(1, width + 1):
            if (row, column) in marks:
                cells[column - 1] = _marked(page, cells[column - 1], marks[row, column])
        page.append(cells)


def _marked(page: Any, content: object, messages: Sequence[str]) -> Any:
    cell: Any = WriteOnlyCell(page)
    value = getattr(content, "value", content)
    if isinstance(value, str):
        set_text(cell, value)
    else:
        cell.value = value
    cell.fill = _RED
    cell.comment = _comment(messages)
    return cell


def _comment(messages: Sequence[str]) -> Comment:
    text = "\n".join(messages)
    return Comment(text, "台账检查", height=60 + 20 * (len(text) // 20), width=260)


def _list_rows(errors: Sequence[CellError]) -> Iterator[tuple[str, ...]]:
    yield HEADINGS
    for error in errors:
        yield (error.sheet, error.cell, error.heading, error.value, error.message)


def _saved(workbook: Workbook) -> bytes:
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()
