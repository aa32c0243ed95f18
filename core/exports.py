"""Lists as workbooks: typed cells, headings frozen, units in the heading."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest

from core.columns import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(file_name: str) -> str:
    """Return a Content-Disposition header for a Chinese file name (RFC 6266)."""
    return f"attachment; filename*=UTF-8''{quote(file_name)}"


def workbook_response(
    request: HttpRequest, title: str, columns: Sequence[Column], rows: QuerySet[Any]
) -> FileResponse:
    raise NotImplementedError
