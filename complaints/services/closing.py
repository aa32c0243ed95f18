"""Call back, close, and go back where it was not solved (C17: 已整改 is not 回访通过)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from complaints.actions import Action
from complaints.choices import ComplaintState, EventKind, Satisfaction
from complaints.models import Complainant, Complaint
from complaints.services.clocks import set_clock
from complaints.services.log import append, keep, lock, said, take
from core import clock
from core.exceptions import Refusal


@transaction.atomic
def call_back(
    complaint: Complaint, *, satisfaction: str, solved: bool, finding: str, by: User
) -> Complaint:
    """Ask the complainant; whoever answered the complaint may not. Unsolved goes back."""
    locked = take(complaint, Action.CALL, by)
    if locked.replied_by_id == by.pk:
        raise Refusal("回访人不能是答复人，请由他人回访。")
    if satisfaction not in Satisfaction.values:
        raise Refusal("请选择满意度。", "satisfaction")
    words = said(locked, finding, "回访情况", "finding", ask="请写明回访情况。", longest=1000)
    told = f"{Satisfaction(satisfaction).label}，{'已解决' if solved else '未解决'}。{words}"
    locked.satisfaction = satisfaction
    if not solved:
        append(locked, EventKind.CALLED, by, told)
        return take_up_again(locked, EventKind.REWORK, by, words)
    locked.state = ComplaintState.VERIFIED
    return keep(locked, EventKind.CALLED, by, told)


@transaction.atomic
def close(complaint: Complaint, *, by: User) -> Complaint:
    """File a complaint whose call-back was passed."""
    locked = take(complaint, Action.CLOSE, by)
    locked.state = ComplaintState.CLOSED
    locked.closed_on = max(clock.today(), locked.received_on)
    return keep(locked, EventKind.CLOSED, by)


@transaction.atomic
def reopen(complaint: Complaint, *, reason: str, by: User) -> Complaint:
    """Take a closed complaint up again, with the reason."""
    locked = take(complaint, Action.REOPEN, by)
    ask = "请写明重新办理的理由。"
    words = said(locked, reason, "理由", "reason", ask=ask, longest=500)
    return take_up_again(locked, EventKind.REOPENED, by, words)


@transaction.atomic
def answer(voice: Complainant, *, solved: bool, reason: str) -> Complaint:
    """Take the resident's own answer: solved passes the call-back, unsolved needs a reason.

    After the end it may be reopened for COMPLAINT_REOPEN_DAYS.
    """
    locked = lock(main_of(voice.complaint))
    if not may_answer(locked):
        raise Refusal("本件目前不需要您答复，请稍后再来查看。")
    if solved and locked.state != ComplaintState.REPLIED:
        now = locked.get_state_display()
        raise Refusal(f"本件{now}，谢谢；仍有问题的，请选“没有解决”并写明。")
    ask = "" if solved else "请写明还有什么没有解决。"
    words = said(locked, reason, "原因", "reason", ask=ask, longest=500)
    if solved:
        locked.state, locked.satisfaction = ComplaintState.VERIFIED, Satisfaction.GOOD
        return keep(locked, EventKind.CALLED, None, f"反映人答复：已解决。{words}")
    locked.satisfaction = Satisfaction.BAD
    ended = locked.state == ComplaintState.CLOSED
    kind = EventKind.REOPENED if ended else EventKind.REWORK
    return take_up_again(locked, kind, None, f"反映人答复：未解决。{words}")


def may_answer(complaint: Complaint) -> bool:
    """Say whether the resident is asked now: after the reply, and for a while after the end."""
    if complaint.state in (ComplaintState.REPLIED, ComplaintState.VERIFIED):
        return True
    if complaint.state != ComplaintState.CLOSED or complaint.closed_on is None:
        return False
    return clock.today() <= complaint.closed_on + timedelta(days=settings.COMPLAINT_REOPEN_DAYS)


def main_of(complaint: Complaint) -> Complaint:
    """Return the complaint whose course a merged one follows."""
    return complaint.duplicate_of or complaint


def take_up_again(locked: Complaint, kind: EventKind, by: User | None, words: str) -> Complaint:
    """Send it back to its handler with a clock of its own; without one it waits for an assignment."""
    locked.state = ComplaintState.REWORK if locked.handler_id else ComplaintState.ACCEPTED
    locked.closed_on = None
    locked.reopened += 1
    set_clock(locked, clock.now())
    return keep(locked, kind, by, words)
