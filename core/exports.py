"""Lists as workbooks: typed cells, headings frozen, units in the heading."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any, Final
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.utils.module_loading import import_string

from core import clock, money
from core.columns import Column
from core.workbook.writer import TableColumn, TableSheet, write_table, write_workbook

CHUNK: Final = 2000
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Final = {
    "number": "#,##0.##",
    "money": "#,##0.00",
    "percent": "0.0",
    "rate": "0.0",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}


def attachment(file_name: str) -> str:
    """Return a Content-Disposition header for a Chinese file name (RFC 6266)."""
    return f"attachment; filename*=UTF-8''{quote(file_name)}"


def heading_of(column: Column) -> str:
    """Return a column's heading with its unit, e.g. 总投资（万元）."""
    unit = column.unit or ("万元" if column.kind == "money" else "")
    return f"{column.heading}（{unit}）" if unit else column.heading


def cell_value(column: Column, row: Any) -> object:
    """Return a cell as the workbook types it: money in 万元, rates as numbers."""
    value = column.of(row)
    if value is None:
        return None
    if column.kind == "money":
        return money.to_wan(value)
    return Decimal(value) if column.kind == "rate" else value


def workbook_of(request: HttpRequest, title: str, sheets: Iterable[TableSheet]) -> FileResponse:
    """Answer with a workbook of several sheets and log the export."""
    stream = TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    return _answer(request, title, stream, sum(write_workbook(stream, sheets)))


def workbook_response(
    request: HttpRequest, title: str, columns: Sequence[Column], rows: Iterable[Any]
) -> FileResponse:
    """Stream every row as a workbook and log the export (settings.EXPORT_LOGGER).

    A queryset is given by its `iterator`, so that memory stays constant.
    """

    def lines() -> Iterator[list[object]]:
        for row in rows:
            yield [cell_value(column, row) for column in columns]

    heads = [TableColumn(heading_of(c), number_format=FORMATS.get(c.kind)) for c in columns]
    stream = TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    return _answer(request, title, stream, write_table(stream, title, heads, lines()))


def _answer(request: HttpRequest, title: str, stream: IO[bytes], count: int) -> FileResponse:
    stream.seek(0)
    import_string(settings.EXPORT_LOGGER)(request, title, count)
    name = f"{title}_{clock.today():%Y%m%d}.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
