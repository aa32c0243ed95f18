"""Handing work to the queue without letting a lost broker lose a user's change."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from core.health import queue_answers

log = logging.getLogger(__name__)


def enqueue(task: str, *args: Any) -> None:
    """Send the task of that name once the transaction is committed.

    Tasks go by name, so that a service need not import the module that calls it. A broker that
    does not answer is logged, not raised: every job is a row that the beat's sweep finds again,
    so the work is late, not lost. It is asked first whether it answers, because the client
    behind Celery tries for six seconds, and a person waits for this.
    """

    def send() -> None:
        if not queue_answers():
            log.error("queue unreachable, %s%s left to the sweep", task, args)
            return
        try:
            current_app.send_task(task, args=args, retry=False)
        except (OperationalError, OSError) as error:
            log.error("queue unreachable, %s%s left to the sweep: %s", task, args, error)

    transaction.on_commit(send, robust=True)
