"""Any sequence of receipts, payments and reversals: balances are the sums of their rows."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core.exceptions import Refusal
from funding.cashbook import everything
from funding.choices import RequestState
from funding.gaps import of_projects, summed
from funding.models import FundingSource, Payment, PaymentRequest, Receipt
from funding.services.contracts import save_contract
from funding.services.receipts import record_receipt, reverse_payment, reverse_receipt
from funding.services.requests import pay
from projects.models import Project
from tests.city import FixtureCity
from tests.factories import ProjectFactory, SourceFactory
from tests.funding.conftest import terms

FIRST, LAST = date(2023, 1, 1), date(2023, 7, 31)
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days))
AMOUNTS = st.decimals("0.01", 4000, places=2)
SECURED = Decimal(5000)
EXAMPLES, STEPS = 30, 20


class Book(RuleBasedStateMachine):
    """The real services beside a plain list of what was done."""

    clerk: Any
    office: Any
    district: Any
    examples = 0
    steps = 0
    refused = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        self.point = transaction.savepoint()
        self.project: Project = ProjectFactory(region=self.district)
        self.source: FundingSource = SourceFactory(project=self.project, secured=SECURED)
        self.contract = save_contract(None, terms(), (self.project,), "equal", by=self.clerk)
        self.done: list[tuple[str, date, Decimal]] = []

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    @rule(amount=AMOUNTS, day=DAYS)
    def receive(self, amount: Decimal, day: date) -> None:
        left = SECURED - self.balance("in")
        try:
            record_receipt(self.source, amount=amount, received_on=day, by=self.office)
        except Refusal:
            assert amount > left
        else:
            assert amount <= left
            self.done.append(("in", day, amount))

    @rule(amount=AMOUNTS, day=DAYS)
    def pay(self, amount: Decimal, day: date) -> None:
        request = PaymentRequest.objects.create(
            contract=self.contract, project=self.project, kind="progress", amount=amount,
            state=RequestState.APPROVED, delivered_on=day, due_on=day, applied_on=day,
            checked_on=day, approved_on=day, applied_by=self.clerk,
        )  # fmt: skip
        try:
            pay(request, paid_on=day, by=self.office)
        except Refusal:
            type(self).refused += 1
            assert amount > self.cash
        else:
            assert amount <= self.cash
            self.done.append(("out", day, amount))

    @rule(pick=st.integers(0, 50), side=st.sampled_from(["in", "out"]))
    def reverse(self, pick: int, side: str) -> None:
        rows: list[Any] = list(
            (Receipt if side == "in" else Payment).objects.order_by("pk")  # type: ignore[attr-defined]
        )
        if not rows:
            return
        row = rows[pick % len(rows)]
        free = row.reverses_id is None and not type(row).objects.filter(reverses=row).exists()
        day = row.received_on if side == "in" else row.paid_on
        covered = side == "out" or row.amount <= self.cash
        try:
            if side == "in":
                reverse_receipt(row, reason="错账", by=self.office)
            else:
                reverse_payment(row, reason="错账", by=self.office)
        except Refusal:
            type(self).refused += free
            assert not (free and covered)
        else:
            assert free
            assert covered
            self.done.append((side, day, -row.amount))

    @property
    def cash(self) -> Decimal:
        return self.balance("in") - self.balance("out")

    def balance(self, side: str, until: date = LAST) -> Decimal:
        rows = (amount for kind, day, amount in self.done if kind == side and day <= until)
        return sum(rows, Decimal(0))

    @invariant()
    def every_balance_is_the_sum_of_its_rows(self) -> None:
        type(self).steps += 1
        for until in (LAST, date(2023, 4, 1)):
            held = summed(of_projects(Project.objects.filter(pk=self.project.pk), until))
            assert held.received == self.balance("in", until) >= 0
            assert held.paid == self.balance("out", until) >= 0
        assert held.received <= SECURED
        standing = Receipt.objects.standing().total()
        assert standing == self.balance("in")

    @invariant()
    def the_project_never_has_less_than_nothing(self) -> None:
        held = summed(of_projects(Project.objects.filter(pk=self.project.pk), LAST))
        assert held.received - held.paid == self.cash >= 0

    @invariant()
    def the_book_replays_to_the_same(self) -> None:
        replayed = list(everything(Receipt.objects.all(), Payment.objects.all()))
        assert sum((row.amount for row in replayed), Decimal(0)) == self.cash
        assert [row.key for row in replayed] == sorted((row.key for row in replayed), reverse=True)
        assert len(replayed) == len(self.done)


@pytest.mark.django_db
def test_any_sequence_keeps_every_balance_the_sum_of_its_rows(city: FixtureCity) -> None:
    Book.clerk, Book.office, Book.district = city.clerk, city.office, city.district
    Book.examples = Book.steps = Book.refused = 0
    run_state_machine_as_test(
        Book,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{Book.examples} examples, {Book.steps} states, {Book.refused} refused")  # noqa: T201
    assert Book.examples >= EXAMPLES
    assert Book.refused > 0
