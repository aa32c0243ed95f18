"""The rules of an order's life: extension, review, re-work, withdrawal, 批示, 约谈."""

from datetime import date
from typing import Any

import pytest

from core.exceptions import Refusal
from orders.choices import EventKind, OrderState
from orders.models import Order, OrderEvent
from orders.services.answering import ask_extension, reply
from orders.services.issuing import instruct, withdraw
from orders.services.reviewing import decide_extension, review
from orders.services.talks import Promise, record_talk
from tests.city import FixtureCity, as_user
from tests.orders.conftest import DUE, MakeOrder, MakeWords, hold_talk
from tests.pages import form_values, text_of

MORE = {"until": date(2023, 8, 20), "reason": "汛期停工", "progress": "已备料"}


@pytest.mark.parametrize("state", ["received", "returned"])
def test_an_extension_is_asked_up_to_the_last_day_and_not_after(
    city: FixtureCity, order_in: MakeOrder, settings: Any, state: str
) -> None:
    order = order_in(state)
    settings.PORTAL_DATE = date(2023, 8, 11)
    with pytest.raises(Refusal, match="将按原定时限2023-08-10催办"):
        ask_extension(order, **MORE, by=city.clerk)
    settings.PORTAL_DATE = DUE
    assert ask_extension(order, **MORE, by=city.clerk).granted is None
    with pytest.raises(Refusal, match="已有一项延期申请等待答复"):
        ask_extension(order, **MORE, by=city.reviewer)


