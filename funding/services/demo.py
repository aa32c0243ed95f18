"""Documents behind the demo city's money: batches, allocations, unit costs. No figure changes."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Sum

from accounts.models import Region
from core.bulk import upsert
from funding.models import Allocation, FundingBatch, FundingSource, OperatingIncome, SourceKind
from projects.models import Project, WorkItem

# kind, how its documents are numbered, from which day of the year on
DOCUMENTS: Final = (
    ("中央补助资金", "云财建〔{year}〕12号", (4, 10)),
    ("省级补助资金", "云财建〔{year}〕27号", (5, 12)),
    ("市级财政资金", "云财预〔{year}〕8号", (3, 1)),
    ("专项债券", "云财债〔{year}〕3号", (5, 30)),
)
# 元 per usual unit; made up for the demo city
UNIT_COSTS: Final = {
    "雨污水管网改造": 860, "道路修缮": 210, "屋面防水": 165, "外墙维修": 190, "绿化提升": 120,
    "新增停车位": 6500, "加装电梯": 520_000,
}  # fmt: skip
PASSED_ON: Final = "临江区"


@transaction.atomic
def seed(city: Region) -> None:
    """Add what is missing; a second call changes nothing."""
    for name, cost in UNIT_COSTS.items():
        item = WorkItem.objects.filter(name=name, unit_cost=None).first()
        if item is not None:
            item.unit_cost = Decimal(cost)
            item.save()
    for kind, number, (month, day) in DOCUMENTS:
        _granted(city, SourceKind.objects.get(name=kind), number, month, day)
    _passed_on(city)
    _applied_for(city)
    _operations(city)


def _granted(city: Region, kind: SourceKind, number: str, month: int, day: int) -> None:
    """Register a batch per year and name that sources of this kind carry, allocated as they say."""
    sources = FundingSource.objects.in_region(city.pk).filter(kind=kind.name, secured__gt=0)
    by_batch: dict[tuple[str, int], list[FundingSource]] = defaultdict(list)
    for source in sources.select_related("project").order_by("pk"):
        by_batch[source.batch, source.project.year].append(source)
    for (name, year), rows in by_batch.items():
        total = sum((row.secured for row in rows), Decimal(0))
        issued = date(year, month, day)
        batch, made = FundingBatch.objects.get_or_create(
            region=city,
            kind=kind,
            name=name,
            defaults={
                "document_number": number.format(year=year),
                "first_year": year,
                "last_year": year,
                "issued_on": issued,
                "amount": total,
                "allocated": total,
            },
        )
        if made:
            values = {"batch_id": batch.pk, "allocated_on": issued}
            given = [
                (None, {**values, "project_id": row.project_id, "amount": row.secured})
                for row in rows
            ]
            upsert(Allocation, given, reason="演示数据")


def _passed_on(city: Region) -> None:
    """Register what a district got of a batch of the city: the smaller is in the larger."""
    whole = FundingBatch.objects.filter(region=city, kind__name="中央补助资金").first()
    district = Region.objects.children_of(city.pk).filter(name=PASSED_ON).first()
    if whole is None or district is None:
        return
    ours = whole.allocations.in_region(district.pk).aggregate(amount=Sum("amount"))["amount"]
    FundingBatch.objects.get_or_create(
        region=district,
        kind=whole.kind,
        name=whole.name,
        defaults={
            "document_number": f"临财建〔{whole.first_year}〕5号",
            "first_year": whole.first_year,
            "last_year": whole.last_year,
            "issued_on": whole.issued_on,
            "amount": ours or Decimal(0),
            "note": "市级批次中转下达的部分",
        },
    )


def _applied_for(city: Region) -> None:
    """Register two batches of 中央预算内投资 that are still to be won (向上争取)."""
    kind = SourceKind.objects.get(name="中央预算内投资")
    years = {"first_year": 2023, "last_year": 2024, "built_before": 2000}
    FundingBatch.objects.get_or_create(
        region=city,
        kind=kind,
        name="2023年第二批",
        defaults={
            **years,
            "opens_on": date(2023, 6, 1),
            "closes_on": date(2023, 6, 30),
            "applied_on": date(2023, 6, 28),
            "applied": Decimal(60_000_000),
        },
    )
    FundingBatch.objects.get_or_create(
        region=city,
        kind=kind,
        name="2023年第三批",
        defaults={**years, "opens_on": date(2023, 7, 15), "closes_on": date(2023, 8, 20)},
    )


def _operations(city: Region) -> None:
    project = Project.objects.in_region(city.pk).filter(year=2023).order_by("number").first()
    if project is None:
        return
    OperatingIncome.objects.get_or_create(
        project=project,
        item="停车和充电收费",
        defaults={
            "operator": "云江城市服务有限公司",
            "income": Decimal(360_000),
            "cost": Decimal(150_000),
            "years": 10,
            "basis": "新增车位120个，每个每月250元",
        },
    )
