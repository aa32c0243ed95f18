"""复查 and 复核 of petitions: asked within a term, answered within a term, then at an end.

信访工作条例 §35, §36: within 30 days of the answer 复查, within 30 days of that 复核, each answered
within 30 days; after 复核 the same facts are not taken up again. The terms are settings.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from complaints.actions import Action
from complaints.choices import Channel, Conclusion, EventKind, ReviewStage, channel_of
from complaints.models import Complaint, PetitionReview
from complaints.services.closing import take_up_again
from complaints.services.log import append, said, take
from core import clock
from core.exceptions import Refusal
from core.reasons import checked_words
from projects.services.guards import not_in_future, signed


def is_petition(complaint: Complaint) -> bool:
    return channel_of(complaint.channel) == Channel.PETITION


def waiting(complaint: Complaint) -> PetitionReview | None:
    """Return the stage that is not answered yet."""
    return complaint.reviews.filter(decided_on=None).first()


def next_stage(complaint: Complaint) -> tuple[ReviewStage, date] | None:
    """Return which stage may be asked for and since when its term runs; None where none may."""
    last = complaint.reviews.order_by("-asked_on", "-pk").first()
    if last is None:
        if complaint.replied_at is None:
            return None
        return ReviewStage.REVIEW, timezone.localtime(complaint.replied_at).date()
    if last.decided_on is None or last.stage == ReviewStage.RECHECK:
        return None
    return ReviewStage.RECHECK, last.decided_on


@transaction.atomic
def ask_review(
    complaint: Complaint, *, asked_on: date, unit: str, reason: str, by: User
) -> Complaint:
    """Register that the petitioner asked for the next stage, within its term."""
    locked = take(complaint, Action.ASK_REVIEW, by)
    stage, since = _open_stage(locked)
    not_in_future(asked_on, "申请日期", "asked_on")
    last = since + timedelta(days=settings.PETITION_ASK_DAYS)
    if not since <= asked_on <= last:
        raise Refusal(
            f"{stage.label}须在{since:%Y-%m-%d}至{last:%Y-%m-%d}之间提出，"
            "逾期的不予受理，请向信访人说明。",
            "asked_on",
        )
    named = checked_words(unit, "机关", 80, "unit")
    if not named:
        raise Refusal(f"请填写{stage.label}机关。", "unit")
    words = said(locked, reason, "请求和理由", "reason", ask="请写明请求和理由。", longest=500)
    row = PetitionReview(
        complaint=locked, stage=stage, asked_on=asked_on, unit=named, reason=words, entered_by=by,
        due_on=asked_on + timedelta(days=settings.PETITION_ANSWER_DAYS),
    )  # fmt: skip
    signed(row, by, f"申请{stage.label}").save()
    told = f"申请{stage.label}，{named}于{row.due_on:%Y-%m-%d}前答复。{words}"
    append(locked, EventKind.REVIEW_ASKED, by, told)
    return locked


def _open_stage(complaint: Complaint) -> tuple[ReviewStage, date]:
    if not is_petition(complaint):
        raise Refusal("只有信访件可以申请复查、复核。")
    if waiting(complaint) is not None:
        raise Refusal("已有复查（复核）申请在办理，请先答复。")
    found = next_stage(complaint)
    if found is None:
        raise Refusal("复核意见为终结意见，同一事实和理由不再受理。")
    return found


@transaction.atomic
def decide_review(complaint: Complaint, *, conclusion: str, opinion: str, by: User) -> Complaint:
    """Answer the stage that waits; what is changed or revoked is taken up again."""
    locked = take(complaint, Action.DECIDE_REVIEW, by)
    row = PetitionReview.objects.select_for_update().filter(
        complaint=locked, decided_on=None
    ).first()  # fmt: skip
    if row is None:
        raise Refusal("没有等待答复的复查（复核）申请。")
    if locked.replied_by_id == by.pk:
        raise Refusal("原答复人不能办理复查、复核，请由他人办理。")
    if conclusion not in Conclusion.values:
        raise Refusal("请选择意见。", "conclusion")
    words = said(locked, opinion, "意见内容", "opinion", ask="请写明意见内容。", longest=1000)
    row.conclusion, row.opinion = conclusion, words
    row.decided_on, row.decided_by = clock.today(), by
    stage = row.get_stage_display()
    signed(row, by, f"{stage}意见").save()
    told = f"{stage}意见：{Conclusion(conclusion).label}。{words}"
    append(locked, EventKind.REVIEW_DECIDED, by, told)
    if conclusion != Conclusion.UPHELD:
        return take_up_again(
            locked, EventKind.REOPENED, by, f"{stage}意见{Conclusion(conclusion).label}"
        )
    return locked
