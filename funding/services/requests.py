"""Steps of a payment request: apply, revise, check, approve, pay, return, withdraw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import clock, money
from core.exceptions import Refusal
from core.uploads import Upload
from funding import retained
from funding.actions import RequestAction, require
from funding.choices import ContractKind, RequestKind, RequestState, RuleKey, StepKind
from funding.models import Contract, Payment, PaymentRequest, RequestFile, RequestStep
from funding.services.payment_guards import (
    lock_projects,
    position_of,
    refuse_beyond_contract,
    refuse_without_money,
)
from funding.terms import Rules, payment_due
from projects.models import Project
from projects.services.guards import not_in_future, signed
from projects.services.guards import require as require_permission


@dataclass(frozen=True)
class Claim:
    """What is asked for, in 元, before anything is kept back. `delivered_on` starts the term."""

    kind: str
    amount: Decimal
    delivered_on: date
    wage: Decimal = Decimal(0)
    note: str = ""


@transaction.atomic
def apply_for_payment(
    contract: Contract,
    project: Project,
    claim: Claim,
    *,
    by: User,
    files: Sequence[Upload] = (),
) -> PaymentRequest:
    """File a request of a project under one of its contracts, with what proves it."""
    require_permission(by, "funding.apply_paymentrequest")
    if not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise PermissionDenied
    lock_projects([project.pk])
    if not contract.shares.filter(project=project).exists():
        raise Refusal("该合同不含本项目，请核对。")
    request = PaymentRequest(contract=contract, project=project)
    _fill(request, claim, by)
    return _keep(request, StepKind.APPLIED, by, claim.note, files)


@transaction.atomic
def revise(
    request: PaymentRequest, claim: Claim, *, by: User, files: Sequence[Upload] = ()
) -> PaymentRequest:
    """File a returned request again; its steps begin anew, the term of payment runs on."""
    locked = _take(request, RequestAction.REVISE, by)
    locked.checked_on = locked.approved_on = None
    locked.state = RequestState.APPLIED
    _fill(locked, claim, by)
    return _keep(locked, StepKind.REVISED, by, claim.note, files)


@transaction.atomic
def check(request: PaymentRequest, *, opinion: str, by: User) -> PaymentRequest:
    """Confirm quantity and documents; the request goes on to the office."""
    locked = _take(request, RequestAction.CHECK, by)
    refuse_beyond_contract(locked, position_of(locked, clock.today()))
    locked.state, locked.checked_on = RequestState.CHECKED, clock.today()
    return _keep(locked, StepKind.CHECKED, by, opinion)


@transaction.atomic
def approve(request: PaymentRequest, *, opinion: str, by: User) -> PaymentRequest:
    """Approve a checked request; it may be paid now."""
    locked = _take(request, RequestAction.APPROVE, by)
    refuse_beyond_contract(locked, position_of(locked, clock.today()))
    locked.state, locked.approved_on = RequestState.APPROVED, clock.today()
    return _keep(locked, StepKind.APPROVED, by, opinion)


@transaction.atomic
def pay(
    request: PaymentRequest, *, paid_on: date, by: User, files: Sequence[Upload] = ()
) -> PaymentRequest:
    """Record the payment: the row of 资金拨付 is appended, and the money must be there."""
    locked = _take(request, RequestAction.PAY, by)
    not_in_future(paid_on, "支付日期", "paid_on")
    if locked.approved_on and paid_on < locked.approved_on:
        raise Refusal(f"支付日期不能早于批准日期（{locked.approved_on:%Y-%m-%d}）。", "paid_on")
    at = position_of(locked, clock.today())
    refuse_beyond_contract(locked, at)
    refuse_without_money(locked, at)
    payment = Payment(
        project_id=locked.project_id, amount=locked.amount, payee=locked.contract.contractor,
        applied_on=locked.applied_on, approved_on=locked.approved_on, paid_on=paid_on,
    )  # fmt: skip
    signed(payment, by, "付款申请支付").save()
    locked.payment, locked.state = payment, RequestState.PAID
    return _keep(locked, StepKind.PAID, by, f"{paid_on:%Y-%m-%d}支付", files)


@transaction.atomic
def send_back(request: PaymentRequest, *, reason: str, by: User) -> PaymentRequest:
    """Return a request to whoever applied, with what has to change."""
    locked = _take(request, RequestAction.RETURN, by)
    if not reason.strip():
        raise Refusal("请写明退回理由，对方据此修改。", "reason")
    locked.state = RequestState.RETURNED
    return _keep(locked, StepKind.RETURNED, by, reason)


@transaction.atomic
def withdraw(request: PaymentRequest, *, reason: str, by: User) -> PaymentRequest:
    """Take a request back before anybody checked it; it stays to be seen."""
    locked = _take(request, RequestAction.WITHDRAW, by)
    if not reason.strip():
        raise Refusal("请写明撤销理由。", "reason")
    locked.state = RequestState.WITHDRAWN
    return _keep(locked, StepKind.WITHDRAWN, by, reason)


def _take(request: PaymentRequest, action: RequestAction, by: User) -> PaymentRequest:
    """Lock project and request, check that `by` may do this now; return the locked row."""
    if not PaymentRequest.objects.visible_to(by).filter(pk=request.pk).exists():
        raise PermissionDenied
    lock_projects([request.project_id])
    rows = PaymentRequest.objects.select_for_update(of=("self",))
    locked = rows.select_related("contract").get(pk=request.pk)
    require(locked, action, by)
    return locked


def _fill(request: PaymentRequest, claim: Claim, by: User) -> None:
    """Set what is asked for, with the end of the term and the labour cost by the rules."""
    today = clock.today()
    contract, rules = request.contract, Rules(claim.delivered_on)
    _check(claim, contract, today)
    request.kind, request.wage = claim.kind, claim.wage
    request.withheld = withheld_of(contract, claim)
    request.amount = claim.amount - request.withheld
    if claim.wage > request.amount:
        raise Refusal(f"扣留质保金后实付{money.in_wan(request.amount)}，专户金额不能更多。", "wage")
    request.note, request.delivered_on = claim.note.strip(), claim.delivered_on
    request.due_on = payment_due(
        claim.delivered_on, contract.pay_days, sme=contract.sme, rules=rules
    )
    share = rules[RuleKey.WAGE_SHARE] if contract.kind == ContractKind.WORKS else 0
    request.wage_due = money.round_half_up(claim.amount * share / 100, money.CENT)
    if claim.kind == RequestKind.RETENTION:
        request.wage_due = Decimal(0)
        _release(request, today, rules)
    request.applied_on, request.applied_by = today, by
    refuse_beyond_contract(request, position_of(request, today))


def withheld_of(contract: Contract, claim: Claim) -> Decimal:
    """Return what is kept back of a claim: nothing of advances and of 质保金 itself."""
    if not contract.retention or claim.kind in (RequestKind.ADVANCE, RequestKind.RETENTION):
        return Decimal(0)
    return money.round_half_up(claim.amount * contract.retention / 100, money.CENT)


def _release(request: PaymentRequest, today: date, rules: Rules) -> None:
    """Refuse before the end of 缺陷责任期; the term of payment begins with it."""
    if not request.contract.retention:
        return
    ended = retained.ends_on(request.contract, request.project)
    if ended is None:
        raise Refusal("项目尚未完工，缺陷责任期未开始，不能返还质保金。", "kind")
    if ended > today:
        raise Refusal(f"缺陷责任期至{ended:%Y-%m-%d}，期满后才能申请返还质保金。", "kind")
    request.delivered_on = ended
    request.due_on = retained.due_on(request.contract, request.project, rules) or ended


def _check(claim: Claim, contract: Contract, today: date) -> None:
    if claim.amount <= 0:
        raise Refusal("申请金额应大于0。", "amount")
    if not 0 <= claim.wage <= claim.amount:
        raise Refusal("拨入工资专户的金额应在0和申请金额之间。", "wage")
    not_in_future(claim.delivered_on, "交付（计量）日期", "delivered_on")
    if claim.delivered_on < contract.signed_on:
        signed_on = f"{contract.signed_on:%Y-%m-%d}"
        raise Refusal(f"交付（计量）日期不能早于合同签订日期（{signed_on}）。", "delivered_on")


def _keep(
    request: PaymentRequest, kind: StepKind, by: User, text: str = "", files: Sequence[Upload] = ()
) -> PaymentRequest:
    signed(request, by, kind.label).save()
    step = RequestStep(request=request, kind=kind, at=clock.now(), by=by, text=text.strip())
    step.save()
    for upload in files:
        RequestFile(step=step).keep(upload)
    return request
