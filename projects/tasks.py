"""Tasks of projects: an uploaded ledger is checked, imported, and never lost."""

from typing import Any

from celery import Task, shared_task

from projects.services import ledger_jobs
from projects.services.ledger_jobs import LIMIT_SECONDS, SOFT_LIMIT_SECONDS
from projects.services.ledger_retention import prune_files


@shared_task(bind=True, soft_time_limit=SOFT_LIMIT_SECONDS, time_limit=LIMIT_SECONDS)
def check_ledger(self: "Task[Any, Any]", pk: int) -> None:
    """Check an uploaded workbook without writing anything."""
    ledger_jobs.run_check(pk, redelivered=_redelivered(self))


@shared_task(bind=True, soft_time_limit=SOFT_LIMIT_SECONDS, time_limit=LIMIT_SECONDS)
def import_ledger(self: "Task[Any, Any]", pk: int) -> None:
    """Import a checked workbook; run twice, it happens once."""
    ledger_jobs.run_import(pk, redelivered=_redelivered(self))


@shared_task
def sweep_imports() -> None:
    """Send the jobs that never reached a worker again, and mark those whose worker died."""
    ledger_jobs.give_up_dead_jobs()
    for pk, state in ledger_jobs.lost_jobs():
        ledger_jobs.send(pk, state)


@shared_task
def prune_ledgers() -> None:
    """Remove uploaded workbooks past their retention; beat sends this daily."""
    prune_files()


def _redelivered(task: "Task[Any, Any]") -> bool:
    """Say whether an earlier worker died over this message."""
    delivery = task.request.delivery_info or {}
    return bool(delivery.get("redelivered"))
