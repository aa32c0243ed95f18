"""Uploaded files: what they are is read from their content, never from what they are called."""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Protocol

from django.conf import settings

from core.exceptions import Refusal

KINDS: Final = "PDF、JPG、PNG、Word（docx）、Excel（xlsx）"
MOST: Final = 10
LONGEST_NAME: Final = 100
ENDINGS: Final = {"jpeg": "jpg"}
SIGNATURES: Final = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
OFFICE_PARTS: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
CONTENT_TYPES: Final = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|]')


class Incoming(Protocol):
    """What Django's UploadedFile offers of a file."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def read(self) -> bytes: ...


@dataclass(frozen=True)
class Upload:
    """A file that passed: a harmless name, its kind by content, and the content."""

    name: str
    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256_of(self.content)


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def check_uploads(files: Iterable[Incoming], field: str = "attachments") -> Sequence[Upload]:
    """Return the files as they may be kept; Refusal names the first that may not."""
    found = list(files)
    if len(found) > MOST:
        raise Refusal(f"一次最多上传{MOST}个附件，请合并或分次上传。", field)
    return [check_upload(file, field) for file in found]


def check_upload(file: Incoming, field: str = "attachments") -> Upload:
    """Return one file as it may be kept: size, kind by content, ending that agrees, clean name."""
    name = clean_name(file.name or "")
    limit = settings.UPLOAD_LIMIT_MB
    if (file.size or 0) > limit * 1024 * 1024:
        raise Refusal(f"附件“{name}”超过{limit} MB，请压缩或拆分后上传。", field)
    content = file.read()
    if not content:
        raise Refusal(f"附件“{name}”是空文件，请重新选择。", field)
    kind = kind_of(content)
    if kind is None:
        raise Refusal(f"附件“{name}”的内容不是{KINDS}之一，请转换后上传。", field)
    ending = name.rpartition(".")[2].lower()
    if ENDINGS.get(ending, ending) != kind:
        raise Refusal(f"附件“{name}”的内容是{kind}，与扩展名不符，请改名后上传。", field)
    return Upload(name, kind, content)


def clean_name(name: str) -> str:
    """Return the last part of a path without control characters, direction marks and separators."""
    last = re.split(r"[\\/]", name)[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    name = FORBIDDEN.sub("_", visible).strip(" .") or "附件"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:LONGEST_NAME]}.{ending[:8]}" if dot else name[:LONGEST_NAME]


def kind_of(content: bytes) -> str | None:
    """Return pdf, jpg, png, docx or xlsx by content; None for anything else, macros included."""
    for start, kind in SIGNATURES.items():
        if content.startswith(start):
            return kind
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        return None
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)
