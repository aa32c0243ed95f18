"""Whether a file is a workbook that is safe to open: the gate before python-calamine sees it."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from core.exceptions import Refusal
from core.workbook.archive import (
    DAMAGED,
    LOCKED,
    MACROS,
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
# Streams of what else comes in the same container.
_OTHERS: Final = ("WordDocument".encode("utf-16-le"), "PowerPoint Document".encode("utf-16-le"))


@dataclass(frozen=True)
class Package:
    """A workbook that passed the checks. `old` is an .xls, about whose cells nothing is known."""

    data: bytes
    old: bool
    sheets: dict[str, SheetFacts]
    date1904: bool = False


def suffix_of(source: Source, limits: Limits | None = None) -> str:
    """Return ".xlsx" or ".xls" by what a file holds, whatever its name; inflates nothing.

    Refusal for anything else, and for what `open_package` would refuse by the directory alone.
    """
    limits = limits or Limits.from_settings()
    data = read_bounded(source, limits)
    if _is_old(data):
        return ".xls"
    with _malformed_is_refused():
        _require_workbook(Archive(data, limits))
    return ".xlsx"


def open_package(source: Source, limits: Limits) -> Package:
    """Check and scan a file; Refusal, saying what to do, when it cannot be read safely."""
    data = read_bounded(source, limits)
    if _is_old(data):
        return Package(data, True, {})
    with _malformed_is_refused():
        return _scan(Archive(data, limits))


def _is_old(data: bytes) -> bool:
    """Tell an .xls from an .xlsx; Refusal when it is neither."""
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Refusal(LOCKED)
        if any(stream in data for stream in _OTHERS):
            raise Refusal(NOT_A_WORKBOOK)
        return True
    if not data.startswith(b"PK"):
        raise Refusal(NOT_A_WORKBOOK)
    return False


@contextmanager
def _malformed_is_refused() -> Iterator[None]:
    try:
        yield
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


def _require_workbook(archive: Archive) -> None:
    if any(part.endswith("vbaproject.bin") for part in archive.parts):
        raise Refusal(MACROS)
    if "xl/workbook.xml" not in archive.parts:
        raise Refusal(NOT_A_WORKBOOK)


def _scan(archive: Archive) -> Package:
    _require_workbook(archive)
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
