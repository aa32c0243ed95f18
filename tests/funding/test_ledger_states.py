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
from funding.gaps import of_projects, summed
from funding.models import FundingSource, Payment, Receipt
from funding.services.receipts import record_receipt, reverse_payment, reverse_receipt
from projects.models import Project
from tests.city import FixtureCity
from tests.factories import PaymentFactory, ProjectFactory, SourceFactory

FIRST, LAST = date(2023, 1, 1), date(2023, 7, 31)
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days))
AMOUNTS = st.decimals("0.01", 4000, places=2)
SECURED = Decimal(5000)
EXAMPLES, STEPS = 30, 20


class Book(RuleBasedStateMachine):
    """The real services beside a plain list of what was done."""

    office: Any
    district: Any
    examples = 0
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        self.point = transaction.savepoint()
        self.project: Project = ProjectFactory(region=self.district)
        self.source: FundingSource = SourceFactory(project=self.project, secured=SECURED)
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
        PaymentFactory(project=self.project, applied_on=day, paid_on=day, amount=amount)
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
        try:
            if side == "in":
                reverse_receipt(row, reason="错账", by=self.office)
            else:
                reverse_payment(row, reason="错账", by=self.office)
        except Refusal:
            assert not free
        else:
            assert free
            self.done.append((side, day, -row.amount))

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
    def the_book_replays_to_the_same(self) -> None:
        replayed = list(everything(Receipt.objects.all(), Payment.objects.all()))
        assert sum((row.amount for row in replayed), Decimal(0)) == self.balance(
            "in"
        ) - self.balance("out")
        assert [row.key for row in replayed] == sorted((row.key for row in replayed), reverse=True)
        assert len(replayed) == len(self.done)


@pytest.mark.django_db
def test_any_sequence_keeps_every_balance_the_sum_of_its_rows(city: FixtureCity) -> None:
    Book.office, Book.district = city.office, city.district
    Book.examples = Book.steps = 0
    run_state_machine_as_test(
        Book,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{Book.examples} examples, {Book.steps} states")  # noqa: T201
    assert Book.examples >= EXAMPLES
