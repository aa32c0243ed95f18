"""Query counts of the pages over contracts: as many for twenty rows as for one."""

from datetime import date
from decimal import Decimal

import pytest

from funding.models import Contract, ContractShare, Contribution, PaymentRequest
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.factories import PaymentFactory, ProjectFactory, ReceiptFactory, SourceFactory
from tests.query_counts import assert_query_count

PAGES = (
    "contracts/", "lots/", "requests/", "requests/mine/", "requests/overdue/",
    "requests/arrears/", "retentions/", "calendar/", "idle/", "final-accounts/", "contributions/", "grants/",
    "checks/", "money-rules/",
)  # fmt: skip


def add(city: FixtureCity, number: int) -> None:
    row: Project = ProjectFactory(region=city.district, finished_on=date(2023, 3, 1))
    ReceiptFactory(source=SourceFactory(project=row))
    contract = Contract.objects.create(
        region=city.district, number=f"HT-{number}", name="施工合同", kind="works", sme=True,
        contractor=f"单位{number}", value=Decimal(1_000_000), signed_on=date(2023, 1, 1),
    )  # fmt: skip
    ContractShare.objects.create(contract=contract, project=row, amount=contract.value)
    PaymentRequest.objects.create(
        contract=contract, project=row, kind="progress", amount=Decimal(100), state="applied",
        delivered_on=date(2023, 5, 1), due_on=date(2023, 5, 31), applied_on=date(2023, 5, 2),
        applied_by=city.clerk,
    )  # fmt: skip
    PaymentRequest.objects.create(
        contract=contract, project=row, kind="progress", amount=Decimal(97), withheld=Decimal(3),
        state="paid", delivered_on=date(2023, 5, 1), due_on=date(2023, 5, 31),
        applied_on=date(2023, 5, 2), applied_by=city.clerk,
        payment=PaymentFactory(project=row, amount=Decimal(97), paid_on=date(2023, 5, 20)),
    )  # fmt: skip
    Contribution.objects.create(
        project=row, community=row.communities.get(), basis="household", rate=Decimal(500),
        counted_on=date(2023, 7, 1),
    )  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_a_fixed_number_of_queries(city: FixtureCity, page: str) -> None:
    for number in range(12):
        add(city, number)
    assert_query_count(f"/funding/{page}", as_user(city.office), f"/funding/{page}")
