"""Who may do what with a payment request in which state: one table for services and pages."""

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import models

from accounts.models import User
from core.exceptions import Refusal
from funding.choices import RequestState, StepKind
from funding.models import PaymentRequest


class RequestAction(models.TextChoices):
    REVISE = "revise", "修改重报"
    CHECK = "check", "审核"
    APPROVE = "approve", "批准"
    PAY = "pay", "登记支付"
    RETURN = "return", "退回"
    WITHDRAW = "withdraw", "撤销"


APPLY, CHECK, APPROVE, PAY = (
    f"funding.{verb}_paymentrequest" for verb in ("apply", "check", "approve", "pay")
)
# per action: the states from which it leads on, each with the permission it needs there
ACTIONS: Final[Mapping[RequestAction, Mapping[str, str]]] = {
    RequestAction.REVISE: {RequestState.RETURNED: APPLY},
    RequestAction.CHECK: {RequestState.APPLIED: CHECK},
    RequestAction.APPROVE: {RequestState.CHECKED: APPROVE},
    RequestAction.PAY: {RequestState.APPROVED: PAY},
    RequestAction.RETURN: {
        RequestState.APPLIED: CHECK,
        RequestState.CHECKED: APPROVE,
        RequestState.APPROVED: PAY,
    },
    RequestAction.WITHDRAW: {RequestState.APPLIED: APPLY, RequestState.RETURNED: APPLY},
}
# what ends or turns back a request; the others lead it on
BACK: Final = frozenset({RequestAction.RETURN, RequestAction.WITHDRAW})
# what whoever applied may not do to the own request, whatever else he may
OTHERS_ONLY: Final = frozenset({RequestAction.CHECK, RequestAction.APPROVE, RequestAction.PAY})


def require(request: PaymentRequest, action: RequestAction, by: User) -> None:
    """Raise PermissionDenied for a wrong person, Refusal for a wrong state or the own request."""
    rule = ACTIONS[action]
    wanted = {rule[request.state]} if request.state in rule else set(rule.values())
    if not any(by.has_perm(permission) for permission in wanted):
        raise PermissionDenied
    if request.state not in rule:
        now = request.get_state_display()
        raise Refusal(f"本申请现为“{now}”，不能{action.label}；请刷新页面查看。")
    if action in OTHERS_ONLY and applied_by(request, by):
        raise Refusal(f"申请人不能{action.label}自己的申请，请由他人办理。")


def available(request: PaymentRequest, by: User) -> list[RequestAction]:
    """Return the actions that person and state allow now, in the table's order."""
    found = [
        action
        for action, rule in ACTIONS.items()
        if request.state in rule and by.has_perm(rule[request.state])
    ]
    if OTHERS_ONLY.isdisjoint(found) or not applied_by(request, by):
        return found
    return [action for action in found if action not in OTHERS_ONLY]


def applied_by(request: PaymentRequest, by: User) -> bool:
    """Say whether the person filed the request or a revision of it."""
    return request.steps.filter(kind__in=(StepKind.APPLIED, StepKind.REVISED), by=by).exists()
