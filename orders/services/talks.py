"""约谈: record what was said and promised, then check each promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from orders.actions import Action
from orders.choices import EventKind
from orders.models import Commitment, Order, TalkRecord
from orders.services.log import append, take
from projects.services.guards import LineRefusal, signed


@dataclass(frozen=True)
class Promise:
    """One line of 整改承诺与时限 (domain: §4.3)."""

    text: str
    person: str
    due_on: date | None


@transaction.atomic
def record_talk(
    order: Order,
    *,
    held_on: date,
    attendees: str,
    minutes: str,
    promises: Sequence[Promise],
    by: User,
) -> TalkRecord:
    """Record a talk once, with at least one promise; lines that are refused are named."""
    locked = take(order, Action.RECORD_TALK, by)
    talk = TalkRecord.objects.select_for_update().get(order=locked)
    if talk.held_on is not None:
        raise Refusal(f"约谈情况已于{talk.held_on:%Y-%m-%d}登记。")
    issued = locked.issued_on
    if held_on > clock.today() or (issued is not None and held_on < issued):
        raise Refusal(f"约谈日期应在签发日期（{issued:%Y-%m-%d}）与今天之间。", "held_on")
    for name, value, label in (("attendees", attendees, "参加人员"), ("minutes", minutes, "纪要")):
        if not value.strip():
            raise Refusal(f"请填写{label}。", name)
    if not promises:
        raise Refusal("请至少登记一项整改承诺，办结前逐项核查。")
    talk.held_on, talk.attendees, talk.minutes = held_on, attendees.strip(), minutes.strip()
    signed(talk, by).save()
    for line, promise in enumerate(promises):
        _promise(talk, line, promise, by)
    append(locked, EventKind.TALKED, by, f"{held_on:%Y-%m-%d}约谈，承诺{len(promises)}项。")
    return talk


@transaction.atomic
def check_commitment(commitment: Commitment, *, kept: bool, finding: str, by: User) -> Commitment:
    """Write down whether a promise was kept and how that was seen."""
    order = take(commitment.talk.order, Action.CHECK_COMMITMENT, by)
    row = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if row.kept is not None:
        raise Refusal(f"该承诺已于{row.checked_on:%Y-%m-%d}核查。")
    if not finding.strip():
        raise Refusal("请填写核查情况。", "finding")
    row.kept, row.finding = kept, finding.strip()
    row.checked_on, row.checked_by = clock.today(), by
    signed(row, by).save()
    verdict = "已兑现" if kept else "未兑现"
    append(order, EventKind.CHECKED, by, f"“{row.text}”{verdict}。{row.finding}")
    return row


def _promise(talk: TalkRecord, line: int, promise: Promise, by: User) -> None:
    for name, label in (("text", "承诺事项"), ("person", "责任人")):
        if not getattr(promise, name).strip():
            raise LineRefusal(line, Refusal(f"请填写{label}。", name))
    if promise.due_on is None:
        raise LineRefusal(line, Refusal("请填写完成时限。", "due_on"))
    row = Commitment(
        talk=talk, text=promise.text.strip(), person=promise.person.strip(), due_on=promise.due_on
    )
    signed(row, by).save()
