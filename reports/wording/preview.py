"""A bulletin's words as a page shows them: text, fields marked with their name and rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reports.figures import Figures
from reports.indicators import rows_behind
from reports.wording.fields import TOKEN, Field
from reports.wording.resolve import Footnotes

NUMERALS: Final = "一二三四五六七八九十"


@dataclass(frozen=True)
class Part:
    """A stretch of a paragraph; a field has its name, the rows it counts and perhaps a note."""

    text: str
    field: str = ""
    href: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Passage:
    """One section as it reads."""

    key: str
    title: str
    paragraphs: list[list[Part]]


def sections(
    text: Mapping[str, Any], fields: Mapping[str, Field], notes: Footnotes, figures: Figures | None
) -> list[Passage]:
    """Return the sections with their fields resolved; an unknown name stays as it was typed."""
    return [
        Passage(
            section["key"],
            f"{numeral}、{section['title']}",
            [list(parts(words, fields, notes, figures)) for words in section["paragraphs"]],
        )
        for numeral, section in zip(NUMERALS, text["sections"], strict=False)
    ]


def parts(
    words: str, fields: Mapping[str, Field], notes: Footnotes, figures: Figures | None
) -> Iterator[Part]:
    end = 0
    for match in TOKEN.finditer(words):
        if words[end : match.start()]:
            yield Part(words[end : match.start()])
        end = match.end()
        field = fields.get(match[1])
        if field is None:
            yield Part(match[0], "未知字段")
        else:
            yield Part(field.value, field.name, rows_of(field, figures), notes.take(field))
    if words[end:]:
        yield Part(words[end:])


def rows_of(field: Field, figures: Figures | None) -> str | None:
    """Return the address of the rows that a field counts, None for dates and names.

    Without `figures` the reader may not open them.
    """
    if figures is None:
        return None
    if field.href:
        return field.href
    for anchor in field.anchors:
        rows = rows_behind(anchor)
        if rows is not None:
            return rows.of(figures)
    return None
