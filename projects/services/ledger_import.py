"""Importing a ledger from a page: upload it, start it once it is checked, try again."""

import hashlib
from pathlib import PurePath
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.exceptions import Refusal
from core.workbook.archive import MEGABYTE
from core.workbook.package import suffix_of
from projects.choices import ImportState
from projects.models import LedgerImport
from projects.services.guards import require
from projects.services.ledger_jobs import give_up_dead_jobs, send

PERMISSION: Final = "projects.import_ledger"


def upload_ledger(file: "UploadedFile[bytes]", *, by: User) -> LedgerImport:
    """Keep an uploaded workbook under a name of our own and have it checked.

    Refusal, before anything is kept, when it is too large or no workbook.
    """
    require(by, PERMISSION)
    if by.region_id is None:
        raise Refusal("您的账号没有所属区划，不能导入台账。", "file")
    limit = settings.UPLOAD_LIMIT_MB
    if (file.size or 0) > limit * MEGABYTE:
        size = f"{(file.size or 0) / MEGABYTE:.1f}"
        raise Refusal(f"文件 {size} MB，超过 {limit} MB 的上限，请按区县拆分后分别上传。", "file")
    if not file.size:
        raise Refusal("文件是空的，请重新选择。", "file")
    try:
        suffix = suffix_of(file)
    except Refusal as refusal:
        raise Refusal(refusal.message, "file") from refusal
    row = LedgerImport(
        region_id=by.region_id,
        file_name=PurePath((file.name or "台账").replace("\\", "/")).name[-200:],
        size=file.size,
        sha256=digest(file),
        uploaded_by=by,
    )
    file.seek(0)
    with transaction.atomic():
        row.file.save(f"{uuid4().hex}{suffix}", File(file), save=False)
        row.save()
        send(row.pk, row.state)
    return row


def digest(file: "UploadedFile[bytes]") -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    found = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()


def imported_before(row: LedgerImport) -> LedgerImport | None:
    """Return the last import of the very same file that was carried out, if there was any."""
    same = LedgerImport.objects.filter(sha256=row.sha256, state=ImportState.DONE)
    found: LedgerImport | None = (
        same.exclude(pk=row.pk)
        .filter(region=row.region_id)
        .select_related("uploaded_by")
        .order_by("-finished_at")
        .first()
    )
    return found


@transaction.atomic
def start_import(row: LedgerImport, *, by: User) -> None:
    """Have a checked workbook imported; a second call is refused and changes nothing."""
    _require_own(row, by)
    _ask_for(row, ImportState.CHECKED, ImportState.IMPORTING)


@transaction.atomic
def retry_import(row: LedgerImport, *, by: User) -> None:
    """Run an interrupted job again: the import where the check had passed, else the check."""
    _require_own(row, by)
    if not row.file:
        raise Refusal("上传的文件已过保存期限，请重新上传。")
    give_up_dead_jobs()
    wanted = ImportState.IMPORTING if row.counts else ImportState.UPLOADED
    _ask_for(row, ImportState.FAILED, wanted)


def _require_own(row: LedgerImport, by: User) -> None:
    require(by, PERMISSION)
    if row.uploaded_by_id != by.pk:
        raise PermissionDenied


def _ask_for(row: LedgerImport, state: ImportState, wanted: ImportState) -> None:
    asked = LedgerImport.objects.filter(pk=row.pk, state=state)
    now = timezone.now()
    if not asked.update(state=wanted, claimed_at=None, finished_at=now, message="", progress=0):
        raise Refusal("这次导入的状态已经变了，请看页面上的最新状态。")
    send(row.pk, wanted)
