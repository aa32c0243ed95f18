"""Orders that a floor above opens: the way back, and the inspection that 整改通知 needs."""

from datetime import date

import pytest
from lxml import html

from core.exceptions import Refusal
from orders.choices import OrderKind
from orders.models import Order
from orders.services.drafting import Origin, draft_order
from orders.services.issuing import issue_order
from tests.city import FixtureCity, as_user
from tests.orders.conftest import DUE, MakeOrder, MakeWords, days

COMPLAINT = Origin("投诉 TS-7 外墙渗水", "projects:project", 4711)


def test_an_order_leads_back_to_what_opened_it(city: FixtureCity, words: MakeWords) -> None:
    given = words(basis_kind="hotline", basis="12345热线转办")
    order = draft_order(OrderKind.RECTIFICATION, given, by=city.office, origin=COMPLAINT)
    issue_order(order, by=city.office)
    page = html.fromstring(as_user(city.clerk).get(f"/orders/{order.pk}/").content)
    link = page.xpath("//dd/a[text()='投诉 TS-7 外墙渗水']/@href")
    assert link == ["/projects/4711/"]
    assert list(Order.objects.from_origin("projects:project", 4711)) == [order]
    assert not Order.objects.from_origin("projects:project", 4712).exists()


def test_a_page_that_is_no_more_leaves_the_words(city: FixtureCity, words: MakeWords) -> None:
    gone = Origin("旧模块的记录", "projects:gone", 1)
    order = draft_order(OrderKind.SUPERVISION, words(), by=city.office, origin=gone)
    page = html.fromstring(as_user(city.office).get(f"/orders/{order.pk}/").content)
    assert page.xpath("//dd[normalize-space()='旧模块的记录']")


def test_only_a_complaint_opens_a_rectification_without_an_inspection(
    city: FixtureCity, words: MakeWords
) -> None:
    with pytest.raises(Refusal, match="请填写检查日期") as refused:
        draft_order(OrderKind.RECTIFICATION, words(basis_kind="inspection"), by=city.office)
    assert refused.value.field == "inspected_on"


def test_what_is_due_holds_the_overdue_and_no_reply_that_waits(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    late = order_in("received")
    later = order_in("issued", due_on=date(2023, 8, 20))
    order_in("replied")
    order_in("draft")
    here = Order.objects.in_region(city.district.pk)
    assert set(here.due_by(DUE)) == {late}
    assert set(here.due_by(date(2023, 8, 20))) == {late, later}
    assert set(here.overdue_on(days(DUE, 1))) == {late}
    Order.objects.filter(pk=late.pk).update(extended_to=date(2023, 8, 25))
    assert set(here.due_by(date(2023, 8, 20))) == {later}
