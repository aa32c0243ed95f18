"""What the worker does with an uploaded ledger: check it, import it, and leave a row that tells.

A job claims its row by conditional update. A claim outlives the task's time limit only when the
worker died; then the job may be claimed again. The import and its DONE are one transaction, so
that it has its effect once however often it is run.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts.choices import AccessKind
from accounts.services.access import record
from core import progress
from core.exceptions import Refusal
from core.ledger import ImportOutcome, import_ledger
from core.tasks import enqueue
from core.workbook.errors import CellError
from core.workbook.mark import mark_errors
from projects.choices import ImportState
from projects.models import LedgerImport

log = logging.getLogger(__name__)

SOFT_LIMIT_SECONDS: Final = 480
LIMIT_SECONDS: Final = 540
# Nobody holds a claim this long: the task is killed before.
STALE: Final = timedelta(minutes=10)
# A job that nobody claimed in this time was lost on its way to the queue.
UNCLAIMED: Final = timedelta(minutes=1)
WORKING: Final = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.IMPORTING)
BROKEN: Final = "处理中断，没有写入任何数据；文件还在，可以重试"


def job_name(pk: int) -> str:
    return f"ledger-import-{pk}"


def send(pk: int, state: str) -> None:
    """Queue what a row in this state waits for."""
    task = "import_ledger" if state == ImportState.IMPORTING else "check_ledger"
    enqueue(f"projects.tasks.{task}", pk)


def claim(pk: int, waiting: Iterable[str], working: str, *, redelivered: bool) -> Any:
    """Take a row in hand and return it, None when it is not waiting or another worker has it.

    The queue delivers a message again only when the worker that had it is dead.
    """
    now = timezone.now()
    rows = LedgerImport.objects.filter(pk=pk, state__in=[*waiting, working])
    if not redelivered:
        rows = rows.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - STALE))
    fields: dict[str, Any] = {"progress": 0, "step": "", "message": "", "finished_at": None}
    if not rows.update(state=working, claimed_at=now, **fields):
        return None
    progress.forget(job_name(pk))
    return LedgerImport.objects.select_related("uploaded_by").get(pk=pk)


def finish(row: LedgerImport, state: ImportState, **fields: Any) -> bool:
    """Write a job's end; False when the row is no longer in this job's hand."""
    mine = LedgerImport.objects.filter(pk=row.pk, state=row.state, claimed_at=row.claimed_at)
    fields |= {"finished_at": timezone.now(), "progress": 100}
    return bool(mine.update(state=state, **fields))


def run_check(pk: int, *, redelivered: bool = False) -> None:
    """Do everything that the import would do and take it back; keep errors or counts."""
    row = claim(pk, [ImportState.UPLOADED], ImportState.CHECKING, redelivered=redelivered)
    if row is None:
        return
    with _reported(row):
        outcome = _run(row, dry_run=True)
        if outcome.ok:
            finish(row, ImportState.CHECKED, **told(outcome))
        else:
            _keep_marked_copy(row, outcome.errors)
            finish(row, ImportState.REJECTED, **told(outcome))


def run_import(pk: int, *, redelivered: bool = False) -> None:
    """Import a checked workbook, once."""
    row = claim(pk, [], ImportState.IMPORTING, redelivered=redelivered)
    if row is None:
        return
    with _reported(row):
        with transaction.atomic():
            outcome = _run(row, dry_run=False)
            if outcome.ok:
                if not finish(row, ImportState.DONE, **told(outcome)):
                    transaction.set_rollback(True)
                    return
                _log_access(row, outcome)
        if not outcome.ok:
            _keep_marked_copy(row, outcome.errors)
            finish(row, ImportState.REJECTED, **told(outcome))


def told(outcome: ImportOutcome) -> dict[str, Any]:
    """Return an outcome as the fields of its row."""
    found = len(outcome.errors) + outcome.omitted
    created = sum(one.created for one in outcome.counts.values())
    updated = sum(one.updated for one in outcome.counts.values())
    changes = f"新增 {created} 行，更新 {updated} 行" if created or updated else "没有变化"
    return {
        "counts": {sheet: asdict(counts) for sheet, counts in outcome.counts.items()},
        "errors": [error.as_dict() for error in outcome.errors],
        "warnings": outcome.warnings,
        "message": f"{found} 处错误，没有导入任何数据" if found else changes,
    }


def _run(row: LedgerImport, *, dry_run: bool) -> ImportOutcome:
    user = row.uploaded_by
    if not user.is_active or not user.has_perm("projects.import_ledger"):
        raise Refusal("上传人已停用或不再有导入台账的权限，没有导入任何数据")
    with _uploaded(row) as stream:
        return import_ledger(
            stream,
            user=user,
            source=row.file_name,
            dry_run=dry_run,
            progress=lambda percent, text: progress.tell(job_name(row.pk), percent, text),
        )


def _uploaded(row: LedgerImport) -> FieldFile:
    """Open the workbook of an upload; Refusal where the file is gone."""
    try:
        return row.file.open("rb")
    except FileNotFoundError as error:
        raise Refusal("上传的文件已不在服务器上，请重新上传") from error


@contextmanager
def _reported(row: LedgerImport) -> Iterator[None]:
    """Turn whatever stops a job into the row's last words."""
    try:
        yield
    except Refusal as refusal:
        finish(row, ImportState.REJECTED, message=refusal.message[:500])
    except Exception:
        log.exception("ledger import %s broke", row.pk)
        finish(row, ImportState.FAILED, message=BROKEN)


