"""Payments and receipts are a ledger: what was paid is reversed and written anew, never changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from core.ledger import import_ledger
from funding.models import Payment
from projects.models import Project
from tests.city import CITY, FixtureCity, as_user
from tests.factories import (
    EntryFactory,
    PaymentFactory,
    ProjectFactory,
    ReceiptFactory,
    SourceFactory,
)
from tests.projects.ledger_books import cells, changed, exported, load, put, small

pytestmark = pytest.mark.django_db
PAID_ON = date(2023, 6, 9)


def amounts() -> list[tuple[Decimal, date | None, int | None]]:
    return [(row.amount, row.paid_on, row.reverses_id) for row in Payment.objects.order_by("pk")]


def test_a_paid_row_of_another_amount_is_reversed_and_written_anew(city: FixtureCity) -> None:
    load(small())
    first = Payment.objects.get(paid_on=PAID_ON)
    book = small()
    put(book, "资金拨付", 2, "金额(万元)", 180)
    assert changed(load(book, user=city.office)) == {"资金拨付": (0, 1)}
    assert amounts() == [
        (Decimal(2_000_000), PAID_ON, None),
        (Decimal(500_000), None, None),
        (Decimal(-2_000_000), PAID_ON, first.pk),
        (Decimal(1_800_000), PAID_ON, None),
    ]
    assert first.history.count() == 1
    assert {one.history_user for one in Payment.history.filter(amount__lt=0)} == {city.office}
    assert changed(load(book)) == {}
    assert changed(import_ledger(exported(CITY))) == {}
    listed = [line[4] for line in cells(exported(CITY))["资金拨付"][1:]]
    assert sorted(listed) == [50, 180]


def test_a_paid_row_moved_to_another_day_is_reversed_on_the_day_it_was_paid(
    city: FixtureCity,
) -> None:
    load(small())
    book = small()
    put(book, "资金拨付", 2, "支付日期", date(2023, 6, 30))
    assert changed(load(book)) == {"资金拨付": (0, 1)}
    total = sum(row.amount for row in Payment.objects.paid_by(date(2023, 6, 20)))
    assert total == 0
    total = sum(row.amount for row in Payment.objects.paid_by(date(2023, 6, 30)))
    assert total == 2_000_000


def test_an_application_is_filled_in_where_it_stands(city: FixtureCity) -> None:
    load(small())
    applied = Payment.objects.get(paid_on=None)
    book = small()
    put(book, "资金拨付", 3, "审批日期", date(2023, 6, 15))
    put(book, "资金拨付", 3, "支付日期", date(2023, 6, 20))
    assert changed(load(book)) == {"资金拨付": (0, 1)}
    applied.refresh_from_db()
    assert (applied.amount, applied.paid_on) == (Decimal(500_000), date(2023, 6, 20))
    assert Payment.objects.count() == 2


def test_a_paid_row_refuses_to_be_changed_or_deleted(city: FixtureCity) -> None:
    row = PaymentFactory(project=ProjectFactory(region=city.district))
    row.paid_on = PAID_ON
    row.save()
    row.amount = Decimal(1)
    with pytest.raises(TypeError, match="never changed"):
        row.save()
    row.paid_on = None
    with pytest.raises(TypeError, match="never changed"):
        row.save()
    with pytest.raises(TypeError, match="never deleted"):
        row.delete()


def test_only_a_reversal_is_negative(city: FixtureCity) -> None:
    with pytest.raises(IntegrityError, match="payment_positive"):
        PaymentFactory(project=ProjectFactory(region=city.district), amount=Decimal(-1))


def test_a_reversal_is_told_on_the_list(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "资金拨付", 2, "金额(万元)", 180)
    load(book)
    page = as_user(city.clerk).get("/funding/payments/").content.decode()
    assert "冲销记为负数" in page
    assert "-200" in page


@pytest.mark.parametrize("kind", ["source", "payment", "entry"])
def test_a_project_with_money_or_weeks_is_not_deleted(city: FixtureCity, kind: str) -> None:
    project: Project = ProjectFactory(region=city.district)
    makers = {"source": SourceFactory, "payment": PaymentFactory, "entry": EntryFactory}
    makers[kind](project=project)
    with pytest.raises(ProtectedError):
        project.delete()


def test_a_source_with_receipts_is_not_deleted(city: FixtureCity) -> None:
    source = SourceFactory(project=ProjectFactory(region=city.district))
    ReceiptFactory(source=source)
    with pytest.raises(ProtectedError):
        source.delete()


def test_a_paid_row_with_another_remark_is_written_anew(city: FixtureCity) -> None:
    book = small()
    rows = book["资金拨付"]
    rows[0].append("凭证号")
    for number, row in enumerate(rows[1:], start=1):
        row.append(f"记-{number}")
    load(book)
    paid = Payment.objects.get(paid_on=PAID_ON)
    rows[1][-1] = "记-9"
    assert changed(load(book)) == {"资金拨付": (0, 1)}
    assert paid.reversed_by.amount == -paid.amount
    assert Payment.objects.standing().get(paid_on=PAID_ON).remarks == {"凭证号": "记-9"}


def test_a_file_that_takes_away_receipts_already_paid_out_is_an_error_of_its_row(
    city: FixtureCity,
) -> None:
    load(small())
    book = small()
    put(book, "资金来源", 2, "到位(万元)", 150)
    outcome = load(book)
    assert not outcome.ok
    assert (
        "由300万元减为150万元后，项目到位合计150万元，少于已拨付200万元；"
        "请核对，确属多记的先更正资金拨付"
    ) in "\n".join(outcome.lines())
    put(book, "资金拨付", 2, "金额(万元)", 150)  # the same file corrects the payment too
    assert load(book).ok
    put(book, "资金来源", 2, "到位(万元)", 140)
    put(book, "资金拨付", 3, "审批日期", date(2023, 6, 15))
    put(book, "资金拨付", 3, "支付日期", date(2023, 6, 20))
    assert "项目到位合计140万元，少于已拨付200万元" in "\n".join(load(book).lines())


def test_receipts_may_move_from_one_source_to_another(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "资金来源", 2, "到位(万元)", 50)
    book["资金来源"].append(["P0001", "市级财政资金", None, 250, 250, 250, date(2023, 6, 30)])
    assert load(book).ok
