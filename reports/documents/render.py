"""A report as PDF, DOCX or workbook, from its row alone."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any, Final, NamedTuple

from core import money
from core.documents.docx import render_docx
from core.documents.pdf import render_pdf
from core.documents.schema import Block, Document, Table
from core.exceptions import Refusal
from core.exports import XLSX
from core.workbook.writer import TableColumn, TableSheet, write_workbook
from reports.choices import ReportState
from reports.documents.bulletin import bulletin_document
from reports.documents.dispatch import dispatch_document
from reports.models import Report

TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX,
}


class Rendered(NamedTuple):
    """A file: its bytes, name and content type, and what to tell whoever made it."""

    content: bytes
    name: str
    content_type: str
    warnings: list[str]


def document_of(report: Report) -> Document:
    """Return the report as a document; Refusal while it is not built."""
    if report.state in (ReportState.BUILDING, ReportState.FAILED):
        raise Refusal("报告尚未生成完成，请稍候。")
    make = bulletin_document if report.is_bulletin else dispatch_document
    return make(report)


def render(report: Report, form: str) -> Rendered:
    """Render a report as `pdf`, `docx` or `xlsx`; the same row gives the same PDF bytes."""
    if form not in TYPES:
        raise Refusal(f"不支持的格式“{form}”，可用 pdf、docx、xlsx。")
    document = document_of(report)
    warnings: list[str] = []
    if form == "pdf":
        result = render_pdf(document)
        content, warnings = result.pdf, result.warnings
    elif form == "docx":
        content = render_docx(document)
    else:
        content = _workbook(document)
    return Rendered(content, f"{_file_stem(report)}.{form}", TYPES[form], warnings)


def _file_stem(report: Report) -> str:
    edition = f"（第{report.edition}版）" if report.edition > 1 else ""
    return f"{report.region}{report.title}{edition}"


def _workbook(document: Document) -> bytes:
    """Return every table of the document as a sheet of its own, typed."""
    stream = BytesIO()
    write_workbook(stream, list(_sheets(document)))
    return stream.getvalue()


def _sheets(document: Document) -> Iterator[TableSheet]:
    groups: list[tuple[str, list[Block]]] = [("正文", document["blocks"])]
    groups += [(one["title"], one["blocks"]) for one in document.get("attachments", [])]
    taken: dict[str, int] = {}
    for title, blocks in groups:
        heading = title
        for block in blocks:
            if block["type"] == "h1":
                heading = block["text"]
            elif block["type"] == "table":
                taken[heading] = taken.get(heading, 0) + 1
                number = f"{taken[heading]}" if taken[heading] > 1 else ""
                yield TableSheet(f"{heading[:28]}{number}", _columns(block), _rows(block))


def _columns(table: Table) -> list[TableColumn]:
    unit = table.get("unit", "")
    return [
        TableColumn(
            "".join([c.get("group", ""), c["label"]])
            + (f"（{c.get('unit') or unit}）" if c.get("unit") or (unit and n) else "")
        )
        for n, c in enumerate(table["columns"])
    ]


def _rows(table: Table) -> list[list[object]]:
    return [[_typed(cell) for cell in row] for row in [*table["rows"], *table.get("totals", [])]]


def _typed(cell: Any) -> object:
    """Return a printed number as a number again: 1,234 and 87.1% (as 87.1)."""
    if isinstance(cell, dict):
        cell = cell["text"]
    if not isinstance(cell, str):
        return cell
    digits = cell.replace(",", "").removesuffix("%")
    try:
        return money.number(Decimal(digits))
    except InvalidOperation:
        return cell
