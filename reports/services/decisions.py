"""What happens to a decision: taken in the meeting, answered, confirmed, sent back, reopened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Region, User
from core import clock, regions
from core.exceptions import Refusal
from core.reasons import checked_reason, checked_words
from core.uploads import Upload
from orders.choices import BasisKind, OrderKind
from orders.models import Order
from orders.services.drafting import Origin, Words, draft_order
from projects.models import Problem, Project
from projects.services.guards import signed
from reports.meeting_actions import DecisionAction, MeetingAction, require_decision
from reports.models import Decision, DecisionAnswer, DecisionFile, Meeting
from reports.services.meetings import computed_items, locked_meeting


@dataclass(frozen=True)
class DecisionFacts:
    """Who does what by when (S1-16: unit, person and due date, or there is no task)."""

    region: Region
    unit: str
    person: str
    task: str
    due_on: date
    leader: str = ""
    project: Project | None = None
    problem: Problem | None = None
    item_key: str = ""


@transaction.atomic
def enter_decision(meeting: Meeting, facts: DecisionFacts, *, by: User) -> Decision:
    """Write down a decision in the running meeting."""
    row = locked_meeting(meeting, MeetingAction.DECIDE, by)
    last = row.decisions.aggregate(last=Max("serial"))["last"] or 0
    decided_on = timezone.localtime(row.held_at).date()
    decision = Decision(meeting=row, serial=last + 1, decided_on=decided_on, entered_by=by)
    _fill(decision, facts, by)
    signed(decision, by, "会议决定").save()
    return decision


@transaction.atomic
def change_decision(decision: Decision, facts: DecisionFacts, *, by: User) -> Decision:
    """Put right what was written down, as long as the meeting runs."""
    row = _locked(decision, DecisionAction.CHANGE, by)
    _fill(row, facts, by)
    signed(row, by, "修改决定").save()
    return row


@transaction.atomic
def withdraw_decision(decision: Decision, *, reason: str, by: User) -> Decision:
    """Take a decision back: it stays on the register and is no longer asked for."""
    row = _locked(decision, DecisionAction.WITHDRAW, by)
    row.withdrawn_reason = checked_reason(reason, "请写明撤销原因，如“与第2项合并办理”。")
    row.withdrawn_on = max(clock.today(), row.decided_on)
    signed(row, by, f"撤销：{row.withdrawn_reason}").save()
    return row


@transaction.atomic
def answer_decision(
    decision: Decision, *, text: str, by: User, files: Sequence[Upload] = ()
) -> DecisionAnswer:
    """Report as of today what came of it; the office has to confirm."""
    row = _locked(decision, DecisionAction.ANSWER, by)
    words = checked_words(text, "办理结果", 1000, "text")
    if not words:
        raise Refusal("请写明办理结果，如“已于8月3日完成意愿征集，同意率82%”。", "text")
    answer = DecisionAnswer(
        decision=row, text=words, answered_on=max(clock.today(), row.decided_on), answered_by=by
    )
    signed(answer, by, "回报结果").save()
    for upload in files:
        _keep(answer, upload)
    return answer


@transaction.atomic
def review_decision(decision: Decision, *, accepted: bool, note: str, by: User) -> Decision:
    """Confirm an answer, which counts from the day it was given, or send it back with a reason."""
    row = _locked(decision, DecisionAction.REVIEW, by)
    answer = row.waiting
    assert answer is not None
    if answer.answered_by_id == by.pk:
        raise Refusal("确认人不能是回报人，请由他人确认。")
    words = checked_words(note, "确认意见", 300, "note")
    if not accepted and not words:
        raise Refusal("退回的请写明还需做什么。", "note")
    answer.accepted, answer.note = accepted, words
    answer.reviewed_on, answer.reviewed_by = clock.today(), by
    signed(answer, by, "确认" if accepted else f"退回：{words}").save()
    if accepted:
        row.done_on = answer.answered_on
        row.confirmed_on, row.confirmed_by = max(clock.today(), answer.answered_on), by
        signed(row, by, "确认完成").save()
    return row


@transaction.atomic
def reopen_decision(decision: Decision, *, reason: str, by: User) -> Decision:
    """Ask again for what turned out not to be done; it counts from its original deadline."""
    row = _locked(decision, DecisionAction.REOPEN, by)
    why = checked_reason(reason, "请写明重新办理的原因，如“现场复核仍未拆除”。")
    row.done_on = row.confirmed_on = row.confirmed_by = None
    signed(row, by, f"重新办理：{why}").save()
    return row


@transaction.atomic
def open_order(decision: Decision, *, requirement: str, due_on: date, by: User) -> Order:
    """Draft a 督办单 out of a decision; its page leads back here."""
    row = _locked(decision, DecisionAction.ORDER, by)
    held = f"{row.meeting.topic}第{row.serial}项决定"
    words = Words(
        region=row.region,
        basis_kind=BasisKind.MEETING,
        basis=f"{held}（{row.decided_on:%Y-%m-%d}）",
        subject=row.task[:200],
        requirement=requirement,
        unit=row.unit,
        person=row.person,
        due_on=due_on,
        project=row.project,
    )
    origin = Origin(held[:100], "reports:decision", row.pk)
    return draft_order(OrderKind.SUPERVISION, words, by=by, origin=origin)


def _locked(decision: Decision, action: DecisionAction, by: User) -> Decision:
    if not Decision.objects.visible_to(by).filter(pk=decision.pk).exists():
        raise PermissionDenied
    rows = Decision.objects.select_for_update(of=("self",))
    locked = rows.select_related("meeting", "region", "project__region").get(pk=decision.pk)
    require_decision(locked, action, by)
    return locked


def _fill(row: Decision, facts: DecisionFacts, by: User) -> None:
    needed = {"unit": ("责任单位", 80), "person": ("责任人", 30), "task": ("决定事项", 300)}
    for name, (label, longest) in needed.items():
        words = " ".join(checked_words(getattr(facts, name), label, longest, name).split())
        if not words:
            raise Refusal(f"请填写{label}。", name)
        setattr(row, name, words)
    row.leader = checked_words(facts.leader, "责任领导", 30, "leader")
    if facts.due_on < row.decided_on:
        day = f"{row.decided_on:%Y-%m-%d}"
        raise Refusal(f"完成时限不能早于会议日期（{day}）。", "due_on")
    row.due_on = facts.due_on
    _place(row, facts, by)
    _link(row, facts.item_key)


def _place(row: Decision, facts: DecisionFacts, by: User) -> None:
    """Set who is addressed; the project and the problem have to lie in that region."""
    if facts.region.pk not in regions.subtree(row.meeting.region_id):
        raise Refusal("承办区划须在会议所属区划之内。", "region")
    project = facts.project
    if project is not None and not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise Refusal("该项目不在您的管辖范围内，请核对项目编号。", "project")
    if project is not None and project.site_id not in regions.subtree(facts.region.pk):
        raise Refusal(f"该项目属于{project.region.name}，与承办区划不符。", "project")
    if facts.problem is not None and facts.problem.project_id != getattr(project, "pk", None):
        raise Refusal("该问题不属于所填项目。", "problem")
    row.region, row.project, row.problem = facts.region, project, facts.problem


def _link(row: Decision, key: str) -> None:
    """Keep which line of the agenda it answers, with its words, as the agenda may not show it."""
    lines = {item["key"]: item["text"] for item in computed_items(row.meeting)}
    lines |= dict(row.meeting.items.values_list("key", "text")) if key else {}
    row.item_key = key if key in lines else ""
    row.item_text = lines.get(key, "")[:300]


def _keep(answer: DecisionAnswer, upload: Upload) -> None:
    row = DecisionFile(
        answer=answer,
        name=upload.name,
        kind=upload.kind,
        sha256=upload.sha256,
        size=len(upload.content),
    )
    row.file.save(upload.name, ContentFile(upload.content), save=False)
    row.save()
