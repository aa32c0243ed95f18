"""Rows of money for the table of URLs; every text carries the mark of its district."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Region, User
from core.uploads import check_uploads
from funding.models import Allocation, FundingBatch, OperatingIncome, SourceKind, SubsidyRule
from funding.services.receipts import record_receipt
from projects.models import Project
from tests.factories import SourceFactory


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of one district's money."""
    source = SourceFactory(project=project, kind="省级补助资金", batch=f"{mark}批次")
    files = check_uploads([SimpleUploadedFile(f"{mark}.pdf", b"%PDF-1.7\n")])
    receipt = record_receipt(
        source, amount=Decimal(10_000), received_on=date(2023, 7, 3), note=mark, files=files,
        by=office,
    )  # fmt: skip
    income = OperatingIncome.objects.create(
        project=project, item=f"{mark}停车", income=Decimal(1), years=10, basis=mark
    )
    kind = SourceKind.objects.get(name="中央补助资金")
    batch = FundingBatch.objects.create(
        region=region, kind=kind, name=f"{mark}指标", issued_on=date(2023, 7, 3), amount=Decimal(100),
    )  # fmt: skip
    given = Allocation.objects.create(
        batch=batch, project=project, amount=Decimal(0), allocated_on=date(2023, 7, 3)
    )
    return {
        "allocation": (given.pk,),
        "subsidy_rule": (SubsidyRule.objects.filter(region=None)[0].pk,),
        "batch": (batch.pk,),
        "receipt_file": (receipt.pk, receipt.files.get().pk),
        "income": (income.pk,),
        "source_kind": (kind.pk,),
    }
