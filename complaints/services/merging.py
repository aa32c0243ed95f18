"""Reports of the same matter: suggested, linked, and every complainant kept (C15)."""

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from complaints.actions import Action
from complaints.choices import ComplaintState, EventKind
from complaints.models import Complaint
from complaints.services.log import append, keep, take
from core.exceptions import Refusal

SUGGESTED = 10


def suggestions(complaint: Complaint, by: User) -> list[Complaint]:
    """Return what may be the same matter, the oldest first."""
    rows = Complaint.objects.visible_to(by).alike(complaint).order_by("received_on", "pk")
    return list(rows[:SUGGESTED])


@transaction.atomic
def merge(complaint: Complaint, *, into: str, by: User) -> Complaint:
    """Link a complaint to the one whose number is `into`; both keep their complainants."""
    wanted = Q(city=complaint.city, number=into.strip())
    both = Complaint.objects.select_for_update().filter(wanted | Q(pk=complaint.pk))
    list(both.order_by("pk"))  # in one order, or two merges into each other would wait for ever
    locked = take(complaint, Action.MERGE, by)
    main = Complaint.objects.visible_to(by).filter(wanted).exclude(pk=locked.pk).first()
    if main is None:
        raise Refusal("没有这个编号的投诉，请核对编号。", "into")
    if main.state in (ComplaintState.MERGED, ComplaintState.DECLINED):
        raise Refusal(f"{main.number}现为“{main.get_state_display()}”，不能并入。", "into")
    if locked.duplicates.exists():
        raise Refusal("已有其他投诉并入本件，请把对方并入本件。", "into")
    locked.state, locked.duplicate_of = ComplaintState.MERGED, main
    keep(locked, EventKind.MERGED, by, f"并入{main.number}")
    append(main, EventKind.MERGED, by, f"{locked.number}并入本件")
    return locked
