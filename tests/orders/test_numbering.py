"""Numbers: assigned at issue, per office, kind and year, each once however many issue at once."""

import threading
from datetime import date

import pytest
from django.db import connections

from accounts.models import User
from core.exceptions import Refusal
from orders.models import Order, OrderSeries
from orders.services.issuing import issue_order, withdraw
from orders.services.offices import save_office
from tests.city import FixtureCity, as_user
from tests.orders.conftest import MakeOrder


def test_a_draft_has_no_number_and_each_kind_has_its_own_series(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    assert order_in("draft").number == ""
    numbers = [order_in("issued", kind).number for kind in ("supervision", "talk", "supervision")]
    assert numbers == ["云老旧督〔2023〕1号", "云老旧约〔2023〕1号", "云老旧督〔2023〕2号"]
    assert order_in("issued", "rectification").number == "云老旧整〔2023〕1号"


def test_the_office_chooses_its_code_and_issued_orders_keep_theirs(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    first = order_in("issued")
    save_office(name="云江市旧改办", code="云旧改", contact="吴工", phone="0900", by=city.office)
    second = order_in("issued")
    assert second.number == "云旧改督〔2023〕2号"
    assert (second.contact, second.phone) == ("吴工", "0900")
    first.refresh_from_db()
    assert first.number == "云老旧督〔2023〕1号"
    assert "云江市旧改办" not in str(first.printed)


def test_the_year_starts_again_at_one(
    city: FixtureCity, order_in: MakeOrder, settings: object
) -> None:
    order_in("issued")
    settings.PORTAL_DATE = date(2024, 1, 2)  # type: ignore[attr-defined]
    assert order_in("issued", due_on=date(2024, 2, 1)).number == "云老旧督〔2024〕1号"


def test_a_withdrawn_number_is_not_given_again(city: FixtureCity, order_in: MakeOrder) -> None:
    withdraw(order_in("issued"), reason="发错", by=city.office)
    assert order_in("issued").number == "云老旧督〔2023〕2号"


def test_a_deadline_that_passed_in_the_drawer_is_refused_at_issue(
    city: FixtureCity, order_in: MakeOrder, settings: object
) -> None:
    order = order_in("draft")
    settings.PORTAL_DATE = date(2023, 8, 11)  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match="办理时限不能早于今天"):
        issue_order(order, by=city.office)
    assert not OrderSeries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_six_people_issuing_at_once_get_six_numbers(city: FixtureCity, order_in: MakeOrder) -> None:
    drafts = [order_in("draft").pk for _ in range(6)]
    gate, failed = threading.Barrier(6), []

    def one(pk: int) -> None:
        try:
            order, by = Order.objects.get(pk=pk), User.objects.get(pk=city.office.pk)
            gate.wait()
            issue_order(order, by=by)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[pk]) for pk in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(Order.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_same_draft_is_issued_once(city: FixtureCity, order_in: MakeOrder) -> None:
    order = order_in("draft")
    client = as_user(city.office)
    client.post(f"/orders/{order.pk}/issue/")
    again = client.post(f"/orders/{order.pk}/issue/", follow=True)
    assert "本件现为“待签收”，不能签发" in again.content.decode()
    assert Order.objects.get().serial == 1
