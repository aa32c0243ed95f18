"""Contracts for tests: one project with money, its works contract, and a request in any state."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from funding.choices import RequestState
from funding.models import Contract, PaymentRequest
from funding.services.contracts import Terms, save_contract
from funding.services.requests import (
    Claim,
    apply_for_payment,
    approve,
    check,
    pay,
    send_back,
    withdraw,
)
from projects.models import Project
from tests.city import FixtureCity
from tests.factories import EntryFactory, ProjectFactory, ReceiptFactory, SourceFactory

MakeContract = Callable[..., Contract]
MakeRequest = Callable[..., PaymentRequest]
APPLIED, TODAY = date(2023, 7, 1), date(2023, 7, 31)


@pytest.fixture
def project(city: FixtureCity) -> Project:
    """A project of 2,000 万元 with 300 万元 received, half of it built."""
    row: Project = ProjectFactory(region=city.district, number="P0001", name="东风一村改造项目")
    ReceiptFactory(source=SourceFactory(project=row))
    EntryFactory(project=row, percent=Decimal(50))
    return row


def terms(**changes: Any) -> Terms:
    given: dict[str, Any] = {
        "number": "HT-001", "name": "东风一村施工合同", "kind": "works", "contractor": "云江建工",
        "sme": True, "value": Decimal(10_000_000), "signed_on": date(2023, 3, 1),
    }  # fmt: skip
    return Terms(**given | changes)


def claim(amount: Any = 1_000_000, **changes: Any) -> Claim:
    given: dict[str, Any] = {
        "kind": "progress", "amount": Decimal(amount), "delivered_on": date(2023, 7, 1),
        "wage": Decimal(amount) / 5,
    }  # fmt: skip
    return Claim(**given | changes)


@pytest.fixture
def contract_of(city: FixtureCity, project: Project) -> MakeContract:
    def make(
        *projects: Project, split_by: str = "investment", by: User | None = None, **changes: Any
    ) -> Contract:
        return save_contract(
            None, terms(**changes), projects or (project,), split_by, by=by or city.clerk
        )

    return make


@pytest.fixture
def request_in(
    city: FixtureCity, project: Project, contract_of: MakeContract, settings: Any
) -> MakeRequest:
    """Apply on 1 July and walk the request to a state, a day per step."""

    def make(state: str = "applied", contract: Contract | None = None, **changes: Any) -> Any:
        settings.PORTAL_DATE = APPLIED
        used = contract or Contract.objects.first() or contract_of()
        row = apply_for_payment(used, project, claim(**changes), by=city.clerk)
        row = walk(city, row, state, settings)
        settings.PORTAL_DATE = TODAY
        return row

    return make


def walk(city: FixtureCity, row: PaymentRequest, state: str, settings: Any) -> PaymentRequest:
    if state == RequestState.WITHDRAWN:
        return withdraw(row, reason="填错", by=city.clerk)
    if state == RequestState.RETURNED:
        return send_back(row, reason="缺计量单", by=city.reviewer)
    if state == RequestState.APPLIED:
        return row
    settings.PORTAL_DATE = date(2023, 7, 4)
    row = check(row, opinion="计量属实", by=city.reviewer)
    if state == RequestState.CHECKED:
        return row
    settings.PORTAL_DATE = date(2023, 7, 9)
    row = approve(row, opinion="", by=city.office)
    if state == RequestState.APPROVED:
        return row
    settings.PORTAL_DATE = date(2023, 7, 10)
    return pay(row, paid_on=date(2023, 7, 10), by=city.office_head)
