"""Who may do what with a meeting and its decisions in which state: one table for all."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import models

from accounts.models import User
from core.exceptions import Refusal
from reports.choices import DecisionStep, MeetingState
from reports.models import Decision, Meeting


class MeetingAction(models.TextChoices):
    CHANGE = "change", "修改会议信息"
    RECOMPUTE = "recompute", "重新生成议程"
    AGENDA = "agenda", "增减议题"
    START = "start", "开始会议"
    DECIDE = "decide", "记录决定"
    FINISH = "finish", "结束会议并定稿纪要"


class DecisionAction(models.TextChoices):
    CHANGE = "change", "修改决定"
    ANSWER = "answer", "回报结果"
    REVIEW = "review", "确认结果"
    REOPEN = "reopen", "重新办理"
    ORDER = "order", "转督办单"
    WITHDRAW = "withdraw", "撤销决定"


class Side(Enum):
    """Those who hold the meeting, and those above them; the addressee's own users."""

    OFFICE = "office"
    ADDRESSEE = "addressee"


HOLD, ANSWER, CONFIRM = (
    "reports.hold_meeting",
    "reports.answer_decision",
    "reports.confirm_decision",
)
_PREPARING, _RUNNING = MeetingState.PREPARING, MeetingState.RUNNING
MEETING_ACTIONS: Final[dict[MeetingAction, Collection[str]]] = {
    MeetingAction.CHANGE: (_PREPARING, _RUNNING),
    MeetingAction.RECOMPUTE: (_PREPARING,),
    MeetingAction.AGENDA: (_PREPARING, _RUNNING),
    MeetingAction.START: (_PREPARING,),
    MeetingAction.DECIDE: (_RUNNING,),
    MeetingAction.FINISH: (_RUNNING,),
}


@dataclass(frozen=True)
class Allowed:
    """Steps from which an action leads on, permission, side; `after` asks for a finished meeting."""

    steps: Collection[str]
    permission: str
    side: Side
    after: bool | None = True


_OPEN: Final = (DecisionStep.OPEN,)
DECISION_ACTIONS: Final[dict[DecisionAction, Allowed]] = {
    DecisionAction.CHANGE: Allowed(_OPEN, HOLD, Side.OFFICE, after=False),
    DecisionAction.ANSWER: Allowed(_OPEN, ANSWER, Side.ADDRESSEE),
    DecisionAction.REVIEW: Allowed((DecisionStep.WAITING,), CONFIRM, Side.OFFICE),
    DecisionAction.REOPEN: Allowed((DecisionStep.DONE,), CONFIRM, Side.OFFICE),
    DecisionAction.ORDER: Allowed(_OPEN, HOLD, Side.OFFICE),
    DecisionAction.WITHDRAW: Allowed(
        (DecisionStep.OPEN, DecisionStep.WAITING), HOLD, Side.OFFICE, after=None
    ),
}


def may_hold(region: int, by: User) -> bool:
    """Say whether the person organises meetings of a region."""
    return by.has_perm(HOLD) and by.oversees(region)


def require_meeting(meeting: Meeting, action: MeetingAction, by: User) -> None:
    """Raise PermissionDenied for a wrong person, Refusal for a wrong state."""
    if not may_hold(meeting.region_id, by):
        raise PermissionDenied
    if meeting.state not in MEETING_ACTIONS[action]:
        raise Refusal(
            f"会议现为“{meeting.get_state_display()}”，不能{action.label}；请刷新页面查看。"
        )


def require_decision(decision: Decision, action: DecisionAction, by: User) -> None:
    """Raise PermissionDenied for a wrong person, Refusal for a wrong step."""
    rule = DECISION_ACTIONS[action]
    if not (by.has_perm(rule.permission) and _on_side(decision, rule.side, by)):
        raise PermissionDenied
    if decision.step not in rule.steps:
        raise Refusal(f"本项现为“{decision.step.label}”，不能{action.label}；请刷新页面查看。")
    if rule.after is True and not decision.meeting.finished:
        raise Refusal("会议结束、纪要定稿后才能办理。")
    if rule.after is False and not decision.meeting.running:
        raise Refusal("会议已结束，决定已写入纪要，不能修改；不再执行的可以撤销。")


def available_meeting(meeting: Meeting, by: User) -> list[MeetingAction]:
    """Return the actions that person and state allow now, in the table's order."""
    if not may_hold(meeting.region_id, by):
        return []
    return [action for action, states in MEETING_ACTIONS.items() if meeting.state in states]


def available_decision(decision: Decision, by: User) -> list[DecisionAction]:
    """Return the actions that person and step allow now, in the table's order."""
    step, finished = decision.step, decision.meeting.finished
    return [
        action
        for action, rule in DECISION_ACTIONS.items()
        if step in rule.steps
        and rule.after in (None, finished)
        and by.has_perm(rule.permission)
        and _on_side(decision, rule.side, by)
    ]


def _on_side(decision: Decision, side: Side, by: User) -> bool:
    if side is Side.OFFICE:
        return by.oversees(decision.meeting.region_id)
    return by.is_superuser or by.region_id == decision.region_id
