"""What the issuing office does with an answer: decide on more time, accept, or return."""

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from orders.actions import Action
from orders.choices import EventKind, OrderKind, OrderState
from orders.minutes import minutes_of
from orders.models import Extension, Order, OrderOffice, TalkRecord
from orders.services.log import append, keep, take
from projects.services.guards import signed


@transaction.atomic
def decide_extension(extension: Extension, *, granted: bool, note: str, by: User) -> Extension:
    """Grant or refuse a request for more time; a refusal needs its reason."""
    order = take(extension.order, Action.DECIDE_EXTENSION, by)
    row = Extension.objects.select_for_update().get(pk=extension.pk)
    if row.granted is not None:
        raise Refusal("该延期申请已答复，请刷新页面查看。")
    if row.asked_by_id == by.pk:
        raise Refusal("不能答复自己提出的延期申请，请由他人答复。")
    if not granted and not note.strip():
        raise Refusal("不同意延期的，请写明理由。", "note")
    row.granted, row.note = granted, note.strip()
    row.decided_on, row.decided_by = clock.today(), by
    signed(row, by).save()
    words = f"延期至{row.until:%Y-%m-%d}。{row.note}"
    if granted:
        order.extended_to = row.until
        keep(order, EventKind.EXTENSION_GRANTED, by, words)
    else:
        append(order, EventKind.EXTENSION_REFUSED, by, f"申请{words}")
    return row


@transaction.atomic
def review(order: Order, *, accepted: bool, opinion: str, by: User) -> Order:
    """Close an order or return it for re-work; whoever replied to it may not review it."""
    locked = take(order, Action.REVIEW, by)
    if locked.events.filter(kind=EventKind.REPLIED, by=by).exists():
        raise Refusal("审核人不能是回复人，请由他人审核。")
    if not opinion.strip():
        raise Refusal("请填写审核意见；退办的写明还需做什么。", "opinion")
    if not accepted:
        locked.state = OrderState.RETURNED
        return keep(locked, EventKind.RETURNED, by, opinion)
    if locked.kind == OrderKind.TALK:
        _freeze_minutes(_require_checked(locked), by)
    append(locked, EventKind.REVIEWED, by, opinion)
    locked.state, locked.closed_on = OrderState.CLOSED, clock.today()
    return keep(locked, EventKind.CLOSED, by)


def _require_checked(order: Order) -> TalkRecord:
    """S0-06: a talk is not closed before the promises made in it were checked."""
    talk = order.talk
    if talk.held_on is None:
        raise Refusal("尚未登记约谈情况，不能办结。")
    unchecked = talk.commitments.filter(kept=None).count()
    if unchecked:
        raise Refusal(f"还有{unchecked}项承诺未核查，核查后才能办结。")
    return talk


def _freeze_minutes(talk: TalkRecord, by: User) -> None:
    talk.printed = minutes_of(talk.order, OrderOffice.of(talk.order.office_region))
    signed(talk, by).save()
