"""The zip around a workbook, opened under limits: sizes are checked before anything is parsed."""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Final, Self, TypeAlias
from xml.parsers import expat

from django.conf import settings

from core.exceptions import Refusal

Source: TypeAlias = str | Path | bytes | IO[bytes]

_CHUNK: Final = 1 << 18
MEGABYTE: Final = 1024 * 1024
NOT_A_WORKBOOK: Final = "这不是 Excel 工作簿，请上传 .xlsx 文件"
DAMAGED: Final = "工作簿已损坏或不完整，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传"
MACROS: Final = "工作簿含有宏，请用 Excel 或 WPS 另存为不含宏的 .xlsx 再上传"
LOCKED: Final = "工作簿设有打开密码，请取消密码后再上传"


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be; a setting named WORKBOOK_MAX_BYTES and so on replaces each.

    `max_ratio` holds for parts above 10 MB. `max_rows`, `max_columns` and `max_cells` (rows ×
    columns) are per sheet; `max_text` is the characters of all cells together.
    """

    max_bytes: int = 20 * MEGABYTE
    max_inflated: int = 300 * MEGABYTE
    max_ratio: int = 250
    max_entries: int = 2000
    max_rows: int = 200_000
    max_columns: int = 300
    max_cells: int = 6_000_000
    max_text: int = 200_000_000

    @classmethod
    def from_settings(cls) -> Self:
        if not settings.configured:
            return cls()
        names = {name: f"WORKBOOK_{name.upper()}" for name in cls.__dataclass_fields__}
        return cls(**{n: getattr(settings, s) for n, s in names.items() if hasattr(settings, s)})


def read_bounded(source: Source, limits: Limits) -> bytes:
    """Return the file's bytes; Refusal when there are more than allowed, before reading them all."""
    if isinstance(source, bytes):
        data = source[: limits.max_bytes + 1]
    elif isinstance(source, (str, Path)):
        try:
            with Path(source).open("rb") as stream:
                data = stream.read(limits.max_bytes + 1)
        except OSError as error:
            raise Refusal(f"打不开文件 {source}：{error.strerror}") from error
    else:
        source.seek(0)
        data = source.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        size = limits.max_bytes / MEGABYTE
        raise Refusal(f"文件超过 {size:g} MB，请按区县拆分后分别上传")
    return data


class Archive:
    """A zip's parts by lower-case name. Each part can be inflated once; then it is gone.

    Refusal for what no spreadsheet program writes. Malformed data raises zipfile, zlib or struct
    errors, which the caller turns into a Refusal.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.limits = limits
        self.inflated = 0
        self.parts = self._directory()

    def _directory(self) -> dict[str, zipfile.ZipInfo]:
        with zipfile.ZipFile(BytesIO(self.data)) as archive:
            entries = archive.infolist()
            comment = archive.comment
        if len(entries) > self.limits.max_entries:
            raise Refusal(f"工作簿内部文件超过 {self.limits.max_entries} 个，不予打开")
        if sum(entry.file_size for entry in entries) > self.limits.max_inflated:
            raise self._too_large()
        if any(self._ratio(entry) > self.limits.max_ratio for entry in entries):
            raise Refusal("工作簿压缩比异常，不予打开；请用 Excel 或 WPS 另存为 .xlsx 再上传")
        parts = {entry.filename.lower(): entry for entry in entries}
        overlap = sum(entry.compress_size for entry in entries) > len(self.data)
        # Two readers must not disagree about where the directory is: no comment, nothing behind.
        if overlap or comment or len(parts) < len(entries) or self.data[-22:-18] != b"PK\5\6":
            raise Refusal(DAMAGED)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refusal(LOCKED)
        return parts

    def _ratio(self, entry: zipfile.ZipInfo) -> float:
        small = entry.file_size < 10 * MEGABYTE
        return 0 if small else entry.file_size / max(entry.compress_size, 1)

    def _too_large(self) -> Refusal:
        size = self.limits.max_inflated / MEGABYTE
        return Refusal(f"工作簿解压后超过 {size:g} MB，请按区县拆分后分别上传")

    def inflate(self, part: str) -> Iterator[bytes]:
        """Yield a part's bytes; Refusal when it is larger than it says or than allowed."""
        entry = self.parts.pop(part)
        name, extra = struct.unpack_from("<HH", self.data, entry.header_offset + 26)
        start = entry.header_offset + 30 + name + extra
        packed = memoryview(self.data)[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            yield from self._counted(entry, [bytes(packed)])
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            yield from self._counted(entry, _deflated(packed))
        else:
            raise Refusal(DAMAGED)

    def _counted(self, entry: zipfile.ZipInfo, chunks: Iterable[bytes]) -> Iterator[bytes]:
        size = checksum = 0
        for chunk in chunks:
            size += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            self.inflated += len(chunk)
            if self.inflated > self.limits.max_inflated:
                raise self._too_large()
            yield chunk
        if size != entry.file_size or checksum != entry.CRC:
            raise Refusal(DAMAGED)

    def feed(self, part: str, parser: expat.XMLParserType) -> None:
        """Parse a part, when it is there, without ever holding it whole."""
        if part not in self.parts:
            return
        for chunk in self.inflate(part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def drain(self) -> None:
        """Inflate whatever is left, so that every part has been measured."""
        for part in list(self.parts):
            for _ in self.inflate(part):
                pass


def _deflated(packed: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    while not engine.eof:
        chunk = engine.decompress(rest, _CHUNK)
        if not chunk and not engine.eof:
            raise zlib.error("truncated")
        yield chunk
        rest = engine.unconsumed_tail
