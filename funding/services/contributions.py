"""Residents' contributions: standard, pledges and collections per community; as a source of money."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from core import clock, money
from core.exceptions import Refusal
from funding.choices import RESIDENTS
from funding.models import Contribution, FundingSource, Receipt
from funding.services.payment_guards import lock_projects
from projects.models import Community, Project
from projects.services.guards import not_in_future, require, signed

BATCH = "居民出资登记"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Counted:
    """A community's standard and what was pledged and collected up to `counted_on`, in 元."""

    basis: str
    rate: Decimal
    pledged_households: int
    pledged: Decimal
    collected_households: int
    collected: Decimal
    counted_on: date


@transaction.atomic
def save_contribution(
    project: Project, community: Community, counted: Counted, *, by: User
) -> Contribution:
    """Enter or bring up to date one community's contribution; counts and sums, no names."""
    require(by, "funding.change_contribution")
    if not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise PermissionDenied
    if not project.communities.filter(pk=community.pk).exists():
        raise Refusal("该小区不在本项目内，请核对。", "community")
    lock_projects([project.pk])
    _check(community, counted)
    found = Contribution.objects.filter(project=project, community=community).first()
    row = found or Contribution(project=project, community=community)
    for name, value in vars(counted).items():
        setattr(row, name, value)
    signed(row, by).save()
    return row


def _check(community: Community, counted: Counted) -> None:
    if counted.rate <= 0:
        raise Refusal("出资标准应大于0。", "rate")
    not_in_future(counted.counted_on, "统计日期", "counted_on")
    for name, label in (("pledged", "认缴"), ("collected", "已缴")):
        households, amount = getattr(counted, f"{name}_households"), getattr(counted, name)
        if community.households is not None and households > community.households:
            raise Refusal(
                f"{label}户数超过小区总户数{community.households}户。", f"{name}_households"
            )
        if (households == 0) != (amount == 0):
            raise Refusal(f"{label}户数和金额应同时填写或同时为0。", name)


@transaction.atomic
def carry_into_sources(project: Project, *, by: User) -> Decimal:
    """Bring the project's 居民出资 among its sources up to what was collected; return what was added.

    What the ledger or anybody else has entered as 居民出资 counts: only what is missing is
    appended, so that doing it twice adds nothing.
    """
    require(by, "funding.carry_contribution")
    if not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise PermissionDenied
    lock_projects([project.pk])
    rows = Contribution.objects.filter(project=project)
    sums = rows.aggregate(pledged=Sum("pledged"), collected=Sum("collected"))
    pledged, collected = sums["pledged"] or ZERO, sums["collected"] or ZERO
    sources = FundingSource.objects.filter(project=project, kind=RESIDENTS)
    receipts = Receipt.objects.filter(source__in=sources)
    received = receipts.aggregate(total=Sum("amount"))["total"] or ZERO
    missing = collected - received
    if missing < 0:
        raise Refusal(
            f"资金来源中居民出资已登记到位{money.in_wan(received)}，多于本页已缴{money.in_wan(collected)}，"
            "请先核对台账，未作改动。"
        )
    secured = sources.aggregate(total=Sum("secured"))["total"] or ZERO
    if missing == 0 and pledged <= secured:
        raise Refusal("资金来源中的居民出资与本页一致，无须计入。")
    source = sources.order_by("pk").first()
    source = source or FundingSource(project=project, kind=RESIDENTS, batch=BATCH)
    source.secured += max(ZERO, max(pledged, collected) - secured)
    source.planned = max(source.planned, source.secured)
    signed(source, by, "居民出资计入").save()
    if missing:
        Receipt.objects.create(
            source=source, amount=missing, received_on=clock.today(), note="居民出资计入",
            recorded_by=by,
        )  # fmt: skip
    return missing
