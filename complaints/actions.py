"""Who may do what with a complaint in which state: one table for services, pages and API alike."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import models

from accounts.models import User
from complaints.choices import ANSWERED, RUNNING, WORKING, ComplaintState
from complaints.models import Complaint
from core.exceptions import Refusal


class Action(models.TextChoices):
    ACCEPT = "accept", "受理"
    DECLINE = "decline", "不予受理"
    CHANGE = "change", "更正登记"
    MERGE = "merge", "并案"
    ASSIGN = "assign", "交办"
    TRANSFER = "transfer", "转办"
    START = "start", "接办"
    RETURN = "return", "退回"
    NOTE = "note", "记录办理情况"
    ASK_EXTENSION = "ask_extension", "申请延期"
    DECIDE_EXTENSION = "decide_extension", "答复延期"
    REPLY = "reply", "答复"
    CALL = "call", "回访"
    CLOSE = "close", "办结"
    REOPEN = "reopen", "重新办理"
    ASK_REVIEW = "ask_review", "申请复查复核"
    DECIDE_REVIEW = "decide_review", "答复复查复核"
    ESCALATE = "escalate", "起草督办单"


class Side(Enum):
    """Those above the place of the complaint; the handling region's own people and nobody else."""

    MANAGER = "manager"
    HANDLER = "handler"


@dataclass(frozen=True)
class Allowed:
    """States from which an action leads on, the permission it needs, and whose it is."""

    states: Collection[str]
    permission: str
    side: Side


_S = ComplaintState
_MANAGER, _HANDLER = Side.MANAGER, Side.HANDLER
MANAGE, HANDLE, CALL = (f"complaints.{verb}_complaint" for verb in ("manage", "handle", "callback"))
ACTIONS: Final[dict[Action, Allowed]] = {
    Action.ACCEPT: Allowed((_S.SUBMITTED,), MANAGE, _MANAGER),
    Action.DECLINE: Allowed((_S.SUBMITTED,), MANAGE, _MANAGER),
    Action.CHANGE: Allowed(RUNNING, MANAGE, _MANAGER),
    Action.MERGE: Allowed(RUNNING, MANAGE, _MANAGER),
    Action.ASSIGN: Allowed((_S.ACCEPTED, _S.RETURNED), MANAGE, _MANAGER),
    Action.TRANSFER: Allowed((_S.ASSIGNED, *WORKING), MANAGE, _MANAGER),
    Action.START: Allowed((_S.ASSIGNED,), HANDLE, _HANDLER),
    Action.RETURN: Allowed((_S.ASSIGNED,), HANDLE, _HANDLER),
    Action.NOTE: Allowed(WORKING, HANDLE, _HANDLER),
    Action.ASK_EXTENSION: Allowed(WORKING, HANDLE, _HANDLER),
    Action.DECIDE_EXTENSION: Allowed(WORKING, MANAGE, _MANAGER),
    Action.REPLY: Allowed(WORKING, HANDLE, _HANDLER),
    Action.CALL: Allowed((_S.REPLIED,), CALL, _MANAGER),
    Action.CLOSE: Allowed((_S.VERIFIED,), MANAGE, _MANAGER),
    Action.REOPEN: Allowed((_S.CLOSED,), MANAGE, _MANAGER),
    Action.ASK_REVIEW: Allowed(ANSWERED, MANAGE, _MANAGER),
    Action.DECIDE_REVIEW: Allowed(ANSWERED, MANAGE, _MANAGER),
    Action.ESCALATE: Allowed(RUNNING, "orders.draft_order", _MANAGER),
}


def require(complaint: Complaint, action: Action, by: User) -> None:
    """Raise PermissionDenied for a wrong person, Refusal for a wrong state."""
    if not may(complaint, action, by):
        raise PermissionDenied
    if complaint.state not in ACTIONS[action].states:
        raise Refusal(
            f"本件现为“{complaint.get_state_display()}”，不能{action.label}；请刷新页面查看。"
        )


def may(complaint: Complaint, action: Action, by: User) -> bool:
    """Say whether the person is the right one, whatever the state."""
    rule = ACTIONS[action]
    return by.has_perm(rule.permission) and _on_side(complaint, rule.side, by)


def available(complaint: Complaint, by: User) -> list[Action]:
    """Return the actions that person and state allow now, in the table's order."""
    return [
        action
        for action, rule in ACTIONS.items()
        if complaint.state in rule.states and may(complaint, action, by)
    ]


def _on_side(complaint: Complaint, side: Side, by: User) -> bool:
    if side is Side.HANDLER:
        return by.is_superuser or (
            by.region_id is not None and by.region_id == complaint.handler_id
        )
    return by.oversees(complaint.region_id)
