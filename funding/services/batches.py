"""Batches of money and their allocation to projects; what does not fit says why."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from core import money
from core.exceptions import Refusal
from funding.eligibility import ineligible
from funding.models import Allocation, FundingBatch, FundingSource
from funding.services.sources import checked_classes
from projects.models import Project
from projects.services.guards import (
    not_in_future,
    require_change,
    require_fresh,
    signed,
)


@transaction.atomic
def save_batch(
    batch: FundingBatch | None, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> FundingBatch:
    """Register a batch (`batch` None) or change one; `values` may hold `projects`."""
    verb = "change" if batch else "add"
    require_change(by, f"funding.{verb}_fundingbatch", values["region"].pk)
    row = FundingBatch()
    if batch:
        row = FundingBatch.objects.select_for_update().get(pk=batch.pk)
        require_change(by, "funding.change_fundingbatch", row.region_id)
        require_fresh(FundingBatch, seen, id=row.pk)
    before = (row.kind_id, row.name)
    given = dict(values)
    named = given.pop("projects", None)
    for name, value in given.items():
        setattr(row, name, value)
    row.amount = row.amount or Decimal(0)
    row.work_classes = checked_classes(row.work_classes)
    _check(row, before)
    signed(row, by).save()
    if named is not None:
        row.projects.set(named)
    return row


def _check(row: FundingBatch, before: tuple[int | None, str]) -> None:
    same = FundingBatch.objects.filter(region=row.region, kind=row.kind, name=row.name)
    if same.exclude(pk=row.pk).exists():
        raise Refusal("该区划已有同一类别、同名的批次。", "name")
    if row.amount < 0 or (row.applied or 0) < 0:
        raise Refusal("金额不能为负数。", "amount")
    if row.allocated and before != (row.kind_id, row.name):
        raise Refusal("本批次已分配到项目，类别和批次名称不能改。", "name")
    if row.amount < row.allocated:
        words = money.sum_with_unit(row.allocated)
        raise Refusal(f"已分配{words}，下达金额不能再少。", "amount")
    if row.amount and row.issued_on is None:
        raise Refusal("填了下达金额的，请填写下达日期。", "issued_on")
    not_in_future(row.issued_on, "下达日期", "issued_on")
    for first, last, words, field in (
        (row.first_year, row.last_year, "适用年度止不能早于起。", "last_year"),
        (row.opens_on, row.closes_on, "申报截止不能早于申报开始。", "closes_on"),
    ):
        if first and last and last < first:  # type: ignore[operator]
            raise Refusal(words, field)


@transaction.atomic
def allocate(
    batch: FundingBatch, project: Project, amount: Decimal, *, on: date, by: User
) -> Allocation:
    """Set what a project gets of a batch (元); 0 takes it back.

    The batch is locked first, so that two allocations cannot exceed it together; the database
    refuses it as well. 落实 of the project's source follows where it came from documents alone,
    and is raised to what they allocate where it was less.
    """
    held = FundingBatch.objects.select_for_update().get(pk=batch.pk)
    require_change(by, "funding.add_allocation", held.region_id)
    not_in_future(on, "分配日期", "on")
    if amount < 0:
        raise Refusal("分配金额不能为负数。", "amount")
    reasons = ineligible(held, project) if amount else []
    if reasons:
        raise Refusal(f"该项目不能使用本批次资金：{'；'.join(reasons)}。", "project")
    row = Allocation.objects.filter(batch=held, project=project).first()
    row = row or Allocation(batch=held, project=project, amount=Decimal(0))
    _keep_within(held, held.allocated - row.amount + amount, by)
    _follow(held, project, row.amount, amount, by)
    row.amount, row.allocated_on = amount, on
    signed(row, by).save()
    return row


def _keep_within(batch: FundingBatch, wanted: Decimal, by: User) -> None:
    if wanted > batch.amount:
        left = money.sum_with_unit(batch.amount - batch.allocated)
        raise Refusal(f"超过本批次可分配的余额{left}。", "amount")
    batch.allocated = wanted
    signed(batch, by, "分配到项目").save()


def _follow(
    batch: FundingBatch, project: Project, before: Decimal, after: Decimal, by: User
) -> None:
    rows = FundingSource.objects.select_for_update()
    source = rows.filter(project=project, kind=batch.kind.name, batch=batch.name).first()
    if source is None:
        source = FundingSource(project=project, kind=batch.kind.name, batch=batch.name)
    wanted = after if source.secured == before else max(source.secured, after)
    arrived = sum((r.amount for r in source.receipts.all()), Decimal(0)) if source.pk else 0
    if wanted < arrived:
        words = f"{money.to_wan(Decimal(arrived)):,f}"
        raise Refusal(f"该项目此项资金已到位 {words} 万元，分配不能少于它。", "amount")
    changed = source.pk is None or source.secured != wanted
    source.secured, source.planned = wanted, max(source.planned, wanted)
    source.document_number = source.document_number or batch.document_number
    if changed:
        signed(source, by, f"分配 {batch}").save()
