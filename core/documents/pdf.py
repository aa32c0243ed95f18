"""Official documents as PDF/A."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from core.documents.prepare import prepare
from core.documents.schema import Document
from core.typst import RenderResult, compile_pdf

LAYOUT: Final = Path(__file__).parent / "layout"


def render_pdf(document: Document) -> RenderResult:
    """The document's pages: bookmarked, tagged, PDF/A-2a, and the same bytes each time.

    Raises :class:`~core.documents.schema.DocumentError` for a document that breaks the schema.
    """
    return compile_pdf(LAYOUT, prepare(document), date.fromisoformat(document["date"]))