def test_a_granted_extension_moves_the_deadline_and_lateness_counts_from_the_original(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("received")
    row = ask_extension(order, **MORE, by=city.clerk)
    assert order.days_overdue(date(2023, 8, 11)) == 1
    decide_extension(row, granted=True, note="", by=city.office)
    order.refresh_from_db()
    assert (order.due_on, order.deadline) == (DUE, date(2023, 8, 20))
    assert order.days_overdue(date(2023, 8, 20)) == 0
    assert order.days_overdue(date(2023, 8, 21)) == 11
    assert not Order.objects.overdue_on(date(2023, 8, 20)).exists()
    assert Order.objects.overdue_on(date(2023, 8, 21)).exists()


def test_a_refused_extension_says_why_and_changes_nothing(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("received")
    row = ask_extension(order, **MORE, by=city.clerk)
    with pytest.raises(Refusal, match="请写明理由"):
        decide_extension(row, granted=False, note=" ", by=city.office)
    decide_extension(row, granted=False, note="工期不允许", by=city.office)
    with pytest.raises(Refusal, match="已答复"):
        decide_extension(row, granted=True, note="", by=city.office)
    order.refresh_from_db()
    assert order.deadline == DUE
    last = order.events.last()
    assert last is not None
    assert (last.kind, "工期不允许" in last.text) == (EventKind.EXTENSION_REFUSED, True)


@pytest.mark.parametrize("accepted", [True, False])
def test_whoever_replied_may_not_review(
    city: FixtureCity, order_in: MakeOrder, accepted: bool
) -> None:
    order = order_in("replied")
    OrderEvent(
        order=order, kind=EventKind.REPLIED, by=city.office, at=order.events.latest("pk").at
    ).save()
    with pytest.raises(Refusal, match="审核人不能是回复人"):
        review(order, accepted=accepted, opinion="属实", by=city.office)
    assert review(order, accepted=accepted, opinion="属实", by=city.office_head).pk == order.pk


def test_a_returned_reply_is_answered_again_and_then_closed(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    order = order_in("returned")
    settings.PORTAL_DATE = date(2023, 8, 13)
    order = reply(order, text="补照片", by=city.reviewer)
    assert "逾期3天回复" in order.events.filter(kind=EventKind.REPLIED).last().text  # type: ignore[union-attr]
    assert order.days_overdue(date(2023, 9, 1)) == 0
    order = review(order, accepted=True, opinion="属实", by=city.office)
    assert (order.state, order.closed_on) == (OrderState.CLOSED, date(2023, 8, 13))
    kinds = list(order.events.values_list("kind", flat=True))
    assert kinds == [
        "drafted", "issued", "received", "replied", "returned", "replied", "reviewed", "closed",
    ]  # fmt: skip


def test_events_are_never_changed_or_removed(city: FixtureCity, order_in: MakeOrder) -> None:
    event = order_in("issued").events.first()
    assert event is not None
    for call in (event.save, event.delete, OrderEvent.objects.all().delete):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(TypeError):
        OrderEvent.objects.update(text="")


def test_a_withdrawn_order_stays_in_the_register_with_its_reason(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("received")
    with pytest.raises(Refusal, match="请写明撤回理由"):
        withdraw(order, reason="", by=city.office)
    withdraw(order, reason="事项已解决", by=city.office)
    client = as_user(city.clerk)
    assert order.number in text_of(client.get("/orders/"))
    page = text_of(client.get(f"/orders/{order.pk}/"))
    assert "已撤回" in page
    assert "事项已解决" in page
    assert client.get(f"/orders/{order.pk}/paper/").status_code == 200


def test_a_draft_that_was_withdrawn_was_never_shown_to_the_district(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = withdraw(order_in("draft"), reason="不再需要", by=city.office)
    assert as_user(city.clerk).get(f"/orders/{order.pk}/").status_code == 404
    assert as_user(city.office).get(f"/orders/{order.pk}/").status_code == 200


def test_a_leaders_word_on_a_region_is_an_order_to_the_district_at_once(
    city: FixtureCity, words: MakeWords
) -> None:
    order = instruct(
        words(project=None, basis_kind="instruction", basis="刘市长批示"), by=city.leader
    )
    assert (order.state, order.number) == (OrderState.ISSUED, "云老旧批〔2023〕1号")
    assert order.pk in Order.objects.waiting_for(city.clerk).values_list("pk", flat=True)
    assert order.pk in Order.objects.waiting_for(city.leader).values_list("pk", flat=True)
    assert order.pk not in Order.objects.waiting_for(city.stranger).values_list("pk", flat=True)


def test_a_leader_instructs_from_the_project_page(
    city: FixtureCity, words: MakeWords, project: Any
) -> None:
    client = as_user(city.leader)
    url = f"/orders/instruct/?project={project.pk}"
    given = form_values(client.get(url))
    assert (given["project"], given["unit"], given["person"]) == ("P0001", "甲区住建局", "钱局长")
    typed = {k: given[k] for k in ("region", "project", "unit", "person")}
    typed |= {"subject": "长期未开工", "requirement": "到现场解决", "due_on": "2023-07-01"}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "办理时限不能早于今天" in text_of(refused)
    assert form_values(refused)["requirement"] == "到现场解决"
    done = client.post(url, typed | {"due_on": "2023-08-05"}, follow=True)
    assert "云老旧批〔2023〕1号" in text_of(done)
    for who in (city.office, city.clerk):
        assert as_user(who).get("/orders/instruct/").status_code == 403


def test_a_talk_is_not_closed_before_it_was_held_and_its_promises_checked(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("replied", "talk")
    with pytest.raises(Refusal, match="尚未登记约谈情况"):
        review(order, accepted=True, opinion="属实", by=city.office)
    hold_talk(city, order, check=False)
    with pytest.raises(Refusal, match="还有1项承诺未核查"):
        review(order, accepted=True, opinion="属实", by=city.office)
    one = order.talk.commitments.get()
    url = f"/orders/{order.pk}/commitments/{one.pk}/"
    answer = as_user(city.office).post(url, {"kept": "0", "finding": "现场未见机械"})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.kept, one.checked_on) == (False, date(2023, 7, 31))
    assert review(order, accepted=True, opinion="转督办", by=city.office).state == "closed"


def test_a_talk_needs_a_promise_with_person_and_date(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("received", "talk")
    words = {"held_on": date(2023, 7, 31), "attendees": "钱局长", "minutes": "纪要"}
    for promises, said in (
        ([], "至少登记一项"),
        ([Promise("开工", "", date(2023, 8, 31))], "请填写责任人"),
        ([Promise("开工", "钱局长", None)], "请填写完成时限"),
    ):
        with pytest.raises(Refusal, match=said):
            record_talk(order, **words, promises=promises, by=city.office)
    order.talk.refresh_from_db()
    assert order.talk.held_on is None


def test_the_talk_page_keeps_what_was_typed_and_names_the_line(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("received", "talk")
    url, client = f"/orders/{order.pk}/talk/", as_user(city.office)
    typed = {
        "held_on": "2023-07-31", "attendees": "钱局长", "minutes": "会上承诺开工",
        "promises-TOTAL_FORMS": "5", "promises-INITIAL_FORMS": "0",
        "promises-1-text": "8月底前开工", "promises-1-person": "钱局长",
    }  # fmt: skip
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "请填写完成时限" in text_of(refused)
    assert form_values(refused)["promises-1-text"] == "8月底前开工"
    assert client.post(url, typed | {"promises-1-due_on": "2023-08-31"}).status_code == 302
    assert "8月底前开工" in text_of(as_user(city.clerk).get(f"/orders/{order.pk}/"))
