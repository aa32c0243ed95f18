"""Who may do what with an order in which state: one table for services and pages alike."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import models

from accounts.models import User
from core.exceptions import Refusal
from orders.choices import OPEN, RUNNING, OrderKind, OrderState
from orders.models import Order


class Action(models.TextChoices):
    CHANGE = "change", "修改拟稿"
    ISSUE = "issue", "签发"
    RECEIVE = "receive", "签收"
    REPLY = "reply", "回复"
    ASK_EXTENSION = "ask_extension", "申请延期"
    DECIDE_EXTENSION = "decide_extension", "答复延期"
    REVIEW = "review", "审核"
    RECORD_TALK = "record_talk", "登记约谈"
    CHECK_COMMITMENT = "check_commitment", "核查承诺"
    REMIND = "remind", "提醒"
    WITHDRAW = "withdraw", "撤回"


class Side(Enum):
    """The issuing office, and those above it; the addressee's own users and nobody else."""

    OFFICE = "office"
    ADDRESSEE = "addressee"


@dataclass(frozen=True)
class Allowed:
    """States from which an action leads on, the permission it needs, and whose it is."""

    states: Collection[str]
    permission: str
    side: Side
    kind: OrderKind | None = None


_WORKING: Final = (OrderState.RECEIVED, OrderState.RETURNED)
_OFFICE, _ADDRESSEE = Side.OFFICE, Side.ADDRESSEE
DRAFT, ISSUE, REVIEW, ANSWER = (
    f"orders.{verb}_order" for verb in ("draft", "issue", "review", "answer")
)
ACTIONS: Final[dict[Action, Allowed]] = {
    Action.CHANGE: Allowed((OrderState.DRAFT,), DRAFT, _OFFICE),
    Action.ISSUE: Allowed((OrderState.DRAFT,), ISSUE, _OFFICE),
    Action.RECEIVE: Allowed((OrderState.ISSUED,), ANSWER, _ADDRESSEE),
    Action.REPLY: Allowed(_WORKING, ANSWER, _ADDRESSEE),
    Action.ASK_EXTENSION: Allowed(_WORKING, ANSWER, _ADDRESSEE),
    Action.DECIDE_EXTENSION: Allowed((*_WORKING, OrderState.REPLIED), REVIEW, _OFFICE),
    Action.REVIEW: Allowed((OrderState.REPLIED,), REVIEW, _OFFICE),
    Action.RECORD_TALK: Allowed(OPEN, REVIEW, _OFFICE, OrderKind.TALK),
    Action.CHECK_COMMITMENT: Allowed(OPEN, REVIEW, _OFFICE, OrderKind.TALK),
    Action.REMIND: Allowed(RUNNING, REVIEW, _OFFICE),
    Action.WITHDRAW: Allowed((OrderState.DRAFT, *OPEN), ISSUE, _OFFICE),
}


def require(order: Order, action: Action, by: User) -> None:
    """Raise PermissionDenied for a wrong person, Refusal for a wrong kind or state."""
    rule = ACTIONS[action]
    if not may(order, action, by):
        raise PermissionDenied
    if rule.kind is not None and order.kind != rule.kind:
        raise Refusal(
            f"只有{rule.kind.label}才能{action.label}，本件是{order.get_kind_display()}。"
        )
    if order.state not in rule.states:
        raise Refusal(
            f"本件现为“{order.get_state_display()}”，不能{action.label}；请刷新页面查看。"
        )


def may(order: Order, action: Action, by: User) -> bool:
    """Say whether the person is the right one, whatever the state. Leaders withdraw their own."""
    rule = ACTIONS[action]
    if action == Action.WITHDRAW and order.issued_by_id == by.pk:
        return True
    return by.has_perm(rule.permission) and _on_side(order, rule.side, by)


def available(order: Order, by: User) -> list[Action]:
    """Return the actions that person and state allow now, in the table's order."""
    return [
        action
        for action, rule in ACTIONS.items()
        if order.state in rule.states and rule.kind in (None, order.kind) and may(order, action, by)
    ]


def _on_side(order: Order, side: Side, by: User) -> bool:
    if side is Side.ADDRESSEE:
        return by.is_superuser or by.region_id == order.region_id
    return by.oversees(order.office_region_id)
