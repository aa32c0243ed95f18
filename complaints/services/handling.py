"""Accept, assign, handle, answer: the way of a complaint until the call-back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Region, User
from complaints.actions import Action
from complaints.choices import ComplaintState, EventKind, Level, Outcome
from complaints.models import Complaint, ComplaintCategory, ComplaintExtension
from complaints.services.clocks import (
    END_OF_DAY,
    longest_extension,
    rule_for,
    set_clock,
    set_return,
)
from complaints.services.log import append, keep, said, take
from core import clock, regions
from core.exceptions import Refusal
from core.photos import Photo
from projects.services.guards import signed


@transaction.atomic
def accept(complaint: Complaint, *, category: str, level: str, by: User) -> Complaint:
    """Take a resident's report as a complaint; its clock has run since it came in."""
    locked = take(complaint, Action.ACCEPT, by)
    _classify(locked, category, level)
    locked.state = ComplaintState.ACCEPTED
    return keep(locked, EventKind.ACCEPTED, by, f"{locked.category}，{locked.get_level_display()}")


@transaction.atomic
def decline(complaint: Complaint, *, reason: str, by: User) -> Complaint:
    """Say why a report is no matter of ours; the resident reads the reason."""
    locked = take(complaint, Action.DECLINE, by)
    ask = "请写明不予受理的理由，反映人可以看到。"
    words = said(locked, reason, "理由", "reason", ask=ask, longest=500)
    locked.state, locked.result = ComplaintState.DECLINED, words
    return keep(locked, EventKind.DECLINED, by, words)


@transaction.atomic
def change(
    complaint: Complaint, *, category: str, level: str, place: str, contractor: str, by: User
) -> Complaint:
    """Mend what was registered; another level or category starts its own clock at the arrival."""
    locked = take(complaint, Action.CHANGE, by)
    locked.place = said(locked, place, "具体位置", "place", longest=60)
    locked.contractor = contractor.strip()
    _classify(locked, category, level)
    return keep(locked, EventKind.CHANGED, by, f"{locked.category}，{locked.get_level_display()}")


@transaction.atomic
def assign(complaint: Complaint, *, handler: Region, unit: str, note: str, by: User) -> Complaint:
    """Give a complaint to a region and a unit in it."""
    locked = take(complaint, Action.ASSIGN, by)
    return _hand_over(locked, EventKind.ASSIGNED, handler, unit, note, by)


@transaction.atomic
def transfer(complaint: Complaint, *, handler: Region, unit: str, note: str, by: User) -> Complaint:
    """Take a complaint from one region or unit and give it to another, with the reason."""
    locked = take(complaint, Action.TRANSFER, by)
    if locked.handler_id == handler.pk and locked.unit == unit.strip():
        raise Refusal("承办区划和单位没有变化，不必转办。", "unit")
    if not note.strip():
        raise Refusal("请写明转办理由。", "note")
    return _hand_over(locked, EventKind.TRANSFERRED, handler, unit, note, by)


@transaction.atomic
def start(complaint: Complaint, *, by: User) -> Complaint:
    """Take an assignment up; from now on it can no longer be given back."""
    locked = take(complaint, Action.START, by)
    locked.state, locked.started_at = ComplaintState.HANDLING, clock.now()
    return keep(locked, EventKind.STARTED, by)


@transaction.atomic
def give_back(complaint: Complaint, *, reason: str, by: User) -> Complaint:
    """Return a wrong assignment, with the reason and within its limit."""
    locked = take(complaint, Action.RETURN, by)
    if locked.return_by is not None and clock.today() > locked.return_by:
        raise Refusal(
            f"退回时限为{locked.return_by:%Y-%m-%d}，已过，不能退回；确需改派的请联系交办单位转办。"
        )
    words = said(locked, reason, "退回理由", "reason", ask="请写明退回理由。", longest=500)
    locked.state = ComplaintState.RETURNED
    return keep(locked, EventKind.RETURNED, by, words)


@transaction.atomic
def note(complaint: Complaint, *, text: str, photos: Sequence[Photo] = (), by: User) -> Complaint:
    """Write down what was done so far."""
    locked = take(complaint, Action.NOTE, by)
    words = said(locked, text, "办理情况", "text", ask="请写明办理情况。")
    append(locked, EventKind.NOTED, by, words, photos)
    return locked


