"""Sources of money of a project, and the kinds they are of."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from funding.models import FundingSource, SourceKind
from projects.choices import CLASSES
from projects.models import Project
from projects.services.guards import require, require_change, require_fresh, signed


@transaction.atomic
def save_source(
    source: FundingSource | None,
    values: Mapping[str, Any],
    *,
    project: Project,
    by: User,
    seen: int | None = None,
) -> FundingSource:
    """Register a source of a project (`source` None) or correct one.

    落实 may not fall below what has arrived or what documents allocate.
    """
    verb = "change" if source else "add"
    require_change(by, f"funding.{verb}_fundingsource", project.site_id)
    row = FundingSource(project=project)
    if source:
        row = FundingSource.objects.select_for_update().get(pk=source.pk)
        require_fresh(FundingSource, seen, id=row.pk)
    before = (row.kind, row.batch)
    for name, value in values.items():
        setattr(row, name, value)
    row.work_classes = checked_classes(row.work_classes)
    _check(row, before)
    signed(row, by).save()
    return row


def _check(row: FundingSource, before: tuple[str, str]) -> None:
    for value, field in ((row.planned, "planned"), (row.secured, "secured")):
        if value < 0:
            raise Refusal("金额不能为负数。", field)
    same = FundingSource.objects.filter(project=row.project, kind=row.kind, batch=row.batch)
    if same.exclude(pk=row.pk).exists():
        raise Refusal("该项目已有同一类别、同一批次的资金来源，请修改原有的一条。", "batch")
    if row.pk is None:
        return
    allocated = allocated_to(row.project, *before)
    if allocated and before != (row.kind, row.batch):
        raise Refusal("该来源已由资金批次分配，类别和批次不能改。", "batch")
    least = max(allocated, received(row))
    if row.secured < least:
        words = f"{least / 10_000:f}".rstrip("0").rstrip(".")
        raise Refusal(f"落实不能少于已到位或已分配的 {words} 万元。", "secured")


def received(source: FundingSource) -> Decimal:
    """Return what has arrived of a source, reversals taken off."""
    return sum(source.receipts.values_list("amount", flat=True), Decimal(0))


def allocated_to(project: Project, kind: str, batch: str) -> Decimal:
    """Return what documents allocate to a project's source."""
    rows = project.allocations.filter(batch__kind__name=kind, batch__name=batch)
    return sum(rows.values_list("amount", flat=True), Decimal(0))


def checked_classes(text: str) -> str:
    """Return classes joined by 、 in their own order; Refusal names what is none."""
    parts = {part.strip() for part in text.replace("，", "、").replace(",", "、").split("、")} - {
        ""
    }
    if unknown := parts - set(CLASSES):
        names = "、".join(sorted(unknown))
        raise Refusal(f"没有“{names}”，应为{'、'.join(CLASSES)}。", "work_classes")
    return "、".join(name for name in CLASSES if name in parts)


@transaction.atomic
def save_kind(
    kind: SourceKind | None, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> SourceKind:
    """Add a kind, or the name of an imported ledger that stands for one; or change it."""
    require(by, "funding.change_sourcekind" if kind else "funding.add_sourcekind")
    row = SourceKind()
    if kind:
        row = SourceKind.objects.select_for_update().get(pk=kind.pk)
        require_fresh(SourceKind, seen, id=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.work_classes = checked_classes(row.work_classes)
    if SourceKind.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        raise Refusal(f"资金类别中已有“{row.name}”。", "name")
    target = row.stands_for
    if target is not None and (target.pk == row.pk or target.stands_for_id is not None):
        raise Refusal("请归入一个本身不是别名的类别。", "stands_for")
    if target is not None and row.pk and row.aliases.exists():
        raise Refusal("已有其他名称归入本类别，不能再归入别的类别。", "stands_for")
    signed(row, by).save()
    return row
