"""约谈纪要: unfinished until the promises are checked, then frozen."""

from datetime import date
from typing import Any

from orders.models import Commitment, Order
from orders.services.reviewing import review
from orders.services.talks import check_commitment
from tests.city import FixtureCity, as_user
from tests.orders.conftest import MakeOrder, hold_talk
from tests.orders.test_paper import text_of_pdf


def minutes(city: FixtureCity, order: Order) -> bytes:
    response = as_user(city.office).get(f"/orders/{order.pk}/minutes/")
    assert response["Content-Type"] == "application/pdf"
    return bytes(response.content)


def test_minutes_hold_what_was_said_and_promised(city: FixtureCity, order_in: MakeOrder) -> None:
    order = order_in("replied", "talk")
    hold_talk(city, order, check=False)
    said = text_of_pdf(minutes(city, order))
    for part in (
        "办公室约谈纪要", "〔2023〕1号", "关于约谈甲区住建局的纪要", "一、被约谈单位",
        "涉及项目：东风一村改造项目（P0001）", "二、约谈事由", "三、约谈情况", "会议纪要",
        "1.8月底前开工。责任人钱局长，时限2023年8月31日。", "承诺1项，已兑现0项，未兑现0项，待复核1项",
        "1.待复核", "出席：刘市长、钱局长", "承诺待复核", "2023年7月31日",
    ):  # fmt: skip
        assert part in said, part


def test_minutes_show_the_check_and_are_frozen_when_the_talk_is_closed(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    order = order_in("replied", "talk")
    hold_talk(city, order, check=False)
    one = order.talk.commitments.get()
    check_commitment(one, kept=False, finding="现场未见进场", by=city.office)
    review(order, accepted=True, opinion="属实", by=city.office)
    first = minutes(city, order)
    said = text_of_pdf(first)
    assert "未兑现。2023年7月31日复核，现场未见进场。复核人陈起草。" in said
    assert "承诺待复核" not in said
    Commitment.objects.filter(pk=one.pk).update(finding="改后的话")
    settings.PORTAL_DATE = date(2023, 12, 1)
    assert minutes(city, order) == first


def test_there_are_no_minutes_before_the_talk_nor_of_another_kind(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("issued", "talk")
    page = as_user(city.office).get(f"/orders/{order.pk}/minutes/", follow=True)
    assert "尚未登记约谈情况" in page.content.decode()
    assert "下载约谈纪要" not in page.content.decode()
    other = order_in("issued")
    assert as_user(city.office).get(f"/orders/{other.pk}/minutes/").status_code == 404
    assert as_user(city.stranger).get(f"/orders/{order.pk}/minutes/").status_code == 404
