"""Final accounts, grants to pass on, and the dated rules of money."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Region, User
from core import clock
from core.exceptions import Refusal
from funding.choices import GrantKind, RuleKey
from funding.models import FinalAccount, Grant, MoneyRule
from funding.terms import Rules
from projects.models import Project
from projects.services.guards import not_in_future, require, require_region, signed


@dataclass(frozen=True)
class Accounts:
    """What is known of a project's final accounts; `amount` in 元, `extension` in months."""

    submitted_on: date | None
    approved_on: date | None
    amount: Decimal | None
    large: bool = False
    extension: int = 0
    extension_reason: str = ""


@transaction.atomic
def save_final_account(project: Project, given: Accounts, *, by: User) -> FinalAccount:
    """Enter a completed project's final accounts, or that they may come later."""
    require(by, "funding.change_finalaccount")
    if not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise PermissionDenied
    finished = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    _check(finished, given)
    row = FinalAccount.objects.filter(project=project).first() or FinalAccount(project=project)
    for name, value in vars(given).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    signed(row, by).save()
    return row


def _check(project: Project, given: Accounts) -> None:
    if project.finished_on is None:
        raise Refusal("项目尚未完工，完工后再登记竣工财务决算。")
    for name, day, label in (
        ("submitted_on", given.submitted_on, "编报日期"),
        ("approved_on", given.approved_on, "批复日期"),
    ):
        not_in_future(day, label, name)
        if day is not None and day < project.finished_on:
            raise Refusal(f"{label}不能早于实际完工（{project.finished_on:%Y-%m-%d}）。", name)
    if given.approved_on and (given.submitted_on is None or given.approved_on < given.submitted_on):
        raise Refusal("批复须在编报之后，请填写编报日期。", "approved_on")
    if given.approved_on and given.amount is None:
        raise Refusal("请填写批复的决算金额。", "amount")
    key = RuleKey.EXTENSION_LARGE if given.large else RuleKey.EXTENSION_SMALL
    most = Rules(clock.today())[key]
    if given.extension > most:
        kind = "大型" if given.large else "中小型"
        raise Refusal(f"{kind}项目延期不得超过{most}个月。", "extension")
    if given.extension and not given.extension_reason.strip():
        raise Refusal("请写明延期理由。", "extension_reason")


@transaction.atomic
def record_grant(
    *, region: Region, document: str, kind: str, amount: Decimal, arrived_on: date, by: User
) -> Grant:
    """Record funds from above; the day they have to be passed on by follows from the rule."""
    require(by, "funding.add_grant")
    require_region(by, region.pk)
    not_in_future(arrived_on, "收到日期", "arrived_on")
    if amount <= 0:
        raise Refusal("金额应大于0。", "amount")
    if Grant.objects.filter(region=region, document=document.strip()).exists():
        raise Refusal("该文号已登记。", "document")
    key = RuleKey.PASS_ON_DAYS_CENTRAL if kind == GrantKind.CENTRAL else RuleKey.PASS_ON_DAYS
    due_on = arrived_on + timedelta(days=Rules(arrived_on)[key])
    row = Grant(
        region=region, document=document.strip(), kind=kind, amount=amount,
        arrived_on=arrived_on, due_on=due_on,
    )  # fmt: skip
    signed(row, by).save()
    return row


@transaction.atomic
def pass_on(grant: Grant, *, passed_on: date, document: str, by: User) -> Grant:
    """Record that funds were passed on to those below."""
    require(by, "funding.change_grant")
    if not Grant.objects.visible_to(by).filter(pk=grant.pk).exists():
        raise PermissionDenied
    locked = Grant.objects.select_for_update().get(pk=grant.pk)
    if locked.passed_on is not None:
        raise Refusal("该笔资金已登记下达，请刷新页面查看。")
    not_in_future(passed_on, "下达日期", "passed_on")
    if passed_on < locked.arrived_on:
        raise Refusal(f"下达日期不能早于收到日期（{locked.arrived_on:%Y-%m-%d}）。", "passed_on")
    locked.passed_on, locked.passed_document = passed_on, document.strip()
    signed(locked, by, "下达").save()
    return locked


@transaction.atomic
def save_rule(*, key: str, value: int, effective_on: date, source: str, by: User) -> MoneyRule:
    """Add a threshold from a day on; what was reckoned before keeps the earlier one."""
    require(by, "funding.change_moneyrule")
    if effective_on < clock.today():
        raise Refusal("起用日期不能早于今天；以往的日期按当时的规则。", "effective_on")
    if not source.strip():
        raise Refusal("请写明来源，如文号或会议纪要。", "source")
    row = MoneyRule.objects.select_for_update().filter(key=key, effective_on=effective_on).first()
    row = row or MoneyRule(key=key, effective_on=effective_on)
    row.value, row.source = value, source.strip()
    signed(row, by).save()
    return row
