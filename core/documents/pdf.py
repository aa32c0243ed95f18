"""Official documents as PDF/A."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from core.documents.prepare import prepare
from core.documents.schema import Document
from core.typst import RenderResult, compile_pdf

LAYOUT: Final = Path(__file__).parent / "layout"


def render_pdf(
    document: Document, pictures: Mapping[str, bytes] = MappingProxyType({})
) -> RenderResult:
    """The document's pages, ``pictures`` by the names that its photos give: bookmarked, tagged, PDF/A-2a, and the same bytes each time.

    Raises :class:`~core.documents.schema.DocumentError` for a document that breaks the schema.
    """
    day = date.fromisoformat(document["date"])
    return compile_pdf(LAYOUT, prepare(document), day, pictures=pictures)
