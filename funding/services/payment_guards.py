"""What a payment has to respect: the contract's worth, the work done, the money that is there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from core import clock, money
from core.exceptions import Refusal
from funding.choices import IN_HAND, ContractKind, RequestKind, RuleKey
from funding.contract_querysets import CLAIMED, HELD, holding, paid_requests
from funding.models import ContractShare, Payment, PaymentRequest, Receipt
from funding.terms import Rules
from projects.models import Project

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Position:
    """Where a contract's share stands before a request, in 元; `percent` is the 形象进度."""

    worth: Decimal
    paid: Decimal
    in_hand: Decimal
    held: Decimal
    advances: Decimal
    percent: Decimal | None
    cash: Decimal
    project_paid: Decimal
    budget: Decimal | None
    works: bool
    progress_share: int
    advance_share: int

    @property
    def left(self) -> Decimal:
        """Return what may still be asked for under the contract, 质保金 aside."""
        return self.worth - self.claimed

    @property
    def claimed(self) -> Decimal:
        """Return what was asked for: paid, on its way, and kept back."""
        return self.paid + self.in_hand + self.held

    @property
    def earned(self) -> Decimal:
        """Return what the work done is worth; the advance may be paid before any."""
        share = max((self.percent or ZERO) * self.progress_share / HUNDRED, self.advance)
        return money.round_half_up(self.worth * share / HUNDRED, money.CENT)

    @property
    def advance(self) -> Decimal:
        return Decimal(self.advance_share)


def position_of(request: PaymentRequest, day: date) -> Position:
    """Return where the request's share stands on `day`, the request itself left out."""
    rows = ContractShare.objects.with_money(day).with_progress(day)
    share: Any = rows.select_related("contract", "project").get(
        contract_id=request.contract_id, project_id=request.project_id
    )
    others = PaymentRequest.objects.filter(
        contract_id=request.contract_id, project_id=request.project_id
    ).exclude(pk=request.pk)
    rules = Rules(day)
    waiting = others.filter(state__in=IN_HAND)
    held = max(_total(others.filter(pk__in=holding(day).values("pk")), HELD), ZERO)
    live = others.filter(Q(state__in=IN_HAND) | Q(pk__in=paid_requests(day).values("pk")))
    paid = _paid(request.project_id)
    return Position(
        worth=share.amount + share.changes,
        paid=share.paid,
        in_hand=_total(waiting, CLAIMED),
        held=held,
        advances=_total(live.filter(kind=RequestKind.ADVANCE)),
        percent=share.percent,
        cash=_received(request.project_id, day) - paid,
        project_paid=paid,
        budget=share.project.total_investment,
        works=share.contract.kind == ContractKind.WORKS,
        progress_share=rules[RuleKey.PROGRESS_SHARE],
        advance_share=rules[RuleKey.ADVANCE_SHARE],
    )


def refuse_beyond_contract(request: PaymentRequest, at: Position) -> None:
    """Raise Refusal where a request would pass the contract's worth or the advance allowed."""
    if request.kind == RequestKind.RETENTION and (request.contract.retention or at.held):
        _refuse_beyond_held(request, at)
    elif request.claimed > at.left:
        kept = f"，扣留质保金{money.in_wan(at.held)}" if at.held else ""
        raise Refusal(
            f"该项目合同额{money.in_wan(at.worth)}，已付{money.in_wan(at.paid)}，在办{money.in_wan(at.in_hand)}{kept}，"
            f"最多还可申请{money.in_wan(max(at.left, ZERO))}；确需增加的，请先登记合同变更并批复。",
            "amount",
        )
    if request.kind != RequestKind.ADVANCE:
        return
    most = money.round_half_up(at.worth * at.advance / HUNDRED, money.CENT)
    if at.advances + request.amount > most:
        raise Refusal(
            f"预付款合计不得超过合同额的{at.advance_share}%（{money.in_wan(most)}），"
            f"已申请{money.in_wan(at.advances)}。",
            "amount",
        )


def _refuse_beyond_held(request: PaymentRequest, at: Position) -> None:
    if request.amount > at.held:
        raise Refusal(f"扣留未返还的质保金{money.in_wan(at.held)}，不能申请更多。", "amount")


def refuse_without_money(request: PaymentRequest, at: Position) -> None:
    """Raise Refusal where the project's money that arrived does not cover the payment."""
    if request.amount > at.cash:
        raise Refusal(
            f"项目可用资金{money.in_wan(max(at.cash, ZERO))}（到位减已拨付），不足支付"
            f"{money.in_wan(request.amount)}；请待资金到位并登记后再支付。"
        )


def refuse_spent(receipt: Receipt) -> None:
    """Raise Refusal where what was paid needs a receipt that is to be taken back."""
    project = receipt.source.project_id
    cash = _received(project, clock.today()) - _paid(project)
    counted = receipt.amount if receipt.received_on <= clock.today() else ZERO
    if counted and cash < counted:
        raise Refusal(
            f"这笔到位资金已用于支付：项目可用资金{money.in_wan(cash)}（到位减已拨付），"
            f"冲销{money.in_wan(counted)}后将为负数；请先冲销相应的拨付，再冲销到位。"
        )


def warnings(request: PaymentRequest, at: Position) -> list[str]:
    """Return what deserves a second look though it is not refused."""
    found = []
    total = at.claimed + request.claimed
    released = request.kind == RequestKind.RETENTION
    if at.works and not released and total > at.earned:
        done = "尚无形象进度" if at.percent is None else f"形象进度{money.plain(at.percent)}%"
        found.append(
            f"{done}，累计申请{money.in_wan(total)}超过对应合同额{money.in_wan(at.earned)}。"
        )
    if request.amount > at.cash:
        found.append(f"项目可用资金{money.in_wan(max(at.cash, ZERO))}，到支付时须补足。")
    if request.wage_short:
        found.append(
            f"应拨入工资专户{money.in_wan(request.wage_due)}，本次填报{money.in_wan(request.wage)}，不足。"
        )
    if at.budget is not None and at.project_paid + request.amount > at.budget:
        found.append(f"支付后项目累计拨付将超过总投资{money.in_wan(at.budget)}。")
    return found


def lock_projects(keys: list[int]) -> None:
    """Lock projects in the order of their keys: one after the other changes what they owe."""
    rows = Project.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    list(rows.order_by("pk").values_list("pk", flat=True))


def _received(project: int, day: date) -> Decimal:
    return _total(Receipt.objects.filter(source__project_id=project, received_on__lte=day))


def _paid(project: int) -> Decimal:
    return _total(Payment.objects.filter(project_id=project).exclude(paid_on=None))


def _total(rows: QuerySet[Any], column: Any = "amount") -> Decimal:
    found: Decimal | None = rows.order_by().aggregate(total=Sum(column))["total"]
    return found or ZERO
