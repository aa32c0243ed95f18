"""Contracts, requests in each state, and what follows from them, for the table of URLs."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Region, User
from core import clock
from core.uploads import Upload
from funding.choices import RequestState, StepKind
from funding.models import (
    Contract,
    ContractShare,
    Contribution,
    Grant,
    Lot,
    Payment,
    PaymentRequest,
    RequestFile,
    RequestStep,
    Tender,
    Variation,
)
from projects.models import Project


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of the contracts of one district; every text carries `mark`."""
    contract = Contract.objects.create(
        region=region, number=f"{mark}合同", name=f"{mark}施工合同", kind="works", contractor=f"{mark}建工",
        sme=True, value=Decimal(5_000_000), signed_on=date(2023, 3, 1),
    )  # fmt: skip
    ContractShare.objects.create(contract=contract, project=project, amount=contract.value)
    tender = Tender.objects.create(
        region=region, number=f"{mark}招标", name=f"{mark}招标", method="open"
    )
    lot = Lot.objects.create(tender=tender, number="一标段", winner=f"{mark}建工")
    lot.projects.add(project)
    variation = Variation.objects.create(
        contract=contract, project=project, reason=mark, asked_by=mark, delta=Decimal(1),
        asked_on=date(2023, 5, 1), entered_by=user,
    )  # fmt: skip
    community = project.communities.get()
    contribution = Contribution.objects.create(
        project=project, community=community, basis="household", rate=Decimal(500),
        counted_on=date(2023, 7, 1),
    )  # fmt: skip
    grant = Grant.objects.create(
        region=region, document=f"{mark}指标", kind="upper", amount=Decimal(100),
        arrived_on=date(2023, 5, 1), due_on=date(2023, 5, 31),
    )  # fmt: skip

    def request(state: str) -> PaymentRequest:
        paid = state == RequestState.PAID
        payment = Payment.objects.create(
            project=project, amount=Decimal(100), payee=contract.contractor,
            paid_on=date(2023, 7, 20),
        ) if paid else None  # fmt: skip
        return PaymentRequest.objects.create(
            contract=contract, project=project, kind="progress", state=state,
            amount=Decimal(100), note=mark, delivered_on=date(2023, 5, 1),
            due_on=date(2023, 5, 31), applied_on=date(2023, 5, 2), applied_by=user,
            payment=payment,
        )  # fmt: skip

    asked = request(RequestState.APPLIED)
    step = RequestStep.objects.create(
        request=asked, kind=StepKind.APPLIED, at=clock.now(), by=user, text=mark
    )
    RequestFile(step=step).keep(Upload(f"{mark}.pdf", "pdf", b"%PDF-1.4"))
    states = {f"request_{state}": (request(state).pk,) for state in RequestState.values}
    return {
        "contract": (contract.pk,),
        "request_file": (asked.pk, step.files.get().pk),
        "contract_project": (contract.pk, project.pk),
        "variation": (contract.pk, variation.pk),
        "tender": (tender.pk,),
        "grant": (grant.pk,),
        "contribution": (contribution.pk,),
        **states,
    }
