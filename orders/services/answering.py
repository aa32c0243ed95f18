"""What the addressee does: sign for an order, reply to it, ask for more time."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from core.uploads import Upload
from orders.actions import Action
from orders.choices import EventKind, OrderState
from orders.models import Extension, Order
from orders.services.log import append, keep, take
from projects.services.guards import signed


@transaction.atomic
def receive(order: Order, *, by: User) -> Order:
    """Sign for an order."""
    locked = take(order, Action.RECEIVE, by)
    locked.state = OrderState.RECEIVED
    return keep(locked, EventKind.RECEIVED, by)


@transaction.atomic
def reply(order: Order, *, text: str, by: User, files: Sequence[Upload] = ()) -> Order:
    """Report what was done; how late it is counts from the original deadline."""
    locked = take(order, Action.REPLY, by)
    if not text.strip():
        raise Refusal("请填写办理情况。", "text")
    late = locked.days_overdue(clock.today())
    locked.state = OrderState.REPLIED
    words = f"{text.strip()}\n（逾期{late}天回复）" if late else text
    return keep(locked, EventKind.REPLIED, by, words, files)


@transaction.atomic
def ask_extension(order: Order, *, until: date, reason: str, progress: str, by: User) -> Extension:
    """Ask for more time before the deadline has passed; afterwards the original date counts."""
    locked = take(order, Action.ASK_EXTENSION, by)
    deadline = locked.deadline
    if clock.today() > deadline:
        raise Refusal(
            f"办理时限（{deadline:%Y-%m-%d}）已过，不能再申请延期，"
            f"将按原定时限{locked.due_on:%Y-%m-%d}催办；请尽快回复。"
        )
    if until <= deadline:
        raise Refusal(f"延期须晚于现定时限（{deadline:%Y-%m-%d}）。", "until")
    for name, value, label in (("reason", reason, "延期理由"), ("progress", progress, "目前进展")):
        if not value.strip():
            raise Refusal(f"请填写{label}。", name)
    if locked.extensions.filter(granted=None).exists():
        raise Refusal("已有一项延期申请等待答复，请待答复后再申请。")
    row = Extension(
        order=locked,
        until=until,
        reason=reason.strip(),
        progress=progress.strip(),
        asked_on=clock.today(),
        asked_by=by,
    )
    signed(row, by).save()
    words = f"申请延期至{until:%Y-%m-%d}。理由：{row.reason.rstrip('。')}。目前进展：{row.progress}"
    append(locked, EventKind.EXTENSION_ASKED, by, words)
    return row
