"""What was received and paid is kept by the database itself, whoever sends the statement."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.appendonly import statements
from funding.models import Payment, Receipt
from funding.services.receipts import reversal
from tests import migrated
from tests.city import FixtureCity
from tests.core.workbooks import workbook
from tests.factories import PaymentFactory, ProjectFactory, ReceiptFactory, SourceFactory
from tests.projects.ledger_books import small

ROOT = Path(__file__).resolve().parents[2]
REFUSED = (
    "UPDATE funding_receipt SET amount = 1",
    "UPDATE funding_receipt SET note = 'x'",
    "DELETE FROM funding_receipt",
    "UPDATE funding_payment SET amount = 1 WHERE paid_on IS NOT NULL",
    "UPDATE funding_payment SET paid_on = NULL WHERE paid_on IS NOT NULL",
    "DELETE FROM funding_payment WHERE paid_on IS NULL",
    "DELETE FROM funding_payment WHERE paid_on IS NOT NULL",
)
FILLED_IN = "UPDATE funding_payment SET payee = 'x' WHERE paid_on IS NULL"


@pytest.fixture
def rows(city: FixtureCity) -> tuple[Receipt, Payment]:
    project = ProjectFactory(region=city.district)
    PaymentFactory(project=project)
    paid = PaymentFactory(project=project, paid_on=date(2023, 6, 9))
    return ReceiptFactory(source=SourceFactory(project=project)), paid


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REFUSED)
def test_postgresql_refuses_what_would_change_a_row(
    rows: tuple[Receipt, Payment], statement: str
) -> None:
    assert connection.vendor == "postgresql"
    with (
        pytest.raises(IntegrityError, match="is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Receipt.objects.get().amount == Decimal(3_000_000)
    assert Payment.objects.count() == 2


@pytest.mark.django_db
def test_querysets_get_past_the_model_and_not_past_the_database(
    rows: tuple[Receipt, Payment],
) -> None:
    attempts: tuple[Callable[[], Any], ...] = (
        lambda: Receipt.objects.update(note="x"),
        lambda: Receipt.objects.all().delete(),
        lambda: Payment.objects.filter(pk=rows[1].pk).update(payee="x"),
    )
    for attempt in attempts:
        with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
            attempt()
    assert Payment.objects.filter(paid_on=None).update(payee="甲公司") == 1


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_after_a_test_that_commits(rows: tuple[Receipt, Payment]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE funding_receipt, funding_payment CASCADE")
    assert not Receipt.objects.exists()


def test_sqlite_refuses_the_same(tmp_path: Path) -> None:
    database = tmp_path / "db.sqlite3"
    variables = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "PORTAL_DATE": "2023-07-31"}

    def manage(*command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=variables, check=True)

    ledger = tmp_path / "ledger.xlsx"
    ledger.write_bytes(workbook(small()))
    migrated.sqlite(database)
    manage("import_ledger", str(ledger))
    with sqlite3.connect(database) as opened:
        for statement in REFUSED:
            with pytest.raises(sqlite3.IntegrityError, match="is append-only"):
                opened.execute(statement)
        assert opened.execute(FILLED_IN).rowcount == 1
        assert opened.execute("SELECT count(*) FROM funding_receipt").fetchone()[0] > 0


def test_a_database_of_another_make_is_left_to_the_model() -> None:
    assert statements("dm", "funding_receipt", "", keep=True) == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Receipt, Payment])
def test_reversed_rows_are_found_by_hash_and_not_by_a_join(
    rows: tuple[Receipt, Payment], model: type[Receipt] | type[Payment]
) -> None:
    Payment.objects.create(**reversal(rows[1]))
    receipt = rows[0]
    Receipt.objects.create(
        source=receipt.source, amount=-receipt.amount, received_on=receipt.received_on,
        reverses=receipt,
    )  # fmt: skip
    assert [row.paid_on for row in Payment.objects.standing()] == [None]
    assert not Receipt.objects.standing().exists()
    plan = model.objects.standing().order_by().explain()
    assert "hashed SubPlan" in plan
    assert "Loop" not in plan
    with CaptureQueriesContext(connection) as queries:
        list(model.objects.standing())
    assert " JOIN " not in queries[0]["sql"]
