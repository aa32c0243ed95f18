"""Handing work to the queue without letting a lost broker lose a user's change."""

import logging
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def enqueue(task: "Task[Any, Any]", *args: Any) -> None:
    """Send `task` once the transaction is committed.

    A broker that does not answer is logged, not raised: every job is a row that the beat's sweep
    finds again, so the work is late, not lost.
    """

    def send() -> None:
        try:
            task.apply_async(args=args, retry=False)
        except (OperationalError, OSError) as error:
            log.error("queue unreachable, %s%s left to the sweep: %s", task.name, args, error)

    transaction.on_commit(send, robust=True)
