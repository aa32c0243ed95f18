"""Contracts: enter and change one, share it out over its projects, decide on variations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from core import clock, money, regions
from core.exceptions import Refusal
from funding.choices import ContractKind, RuleKey, SplitBy
from funding.models import Contract, ContractShare, Lot, PaymentRequest, Variation
from funding.services.payment_guards import lock_projects
from funding.splitting import split
from funding.terms import Rules
from projects.models import Project
from projects.services.guards import not_in_future, require, require_fresh, signed


@dataclass(frozen=True)
class Terms:
    """What a contract says; `value` in 元, `pay_days` None where it names no term of payment.

    `retention` is in per cent, with the months after acceptance in which it is kept back.
    """

    number: str
    name: str
    kind: str
    contractor: str
    sme: bool
    value: Decimal
    signed_on: date
    pay_days: int | None = None
    lot: Lot | None = None
    retention: Decimal | None = None
    defects_months: int | None = None


@transaction.atomic
def save_contract(
    contract: Contract | None,
    terms: Terms,
    projects: Sequence[Project],
    split_by: str,
    *,
    by: User,
    seen: int | None = None,
) -> Contract:
    """Enter or change a contract and share it out; the shares always add up to its value."""
    require(by, "funding.change_contract" if contract else "funding.add_contract")
    projects = list(dict.fromkeys(projects))  # a project named twice has one share
    held = [] if contract is None else list(contract.shares.values_list("project_id", flat=True))
    _check(contract, terms, projects, by)
    _require_scope({*held, *_keys(projects)}, by)
    lock_projects(sorted({*held, *_keys(projects)}))
    row = (
        Contract() if contract is None else Contract.objects.select_for_update().get(pk=contract.pk)
    )
    if contract:
        require_fresh(Contract, seen, id=row.pk)
    typed = split_by == SplitBy.TYPED
    if typed and (row.pk is None or row.value != terms.value or set(held) != _keys(projects)):
        raise Refusal(
            "合同价或项目有变，手工分摊须重填：请先选一种自动分摊方式保存，再到分摊页逐项填写。",
            "split_by",
        )
    row.split_by = split_by
    row.region_id = regions.common([project.site_id for project in projects])
    for name, value in vars(terms).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.retention = terms.retention or None
    signed(row, by).save()
    if not typed:
        _share_out(
            row, dict(zip(projects, _shares(terms.value, projects, split_by), strict=True)), by
        )
    return row


@transaction.atomic
def save_shares(
    contract: Contract, amounts: Mapping[int, Decimal], *, by: User, seen: int | None = None
) -> Contract:
    """Share a contract out as typed, by project key; refused unless it adds up to the fen."""
    require(by, "funding.change_contract")
    if not Contract.objects.visible_to(by).filter(pk=contract.pk).exists():
        raise PermissionDenied
    keys = sorted(contract.shares.values_list("project_id", flat=True))
    _require_scope(set(keys), by)
    lock_projects(keys)
    row = Contract.objects.select_for_update().get(pk=contract.pk)
    require_fresh(Contract, seen, id=row.pk)
    if sorted(amounts) != keys:
        raise Refusal("合同的项目已有变化，请刷新页面后重新填写。")
    total = sum(amounts.values(), Decimal(0))
    if total != row.value:
        more = "多" if total > row.value else "少"
        raise Refusal(
            f"分摊合计{money.in_wan(total)}，比合同价{money.in_wan(row.value)}{more}"
            f"{abs(total - row.value):,f}元；须一分不差。"
        )
    row.split_by = SplitBy.TYPED
    signed(row, by, "手工分摊").save()
    _share_out(row, {Project(pk=key): amount for key, amount in amounts.items()}, by)
    return row


@dataclass(frozen=True)
class Change:
    """A change of design or quantity: who asked for it, why, and what it costs (元, signed)."""

    project: Project
    reason: str
    asked_by: str
    asked_on: date
    delta: Decimal


@transaction.atomic
def add_variation(contract: Contract, change: Change, *, by: User) -> Variation:
    """Enter a change; it counts only once it is approved."""
    require(by, "funding.add_variation")
    if not Contract.objects.visible_to(by).filter(pk=contract.pk).exists():
        raise PermissionDenied
    if not contract.shares.filter(project=change.project).exists():
        raise Refusal("该合同不含这个项目，请核对。", "project")
    not_in_future(change.asked_on, "提出日期", "asked_on")
    if not change.delta:
        raise Refusal("请填写造价增减；不影响造价的变更不必在此登记。", "delta")
    row = Variation(contract=contract, entered_by=by, **vars(change))
    signed(row, by).save()
    return row


@transaction.atomic
def decide_variation(row: Variation, *, approved: bool, opinion: str, by: User) -> Variation:
    """Approve or refuse a change; whoever entered it does not decide on it."""
    require(by, "funding.approve_variation")
    if not Variation.objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    lock_projects([row.project_id])
    locked = Variation.objects.select_for_update().get(pk=row.pk)
    if locked.approved is not None:
        raise Refusal("该变更已批复，请刷新页面查看。")
    if locked.entered_by_id == by.pk:
        raise Refusal("登记人不能批复自己登记的变更，请由他人批复。")
    if not approved and not opinion.strip():
        raise Refusal("不同意的，请写明意见。", "opinion")
    locked.approved, locked.opinion = approved, opinion.strip()
    locked.approved_on, locked.decided_by = clock.today(), by
    signed(locked, by, "批复变更").save()
    if approved:
        _require_covered(locked.contract, {locked.project_id})
    return locked


def budget_warnings(contract: Contract) -> list[str]:
    """Say for which of its projects the contracts together pass the 总投资 (政府投资条例 §23)."""
    shares = contract.shares.select_related("project")
    found = []
    for share in shares:
        project = share.project
        sums = ContractShare.objects.filter(project=project).aggregate(total=Sum("amount"))
        total = sums["total"] or Decimal(0)
        if project.total_investment is not None and total > project.total_investment:
            found.append(
                f"{project.name}的合同额合计{money.in_wan(total)}，超过总投资"
                f"{money.in_wan(project.total_investment)}；调整概算须重新报批并落实资金来源。"
            )
    return found


def _keys(projects: Sequence[Project]) -> set[int]:
    return {project.pk for project in projects}


def _require_scope(projects: set[int], by: User) -> None:
    """Raise Refusal unless every project of a contract, before and after, is the user's to see."""
    if Project.objects.visible_to(by).filter(pk__in=projects).count() != len(projects):
        raise Refusal("有项目不在您的管辖范围内，打捆合同请由上级登记。", "projects")


