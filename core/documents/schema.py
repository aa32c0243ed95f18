"""What an official document is made of: JSON and nothing else, so that a frozen row can hold or rebuild it.

Two kinds share everything but their first page: ``gongwen`` (red head, GB/T 9704-2012) and ``sheet`` (a plain black
heading, for dispatches, orders and forms). Nothing here knows what a document is about. Text is printed literally,
whatever characters it holds; numbers arrive as text, already rounded by whoever counted them.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal, NotRequired, TypedDict

Alignment = Literal["left", "center", "right"]
Orientation = Literal["portrait", "landscape"]
Light = Literal["green", "yellow", "red"]


class Run(TypedDict):
    """A stretch of text in a paragraph; ``footnote`` hangs a note (①) on its end."""

    text: str
    style: NotRequired[Literal["kai", "hei"]]
    footnote: NotRequired[str]


class Heading(TypedDict):
    """``h1`` 一、 黑体, ``h2`` （一） 楷体, ``h3`` 1. 仿宋. The text carries its own number."""

    type: Literal["h1", "h2", "h3"]
    text: str


class Paragraph(TypedDict):
    """Indented by two characters unless ``align`` is center or right, or ``indent`` is false.

    ``hang``: the first run is a label (出席：) and further lines begin below its end (GB/T 9704-2012 §10.3).
    """

    type: Literal["p"]
    runs: list[Run]
    align: NotRequired[Alignment]
    indent: NotRequired[bool]
    hang: NotRequired[bool]


class MarkedText(TypedDict):
    """A cell with a coloured dot before its words (``light``), or set in 黑体 (``strong``)."""

    text: str
    light: NotRequired[Light]
    strong: NotRequired[bool]


Cell = str | int | float | MarkedText | None


class Column(TypedDict):
    """``width`` is relative; without it columns share the line by their content. ``group`` is a heading above
    neighbours that name the same group. ``align`` defaults to right for numbers, left for long text, else center.
    """

    label: str
    unit: NotRequired[str]
    group: NotRequired[str]
    width: NotRequired[float]
    align: NotRequired[Alignment]


class Table(TypedDict):
    """Rows of as many cells as columns. ``None`` prints as —. ``totals`` are set in 黑体 below the rows.

    ``unit`` stands at the right above the table, ``notes`` below it (注：…). ``size`` is in pt. ``empty`` is what
    a table without rows says (无).
    """

    type: Literal["table"]
    columns: list[Column]
    rows: list[list[Cell]]
    totals: NotRequired[list[list[Cell]]]
    title: NotRequired[str]
    unit: NotRequired[str]
    notes: NotRequired[list[str]]
    size: NotRequired[float]
    empty: NotRequired[str]


class Bar(TypedDict):
    """``value`` draws the bar, ``text`` is printed at its end. ``below`` (default value < target) changes its look."""

    label: str
    value: float
    text: NotRequired[str]
    below: NotRequired[bool]


class Bars(TypedDict):
    """Horizontal bars from 0 to ``max`` (default: the greatest, rounded up), with a dashed line at ``target``."""

    type: Literal["bars"]
    items: list[Bar]
    title: NotRequired[str]
    max: NotRequired[float]
    target: NotRequired[float]
    target_label: NotRequired[str]
    notes: NotRequired[list[str]]


class Field(TypedDict):
    """A labelled box of a form; ``lines`` is the least height in lines of text."""

    label: str
    text: str
    lines: NotRequired[int]


class Form(TypedDict):
    """Rows of labelled boxes; the boxes of a row share its width."""

    type: Literal["form"]
    rows: list[list[Field]]


class Photo(TypedDict):
    """``file`` names a JPEG that is handed to the renderer beside the document."""

    file: str
    caption: str


class Photos(TypedDict):
    """Photos two by two, each with its caption below; for PDF alone."""

    type: Literal["photos"]
    items: list[Photo]


class PageBreak(TypedDict):
    """What follows starts a new page."""

    type: Literal["pagebreak"]


Block = Heading | Paragraph | Table | Bars | Form | Photos | PageBreak


class Head(TypedDict):
    """Red head. ``signed_by`` (签发人) only for documents that go up: it moves the number to the left.

    ``organ`` is for minutes (纪要): it stands below the number at the left, the document's date at the right.
    """

    banner: str
    number: str
    organ: NotRequired[str]
    signed_by: NotRequired[str]
    serial: NotRequired[str]
    secrecy: NotRequired[str]
    urgency: NotRequired[str]


class Signature(TypedDict):
    """Who signs; the date below is the document's. ``sealed`` (default true) leaves room for a seal, which is
    never drawn; false sets it as GB/T 9704-2012 §7.3.5.2 does for documents without one.
    """

    units: list[str]
    sealed: NotRequired[bool]


class Colophon(TypedDict):
    """版记 at the foot of the last page. ``print_date`` is an ISO date."""

    printer: str
    print_date: str
    cc: NotRequired[str]


class Attachment(TypedDict):
    """Starts a new page; numbered and listed below the body (附件说明) by its place in the list."""

    title: str
    blocks: list[Block]
    orientation: NotRequired[Orientation]
    title_lines: NotRequired[list[str]]


class Document(TypedDict):
    """A whole document. ``date`` (ISO) is both the date printed below the signature and the PDF's timestamp.

    ``title`` is one line; it is broken where it reads well unless ``title_lines`` says where. ``mark`` (草稿) is
    printed at the top of every page. ``roll`` lists who took part in a meeting (出席、请假、列席). ``subtitle``,
    ``meta`` (left and right below the title) and ``orientation`` are for sheets.
    """

    kind: Literal["gongwen", "sheet"]
    title: str
    issuer: str
    date: str
    blocks: list[Block]
    title_lines: NotRequired[list[str]]
    mark: NotRequired[str]
    head: NotRequired[Head]
    addressee: NotRequired[str]
    attachments: NotRequired[list[Attachment]]
    signature: NotRequired[Signature]
    note: NotRequired[str]
    roll: NotRequired[list[Field]]
    colophon: NotRequired[Colophon]
    subtitle: NotRequired[str]
    meta: NotRequired[list[str]]
    orientation: NotRequired[Orientation]


class DocumentError(ValueError):
    """A document that breaks the schema: a programming error, never something to tell a user."""


BLOCK_KEYS: Final[dict[str, frozenset[str]]] = {
    "h1": frozenset({"text"}),
    "h2": frozenset({"text"}),
    "h3": frozenset({"text"}),
    "p": frozenset({"runs"}),
    "table": frozenset({"columns", "rows"}),
    "bars": frozenset({"items"}),
    "form": frozenset({"rows"}),
    "photos": frozenset({"items"}),
    "pagebreak": frozenset(),
}


def check(document: Document) -> None:
    """Raise :class:`DocumentError` naming the first place that breaks the schema."""
    for key in ("kind", "title", "issuer", "date", "blocks"):
        if key not in document:
            raise DocumentError(f"{key} is missing")
    if document["kind"] not in ("gongwen", "sheet"):
        raise DocumentError(f"kind: {document['kind']!r}")
    _check_date(document["date"], "date")
    if colophon := document.get("colophon"):
        _check_date(colophon["print_date"], "colophon.print_date")
    _check_blocks(document["blocks"], "blocks")
    for index, attachment in enumerate(document.get("attachments", [])):
        _check_blocks(attachment["blocks"], f"attachments[{index}].blocks")


def _check_date(value: str, where: str) -> None:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise DocumentError(f"{where}: {value!r} is no ISO date") from error


def _check_blocks(blocks: list[Block], where: str) -> None:
    for index, block in enumerate(blocks):
        place = f"{where}[{index}]"
        needed = BLOCK_KEYS.get(block["type"])
        if needed is None:
            raise DocumentError(f"{place}: unknown type {block['type']!r}")
        if absent := needed - block.keys():
            raise DocumentError(
                f"{place} ({block['type']}): {', '.join(sorted(absent))} is missing"
            )
        if block["type"] == "table":
            _check_table(block, place)


def _check_table(table: Table, where: str) -> None:
    width = len(table["columns"])
    if not width:
        raise DocumentError(f"{where}: no columns")
    for index, row in enumerate([*table["rows"], *table.get("totals", [])]):
        if len(row) != width:
            raise DocumentError(f"{where} row {index}: {len(row)} cells for {width} columns")


def paragraph(*parts: str | Run, **options: Any) -> Paragraph:
    """A paragraph of plain strings and runs: ``paragraph("截至7月末，", note("开工162个", "含暂缓2个"), "。")``."""
    runs: list[Run] = [{"text": part} if isinstance(part, str) else part for part in parts]
    block: Paragraph = {"type": "p", "runs": runs}
    block.update(options)  # type: ignore[typeddict-item]
    return block


def note(text: str, footnote: str) -> Run:
    """A run with a footnote on its end."""
    return {"text": text, "footnote": footnote}