@transaction.atomic
def ask_extension(complaint: Complaint, *, until: date, reason: str, by: User) -> Complaint:
    """Ask once for more time, before the deadline and no further than the rule allows."""
    locked = take(complaint, Action.ASK_EXTENSION, by)
    if ComplaintExtension.objects.filter(complaint=locked).exists():
        raise Refusal("每件投诉只能申请一次延期，本件已经申请过。")
    latest = longest_extension(locked)
    if latest is None or locked.due_at is None:
        raise Refusal("按办理时限规定，本件不能延期。")
    if locked.due_at < clock.now():
        raise Refusal(f"办理时限{timezone.localtime(locked.due_at):%Y-%m-%d}已过，不能再申请延期。")
    wanted = timezone.make_aware(datetime.combine(until, END_OF_DAY))
    if not locked.due_at < wanted <= latest:
        first, last = timezone.localtime(locked.due_at), timezone.localtime(latest)
        raise Refusal(f"延期应在{first:%Y-%m-%d}之后，最晚{last:%Y-%m-%d}。", "until")
    words = said(locked, reason, "延期理由", "reason", ask="请写明延期理由。", longest=500)
    row = ComplaintExtension(
        complaint=locked, until=wanted, reason=words, asked_on=clock.today(), asked_by=by
    )
    signed(row, by).save()
    append(locked, EventKind.EXTENSION_ASKED, by, f"延期至{until:%Y-%m-%d}。{words}")
    return locked


@transaction.atomic
def decide_extension(complaint: Complaint, *, granted: bool, reply: str, by: User) -> Complaint:
    """Grant or refuse the request for more time; a refusal needs its reason."""
    locked = take(complaint, Action.DECIDE_EXTENSION, by)
    row = ComplaintExtension.objects.select_for_update().filter(complaint=locked).first()
    if row is None or row.granted is not None:
        raise Refusal("没有待答复的延期申请，请刷新页面查看。")
    if row.asked_by_id == by.pk:
        raise Refusal("不能答复自己提出的延期申请，请由他人答复。")
    if granted and locked.due_at is not None and row.until <= locked.due_at:
        due = timezone.localtime(locked.due_at)
        raise Refusal(f"本件已重新计时，办理时限{due:%Y-%m-%d}不早于申请的日期，无须延期。")
    ask = "" if granted else "不同意延期的，请写明理由。"
    words = said(locked, reply, "答复意见", "reply", ask=ask, longest=500)
    row.granted, row.note, row.decided_by = granted, words, by
    signed(row, by).save()
    told = f"延期至{timezone.localtime(row.until):%Y-%m-%d}。{words}"
    if granted:
        locked.extended_to = row.until
        return keep(locked, EventKind.EXTENSION_GRANTED, by, told)
    append(locked, EventKind.EXTENSION_REFUSED, by, f"申请{told}")
    return locked


@transaction.atomic
def reply(
    complaint: Complaint, *, outcome: str, result: str, photos: Sequence[Photo] = (), by: User
) -> Complaint:
    """Answer the resident: what was mended, or why it cannot be and what is planned instead."""
    locked = take(complaint, Action.REPLY, by)
    if outcome not in Outcome.values:
        raise Refusal("请选择办理结果。", "outcome")
    ask = (
        "无法办理的，请写明原因和后续安排。"
        if outcome == Outcome.UNABLE
        else "请写明办理结果，反映人可以看到。"
    )
    locked.result = said(locked, result, "答复内容", "result", ask=ask)
    locked.outcome, locked.state = outcome, ComplaintState.REPLIED
    locked.replied_at, locked.replied_by = clock.now(), by
    words = f"{locked.get_outcome_display()}：{locked.result}"
    return keep(locked, EventKind.REPLIED, by, words, photos)


def handlers_of(complaint: Complaint, by: User) -> list[Region]:
    """Return the regions that may be given a complaint: its place and those above, not the city."""
    chain = regions.ancestors(complaint.region_id)
    inside = [code for code in chain if regions.level(code) not in ("省", "市")]
    rows = Region.objects.visible_to(by).filter(pk__in=inside)
    return list(rows.order_by("code"))


def _hand_over(
    locked: Complaint, kind: EventKind, handler: Region, unit: str, text: str, by: User
) -> Complaint:
    if handler not in handlers_of(locked, by):
        raise Refusal("承办区划应是投诉所在的区县或街道。", "handler")
    if not unit.strip():
        raise Refusal("请填写承办单位。", "unit")
    words = said(locked, text, "要求", "note", longest=500)
    now = clock.now()
    locked.handler, locked.unit = handler, unit.strip()
    locked.state, locked.assigned_at, locked.started_at = ComplaintState.ASSIGNED, now, None
    set_return(locked, now)
    return keep(locked, kind, by, f"{handler.name}　{locked.unit}。{words}")


def _classify(locked: Complaint, category: str, level: str) -> None:
    """Set category and level and, where the rule of time is another one, the clock from arrival."""
    if level not in Level.values:
        raise Refusal("请选择等级。", "level")
    before = rule_for(locked)
    if category != locked.category:
        known = ComplaintCategory.objects.usable().filter(name=category).first()
        if known is None:
            raise Refusal("没有这个投诉类别，请从列表中选择。", "category")
        locked.category, locked.quality = known.name, known.quality
    locked.level = level
    if rule_for(locked) != before and locked.received_at is not None:
        extended = locked.extended_to
        set_clock(locked, locked.received_at)
        locked.extended_to = extended
