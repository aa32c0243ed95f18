"""Whether a file is a workbook that is safe to open: the gate before python-calamine sees it."""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from core.exceptions import Refusal
from core.workbook.archive import (
    DAMAGED,
    LOCKED,
    NOT_A_WORKBOOK,
    Archive,
    Limits,
    Source,
    read_bounded,
)
from core.workbook.errors import letter
from core.workbook.scan import (
    SheetFacts,
    read_percent_styles,
    read_sheet_names,
    read_string_lengths,
    scan_sheet,
)

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Package:
    """A workbook that passed the checks. `old` is an .xls, about whose cells nothing is known."""

    data: bytes
    old: bool
    sheets: dict[str, SheetFacts]
    date1904: bool = False


def open_package(source: Source, limits: Limits) -> Package:
    """Check and scan a file; Refusal, saying what to do, when it cannot be read safely."""
    data = read_bounded(source, limits)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Refusal(LOCKED)
        return Package(data, True, {})
    if not data.startswith(b"PK"):
        raise Refusal(NOT_A_WORKBOOK)
    try:
        return _scan(Archive(data, limits))
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        expat.ExpatError,
        ValueError,
        LookupError,
        NotImplementedError,
    ) as error:
        raise Refusal(DAMAGED) from error


def _scan(archive: Archive) -> Package:
    if "xl/workbook.xml" not in archive.parts:
        raise Refusal(NOT_A_WORKBOOK)
    names, date1904 = read_sheet_names(archive)
    percent = read_percent_styles(archive)
    lengths = read_string_lengths(archive)
    sheets = {
        name: scan_sheet(archive, part, percent, lengths)
        for name, part in names.items()
        if part in archive.parts
    }
    archive.drain()
    return Package(archive.data, False, sheets, date1904)


def check_extent(name: str, rows: int, columns: int, limits: Limits) -> None:
    """Refuse a sheet that reaches further than a ledger does; counts, not indexes."""
    if rows > limits.max_rows:
        raise Refusal(
            f"工作表“{name}”有 {rows} 行，一次最多 {limits.max_rows} 行；"
            "请删去表格下方多余的内容，或拆分后分别上传"
        )
    if columns > limits.max_columns or rows * columns > limits.max_cells:
        raise Refusal(
            f"工作表“{name}”用到了 {letter(columns - 1)} 列，超出台账范围；请删去表格右侧多余的内容"
        )