def _log_access(row: LedgerImport, outcome: ImportOutcome) -> None:
    counts = outcome.counts.values()
    record(
        AccessKind.IMPORT,
        user=row.uploaded_by,
        subject=f"台账导入 {row.file_name}",
        import_id=row.pk,
        sha256=row.sha256,
        created=sum(one.created for one in counts),
        updated=sum(one.updated for one in counts),
    )


# --- The marked copy ------------------------------------------------------------------------
def marked_name(row: LedgerImport) -> str:
    """Return where in the storage the copy with the bad cells marked stands."""
    path = PurePosixPath(str(row.file.name))
    return str(path.with_name(f"{path.stem}-marked.xlsx"))


def marked_copy(row: LedgerImport) -> bytes:
    """Return the uploaded workbook with its bad cells marked, made now if it is not there."""
    if not row.file:
        raise Refusal("上传的文件已过保存期限，请重新上传。")
    name = marked_name(row)
    if default_storage.exists(name):
        with default_storage.open(name) as stream:
            content: bytes = stream.read()
            return content
    with _uploaded(row) as stream:
        return mark_errors(stream, [CellError.from_dict(error) for error in row.errors])


def _keep_marked_copy(row: LedgerImport, errors: list[CellError]) -> None:
    name = marked_name(row)
    progress.tell(job_name(row.pk), 99, "标出有错误的单元格")
    with row.file.open("rb") as stream:
        content = mark_errors(stream, errors)
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


# --- Jobs that were lost or died ------------------------------------------------------------
def lost_jobs() -> list[tuple[int, str]]:
    """Return (pk, state) of the jobs that never reached a worker.

    Of a job asked for again `finished_at` is when that was.
    """
    cutoff = timezone.now() - UNCLAIMED
    waiting = (ImportState.UPLOADED, ImportState.IMPORTING)
    rows = LedgerImport.objects.filter(state__in=waiting, claimed_at=None)
    rows = rows.filter(Q(finished_at=None) | Q(finished_at__lt=cutoff), uploaded_at__lt=cutoff)
    return list(rows.order_by("pk").values_list("pk", "state"))


def give_up_dead_jobs() -> int:
    """Mark the jobs whose worker died as interrupted; return how many there were."""
    return LedgerImport.objects.filter(
        state__in=WORKING, claimed_at__lt=timezone.now() - STALE
    ).update(state=ImportState.FAILED, message=BROKEN, finished_at=timezone.now())
