"""Tables and forms of official documents in DOCX."""

from __future__ import annotations

from typing import Any, Final

from docx.document import Document as DocxDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Pt, RGBColor
from docx.table import Table, _Cell

from core.documents.docx_parts import FANG, HEI, element, off_grid, set_font
from core.documents.prepare import Prepared
from core.documents.titles import width

MARGIN: Final = 3.0
LABEL: Final = 78.0
TOGETHER: Final = 13
SIDES: Final = {"left": Align.LEFT, "center": Align.CENTER, "right": Align.RIGHT}
LIGHTS: Final = {
    "green": RGBColor(0x1A, 0x7F, 0x37),
    "yellow": RGBColor(0xBF, 0x87, 0x00),
    "red": RGBColor(0xCF, 0x22, 0x2E),
}


def _grid(document: DocxDocument, rows: int, columns: int) -> Table:
    table: Table = document.add_table(rows=rows, cols=columns)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=int(MARGIN * 20), type="dxa"))
    table._tbl.tblPr.append(margins)
    return table


def _write(cell: _Cell, text: str, face: str, size: float, align: Align) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(size * 1.35)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    off_grid(paragraph)
    set_font(paragraph.add_run(text), face, size)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _mark(cell: _Cell, light: str, size: float) -> None:
    """A coloured dot before the words."""
    paragraph = cell.paragraphs[0]
    words = paragraph.runs[0].text
    paragraph.runs[0].text = "● "
    paragraph.runs[0].font.color.rgb = LIGHTS[light]
    set_font(paragraph.add_run(words), FANG, size)


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(element(f"w:{name}"))


def _column_head(column: Prepared) -> str:
    return f"{column['label']}\n（{column['unit']}）" if "unit" in column else str(column["label"])


def _heading_rows(table: Table, columns: list[Prepared], grouped: bool, size: float) -> int:
    """One row of headings, or two with groups above; returns how many."""
    count = 2 if grouped else 1
    for index, column in enumerate(columns):
        if not grouped:
            _write(table.rows[0].cells[index], _column_head(column), HEI, size, Align.CENTER)
        elif "group" in column:
            _write(table.rows[1].cells[index], _column_head(column), HEI, size, Align.CENTER)
        else:
            whole = table.rows[0].cells[index].merge(table.rows[1].cells[index])
            _write(whole, _column_head(column), HEI, size, Align.CENTER)
    if grouped:
        _merge_groups(table, columns, size)
    for row in table.rows[:count]:
        _row_property(row, "cantSplit")
        _row_property(row, "tblHeader")
    return count


def _merge_groups(table: Table, columns: list[Prepared], size: float) -> None:
    start = 0
    while start < len(columns):
        group = columns[start].get("group")
        end = start
        while end + 1 < len(columns) and group and columns[end + 1].get("group") == group:
            end += 1
        if group:
            whole = table.rows[0].cells[start].merge(table.rows[0].cells[end])
            _write(whole, group, HEI, size, Align.CENTER)
        start = end + 1


def _number_indent(block: Prepared, index: int, room: float) -> float:
    """Numbers line up on the right, and the whole column of them stands centred below its heading."""
    column = block["columns"][index]
    if column["align"] != "right":
        return 0.0
    cells = [row[index] for row in (*block["rows"], *block["totals"])]
    widest = max((width(cell["text"]) + 1.8 * ("light" in cell) for cell in cells), default=0.0)
    spare = room * column["share"] - widest * block["size"] * 1.1
    return float(max(0.0, spare / 2 - MARGIN))


