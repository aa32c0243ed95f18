"""A quick pass over a workbook's XML for what python-calamine does not tell.

It finds percent formats, error values and formulas that were never calculated (both read as
empty cells), the last cell in use (one at XFD1048576 makes a dense reader allocate gigabytes), and how
much text the cells hold (one long shared string can stand in a million cells).
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from core.exceptions import Refusal
from core.workbook.archive import DAMAGED, Archive
from core.workbook.errors import column_index

_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DIGITS: Final = "0123456789"
# A cell with text takes at least this many bytes of XML: <c r="A1"><v>1</v></c>
_BYTES_PER_CELL: Final = 20
UNCALCULATED: Final = "公式没有计算结果，请用 Excel 或 WPS 打开并保存后再上传"
ERROR_VALUE: Final = "单元格是错误值，请改正公式或直接填写数值"

Start = Callable[[str, dict[str, str]], None]


@dataclass
class SheetFacts:
    """What the scan of one sheet found. Places are (row, column), counted from 0.

    `percent` holds the cells with a percent format, or is None where the file does not tell;
    `broken` the cells without a usable value, each with its message.
    """

    percent: set[tuple[int, int]] | None = None
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = -1
    last_column: int = -1
    text: int = 0


def is_percent_format(code: str) -> bool:
    """Tell whether a number format multiplies by 100: a % outside quotes and escapes."""
    return "%" in _QUOTED.sub("", code)


def parser_for(start: Start) -> expat.XMLParserType:
    """Return a parser that calls `start(local name, attributes)` and refuses any DTD."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise Refusal(DAMAGED)

    def local(tag: str, attrs: dict[str, str]) -> None:
        start(tag.rpartition(":")[2], attrs)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = local
    return parser


def read_sheet_names(archive: Archive) -> tuple[dict[str, str], bool]:
    """Return each sheet's part by the sheet's name, and whether dates count from 1904."""
    relations: dict[str, str] = {}
    date1904 = False

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal date1904
        if tag == "sheet":
            ids = [value for name, value in attrs.items() if name.rpartition(":")[2] == "id"]
            relations[attrs.get("name", "")] = ids[0] if ids else ""
        elif tag == "workbookPr":
            date1904 = attrs.get("date1904") in ("1", "true")

    archive.feed("xl/workbook.xml", parser_for(start))
    targets = _read_targets(archive)
    return {name: targets.get(relation, "") for name, relation in relations.items()}, date1904


def _read_targets(archive: Archive) -> dict[str, str]:
    targets: dict[str, str] = {}

    def start(tag: str, attrs: dict[str, str]) -> None:
        if tag == "Relationship":
            path = posixpath.normpath(posixpath.join("/xl", attrs.get("Target", "")))
            targets[attrs.get("Id", "")] = path.lstrip("/").lower()

    archive.feed("xl/_rels/workbook.xml.rels", parser_for(start))
    return targets


def read_percent_styles(archive: Archive) -> set[str]:
    """Return the cell styles that show a percentage (built-in formats 9 and 10, or a % code)."""
    formats = {"9", "10"}
    styles: set[str] = set()
    style = -1
    group = ""

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal style, group
        if tag == "numFmt" and is_percent_format(attrs.get("formatCode", "")):
            formats.add(attrs.get("numFmtId", ""))
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            group = tag
        elif tag == "xf" and group == "cellXfs":
            style += 1
            if attrs.get("numFmtId") in formats:
                styles.add(str(style))

    archive.feed("xl/styles.xml", parser_for(start))
    return styles


def read_string_lengths(archive: Archive) -> list[int]:
    """Return the length of each shared string."""
    lengths: list[int] = []

    def start(tag: str, attrs: dict[str, str]) -> None:
        if tag == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parser = parser_for(start)
    parser.CharacterDataHandler = text
    archive.feed("xl/sharedstrings.xml", parser)
    return lengths


class SheetScan:
    """Expat handlers for one sheet's XML; `facts` fills while the part is fed.

    Text is listened to only where it matters: for a formula's result, and, when long shared
    strings could add up, for every reference to one.
    """

    def __init__(self, percent_styles: set[str], lengths: list[int], weigh: bool) -> None:
        self.percent: set[tuple[int, int]] = set()
        self.facts = SheetFacts(self.percent)
        self.percent_styles = percent_styles
        self.lengths = lengths
        self.weigh = weigh
        self.row = self.column = -1
        self.cell_type = ""
        self.listening = False
        self.parser = parser_for(self.start)

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if self.listening:
            self.listening = False
            self.parser.CharacterDataHandler = None
        if tag == "c":
            self._start_cell(attrs)
        elif tag == "v" or tag == "is":
            self._start_value()
        elif tag == "row":
            self.row = int(attrs["r"]) - 1 if "r" in attrs else self.row + 1
            self.column = -1
        elif tag == "f" and self.cell_type != "str" and self.cell_type != "e":
            self.facts.broken[self.row, self.column] = UNCALCULATED
            self._reach()

    def _start_cell(self, attrs: dict[str, str]) -> None:
        reference = attrs.get("r")
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip(_DIGITS)
            self.column = column_index(letters.upper())
            self.row = int(reference[len(letters) :]) - 1
        self.cell_type = attrs.get("t", "")
        if self.cell_type == "e":
            self.facts.broken[self.row, self.column] = ERROR_VALUE
            self._reach()
        if (
            self.percent_styles
            and attrs.get("s") in self.percent_styles
            and self.facts.percent is not None
        ):
            self.facts.percent.add((self.row, self.column))

    def _reach(self) -> None:
        facts = self.facts
        if self.row > facts.last_row:
            facts.last_row = self.row
        if self.column > facts.last_column:
            facts.last_column = self.column

    def _start_value(self) -> None:
        self._reach()
        facts = self.facts
        if facts.broken and facts.broken.get((self.row, self.column)) is UNCALCULATED:
            self._listen(self._result)
        elif self.weigh and self.cell_type == "s":
            self._listen(self._weigh)

    def _listen(self, handler: Callable[[str], None]) -> None:
        """Hear the text up to the next element, in one piece."""
        self.listening = True
        self.parser.CharacterDataHandler = handler

    def _result(self, data: str) -> None:
        if data.strip():
            self.facts.broken.pop((self.row, self.column), None)

    def _weigh(self, data: str) -> None:
        index = int(data.strip() or -1)
        self.facts.text += self.lengths[index] if 0 <= index < len(self.lengths) else 0


def scan_sheet(
    archive: Archive, part: str, percent_styles: set[str], lengths: list[int]
) -> SheetFacts:
    """Scan one sheet; Refusal when its cells hold more text than the limit."""
    most = archive.parts[part].file_size // _BYTES_PER_CELL * max(lengths, default=0)
    scan = SheetScan(percent_styles, lengths, weigh=most > archive.limits.max_text)
    archive.feed(part, scan.parser)
    if scan.facts.text > archive.limits.max_text:
        raise Refusal("工作簿中的文字过多，请按区县拆分后分别上传")
    return scan.facts