def _check(contract: Contract | None, terms: Terms, projects: Sequence[Project], by: User) -> None:
    if contract and not Contract.objects.visible_to(by).filter(pk=contract.pk).exists():
        raise PermissionDenied
    if not projects:
        raise Refusal("请填写至少一个项目编号。", "projects")
    if terms.value <= 0:
        raise Refusal("合同价应大于0。", "value")
    not_in_future(terms.signed_on, "签订日期", "signed_on")
    if terms.kind not in ContractKind.values:
        raise Refusal("请选择合同种类。", "kind")
    _check_retention(terms)
    same = Contract.objects.filter(number=terms.number.strip(), contractor=terms.contractor.strip())
    if contract is not None:
        same = same.exclude(pk=contract.pk)
    if same.exists():
        raise Refusal("该承包单位已有同一编号的合同，请核对合同编号。", "number")


def _check_retention(terms: Terms) -> None:
    if not terms.retention:
        return
    rules = Rules(terms.signed_on)
    if terms.retention > rules[RuleKey.RETENTION_MOST]:
        raise Refusal(f"质保金比例不得高于{rules[RuleKey.RETENTION_MOST]}%。", "retention")
    if terms.defects_months is None:
        raise Refusal("请填写缺陷责任期，期满返还质保金。", "defects_months")
    if terms.defects_months > rules[RuleKey.DEFECTS_MONTHS_MOST]:
        most = rules[RuleKey.DEFECTS_MONTHS_MOST]
        raise Refusal(f"缺陷责任期最长不超过{most}个月。", "defects_months")


def _shares(value: Decimal, projects: Sequence[Project], split_by: str) -> list[Decimal]:
    return split(value, [_weight(project, split_by) for project in projects])


def _weight(project: Project, split_by: str) -> Decimal:
    if split_by == SplitBy.INVESTMENT:
        return project.total_investment or Decimal(0)
    if split_by == SplitBy.EQUAL:
        return Decimal(1)
    column = "floor_area" if split_by == SplitBy.AREA else "households"
    found = project.communities.aggregate(total=Sum(column))["total"]
    return Decimal(found or 0)


def _share_out(contract: Contract, amounts: Mapping[Project, Decimal], by: User) -> None:
    """Bring the contract's shares to `amounts`; a project that money hangs on stays in it."""
    held = {share.project_id: share for share in contract.shares.all()}
    wanted = {project.pk: amount for project, amount in amounts.items()}
    for key in held.keys() - wanted.keys():
        if PaymentRequest.objects.filter(contract=contract, project=key).exists():
            raise Refusal(f"{held[key].project}已有付款申请，不能从合同中去掉。", "projects")
        signed(held[key], by).delete()
    for key, amount in wanted.items():
        share = held.get(key) or ContractShare(contract=contract, project_id=key)
        if share.pk is None or share.amount != amount:
            share.amount = amount
            signed(share, by).save()
    _require_covered(contract, set(wanted))


def _require_covered(contract: Contract, projects: set[int]) -> None:
    """Raise Refusal where a project's share would fall below what is paid and asked for."""
    rows = ContractShare.objects.filter(contract=contract, project__in=projects)
    found: Any = rows.with_money(clock.today()).select_related("project")
    for share in found:
        worth = share.amount + share.changes
        used = share.paid + share.in_hand + share.held
        if used > worth and share.in_hand:
            raise Refusal(
                f"{share.project.name}分得{money.in_wan(worth)}，少于已付、在办和扣留质保金的"
                f"{money.in_wan(used)}，不能保存。"
            )