def _keep_together(rows: list[list[_Cell]]) -> None:
    for row in rows:
        for cell in row:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def add_table(document: DocxDocument, block: Prepared, room: float) -> None:
    """A prepared table ``room`` pt wide, its headings repeated on every page."""
    columns, size = block["columns"], block["size"]
    body = [(row, False) for row in block["rows"]] + [(row, True) for row in block["totals"]]
    heads = 2 if block["grouped"] else 1
    table = _grid(document, heads + max(1, len(body)), len(columns))
    for index, column in enumerate(columns):
        table.columns[index].width = Pt(room * column["share"])
    grid = [list(row.cells) for row in table.rows]
    for row in grid:
        for cell, column in zip(row, columns, strict=True):
            cell.width = Pt(room * column["share"])
    _heading_rows(table, columns, block["grouped"], size)
    indents = [_number_indent(block, index, room) for index in range(len(columns))]
    for cells, (row, total) in zip(grid[heads:], body, strict=False):
        for index, (cell, content) in enumerate(zip(cells, row, strict=True)):
            face = HEI if total or content.get("strong") else FANG
            _write(cell, content["text"], face, size, SIDES[columns[index]["align"]])
            cell.paragraphs[0].paragraph_format.right_indent = Pt(indents[index])
            if light := content.get("light"):
                _mark(cell, light, size)
    if len(body) <= TOGETHER:
        _keep_together(grid[:-1])
    for docx_row in table.rows[heads:]:
        _row_property(docx_row, "cantSplit")
    if not block["rows"] and not block["totals"]:
        _write(grid[heads][0].merge(grid[heads][-1]), block["empty"], FANG, size, Align.CENTER)


def add_form(document: DocxDocument, block: Prepared, room: float) -> None:
    """Labelled boxes: each row a table of its own, so that the boxes of a row share its width."""
    for fields in block["rows"]:
        table = _grid(document, 1, 2 * len(fields))
        for index, field in enumerate(fields):
            label, value = table.rows[0].cells[2 * index], table.rows[0].cells[2 * index + 1]
            label.width = table.columns[2 * index].width = Pt(LABEL)
            value.width = table.columns[2 * index + 1].width = Pt(room / len(fields) - LABEL)
            _write(label, field["label"], HEI, 12, Align.CENTER)
            _write(value, field["text"], FANG, 12, Align.LEFT)
        if (lines := max(field.get("lines", 1) for field in fields)) > 1:
            table.rows[0].height = Pt(18 * lines)
        gap = document.add_paragraph()
        gap.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        gap.paragraph_format.line_spacing = Pt(1)
        off_grid(gap)


def add_colophon(document: DocxDocument, colophon: Prepared, room: float) -> None:
    """§7.4: rules above, between and below, floating at the foot of the text area.

    LibreOffice 7 lets it stand below the text instead.
    """
    table = _grid(document, 2 if colophon.get("cc") else 1, 2)
    properties = table._tbl.tblPr
    borders = element("w:tblBorders")
    for side, thickness in (("top", 8), ("left", 0), ("bottom", 8), ("right", 0), ("insideH", 6)):
        line = "single" if thickness else "nil"
        borders.append(element(f"w:{side}", val=line, sz=thickness, space=0, color="000000"))
    borders.append(element("w:insideV", val="nil"))
    properties.append(borders)
    place = {"vertAnchor": "margin", "horzAnchor": "margin", "tblpXSpec": "left"}
    place |= {"tblpYSpec": "bottom", "leftFromText": "0", "rightFromText": "0"}
    properties.append(element("w:tblpPr", **place))
    narrow = width(colophon["printed"]) * 14 + 36
    for holder in (table.columns, *(row.cells for row in table.rows)):
        holder[0].width, holder[1].width = Pt(room - narrow), Pt(narrow)
    left, right = table.rows[-1].cells
    _write(left, colophon["printer"], FANG, 14, Align.LEFT)
    _write(right, colophon["printed"], FANG, 14, Align.RIGHT)
    left.paragraphs[0].paragraph_format.left_indent = Pt(11)
    right.paragraphs[0].paragraph_format.right_indent = Pt(11)
    if cc := colophon.get("cc"):
        whole = table.rows[0].cells[0].merge(table.rows[0].cells[1])
        _write(whole, f"抄送：{cc}", FANG, 14, Align.LEFT)
        layout = whole.paragraphs[0].paragraph_format
        layout.left_indent, layout.first_line_indent, layout.right_indent = Pt(53), Pt(-42), Pt(11)
