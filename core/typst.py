"""The one call into Typst: a folder of templates and JSON in, PDF/A or a picture out.

Data goes in as virtual files, never into the source, so no character of a user's text is ever markup. The same
data, fonts and date give the same bytes. Safe to call from several threads.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import typst

from core import fonts

STANDARDS: Final = ("a-2a", "ua-1")
MISSING: Final = re.compile(r'the text `"(.+?)"` could not be displayed')


class RenderResult(NamedTuple):
    """A PDF, what to tell its maker about it (Chinese sentences), and the standards it declares."""

    pdf: bytes
    warnings: list[str]
    standards: tuple[str, ...]


@functools.cache
def _sources(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.typ"))}


def _files(folder: Path, entry: str, data: Any, pictures: Mapping[str, bytes]) -> Any:
    """Virtual files; Any, because the package's stubs forget that it takes them.

    They have to be text, so a picture goes as the list of its bytes: `image(bytes(json("a.jpg.json")))`.
    """
    sources = _sources(folder)
    faces: dict[str, Any] = {**fonts.families(), "thicken": fonts.is_stand_in("title")}
    return {
        **{
            f"{name}.json": json.dumps(list(content)).encode() for name, content in pictures.items()
        },
        **{name: text for name, text in sources.items() if name != "main.typ"},
        "main.typ": sources[entry],
        "fonts.json": json.dumps(faces).encode(),
        "document.json": json.dumps(data, ensure_ascii=False).encode(),
    }


def _missing_characters(error: typst.TypstError) -> list[str]:
    """The characters that no font has, each once, in order."""
    return list(dict.fromkeys(MISSING.findall(error.diagnostic or error.message)))


def compile_pdf(
    folder: Path,
    data: Any,
    day: date,
    entry: str = "main.typ",
    pictures: Mapping[str, bytes] = MappingProxyType({}),
) -> RenderResult:
    """PDF/A-2a and PDF/UA-1 dated ``day``, ``pictures`` by file name. With a character that no font has, a plain tagged PDF and a warning.

    Raises ``typst.TypstError`` on anything else: a fault in the templates, not in the data.
    """
    files = _files(folder, entry, data, pictures)
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    warnings = [f"字体：{words}" for words in fonts.stand_ins()]
    try:
        return RenderResult(_pdf(files, stamp, list(STANDARDS)), warnings, STANDARDS)
    except typst.TypstError as error:
        characters = _missing_characters(error)
        if not characters:
            raise
    shown = "、".join(f"“{c}”（{' '.join(f'U+{ord(x):04X}' for x in c)}）" for c in characters)
    warnings.insert(0, f"以下字符没有可用字形，印出为空白，文件未达到 PDF/A：{shown}")
    return RenderResult(_pdf(files, stamp, []), warnings, ())


def _pdf(files: Any, stamp: datetime, standards: list[Any]) -> bytes:
    compiled = typst.compile(
        files,
        font_paths=fonts.book(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=standards,
        timestamp=stamp,
    )
    assert isinstance(compiled, bytes)
    return compiled


def compile_png(folder: Path, data: Any, entry: str, ppi: float = 200) -> bytes:
    """One page as a picture."""
    compiled = typst.compile(
        _files(folder, entry, data, {}),
        font_paths=fonts.book(),
        ignore_system_fonts=True,
        format="png",
        ppi=ppi,
    )
    assert isinstance(compiled, bytes)
    return compiled
