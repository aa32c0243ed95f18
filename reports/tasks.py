"""Tasks: build one report; find what is due and hand it out."""

from celery import shared_task

from accounts.services.notices import post, push_digests
from reports.services import building, due, meetings, notices


@shared_task(name="reports.tasks.build_report")
def build_report(pk: int) -> None:
    """Build one report by its key; harmless when it is built already or being built."""
    building.build(pk)


@shared_task(name="reports.tasks.build_due_reports")
def build_due_reports() -> int:
    """Open what is due, hand every unbuilt report to the queue, and return how many.

    Meetings that a built dispatch has not got yet are opened on the way.
    """
    meetings.open_missing()
    waiting = due.open_due_reports()
    for report in waiting:
        build_report.delay(report.pk)
    return len(waiting)


@shared_task(name="reports.tasks.post_notices")
def post_notices() -> int:
    """Tell people what waits for them, once each, and send what is new; return how many are new."""
    new = post(notices.collect())
    push_digests()
    return new
