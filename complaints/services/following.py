"""What a resident may read of a complaint: its steps by date, the unit, the answer. No people."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from complaints.choices import ANSWERED, ComplaintState, EventKind
from complaints.models import Complaint

TOLD: Final = (
    EventKind.SUBMITTED, EventKind.REGISTERED, EventKind.ACCEPTED, EventKind.DECLINED,
    EventKind.ASSIGNED, EventKind.TRANSFERRED, EventKind.STARTED, EventKind.EXTENSION_GRANTED,
    EventKind.REPLIED, EventKind.REWORK, EventKind.CLOSED, EventKind.REOPENED,
)  # fmt: skip
WITH_WORDS: Final = (*ANSWERED, ComplaintState.DECLINED)


@dataclass(frozen=True)
class Course:
    """A complaint as its complainant follows it."""

    state: str
    category: str
    received_on: date
    unit: str
    due_on: date | None
    outcome: str
    result: str
    steps: list[tuple[date, str]]


def course_of(complaint: Complaint) -> Course:
    """Return the course; the answer stands there once it was given."""
    told = complaint.events.filter(kind__in=TOLD).order_by("pk")
    steps = [(timezone.localtime(row.at).date(), row.get_kind_display()) for row in told]
    answered = complaint.state in WITH_WORDS
    handler = complaint.handler.name if complaint.handler else ""
    deadline = complaint.deadline
    return Course(
        state=complaint.get_state_display(),
        category=complaint.category,
        received_on=complaint.received_on,
        unit="　".join(filter(None, (handler, complaint.unit))),
        due_on=timezone.localtime(deadline).date() if deadline and not answered else None,
        outcome=complaint.get_outcome_display() if answered else "",
        result=complaint.result if answered else "",
        steps=steps,
    )
