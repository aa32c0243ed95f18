"""Two payers of the last yuan at the same moment: one pays, the other is told, 200 times over.

What counts are row locks of the database, so every run really commits; it takes four small
transactions, and all runs share one city.
"""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from accounts.models import User
from core.exceptions import Refusal
from funding.choices import RequestState
from funding.models import ContractShare, Payment, PaymentRequest, RequestStep
from funding.services.payment_guards import lock_projects
from funding.services.requests import pay
from projects.models import Project
from tests.city import FixtureCity
from tests.factories import ProjectFactory, ReceiptFactory, SourceFactory
from tests.funding.conftest import MakeContract

RUNS = 200
Outcome = dict[str, list[str]]


def approved(contract: Any, project: Project, by: User, amount: Decimal) -> PaymentRequest:
    return PaymentRequest(
        contract=contract, project=project, kind="progress", state=RequestState.APPROVED,
        amount=amount, delivered_on=date(2023, 7, 1), due_on=date(2023, 7, 31),
        applied_on=date(2023, 7, 1), checked_on=date(2023, 7, 2), approved_on=date(2023, 7, 3),
        applied_by=by,
    )  # fmt: skip


def pay_at_once(pairs: list[tuple[int, int]], by: User, told: Outcome) -> list[Exception]:
    """Let two threads pay one request each of every pair, both starting at the same moment."""
    gate, failed = threading.Barrier(2, timeout=60), []

    def payer(side: int) -> None:
        try:
            for pair in pairs:
                row = PaymentRequest.objects.get(pk=pair[side])
                gate.wait()
                try:
                    pay(row, paid_on=date(2023, 7, 31), by=by)
                    told["paid"].append(str(pair[side]))
                except Refusal as refusal:
                    told["refused"].append(refusal.message)
        except Exception as error:
            failed.append(error)
            gate.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=payer, args=[side]) for side in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.django_db(transaction=True)
def test_of_two_payers_of_the_last_yuan_one_pays_and_one_is_told(
    city: FixtureCity, contract_of: MakeContract
) -> None:
    assert connection.vendor == "postgresql"
    projects = [
        ProjectFactory(region=city.district, number=f"L{n:04d}", communities=[])
        for n in range(RUNS)
    ]
    contract = contract_of(*projects, split_by="equal", value=Decimal(RUNS) * 100)
    pairs = []
    for project in projects:
        ReceiptFactory(source=SourceFactory(project=project), amount=Decimal(1))
        both = [approved(contract, project, city.clerk, Decimal(1)) for _ in (0, 1)]
        pairs.append(tuple(row.pk for row in PaymentRequest.objects.bulk_create(both)))
    told: Outcome = {"paid": [], "refused": []}
    assert pay_at_once(pairs, User.objects.get(pk=city.office.pk), told) == []
    assert (len(told["paid"]), len(told["refused"])) == (RUNS, RUNS)
    assert all("项目可用资金0万元" in message for message in told["refused"])
    for project in projects:
        assert [row.amount for row in Payment.objects.filter(project=project)] == [Decimal(1)]
    assert PaymentRequest.objects.filter(state="paid").count() == RUNS
    assert RequestStep.objects.filter(kind="paid").count() == RUNS
    assert ContractShare.objects.filter(contract=contract).count() == RUNS


@pytest.mark.django_db(transaction=True)
def test_the_lock_holds_the_second_payer_back(city: FixtureCity) -> None:
    """Without the lock the test above could pass by luck: here the second really waits."""
    project = ProjectFactory(region=city.district)
    caught: list[str] = []

    def second() -> None:
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '200ms'")
                lock_projects([project.pk])
        except OperationalError as error:
            caught.append(str(error))
        finally:
            connections.close_all()

    with transaction.atomic():
        lock_projects([project.pk])
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(caught) == 1
    assert "lock timeout" in caught[0]
