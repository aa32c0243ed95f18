"""Every state × role × action: who may do what, by the service and by the page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from core.exceptions import Refusal
from orders.actions import ACTIONS, Action, available
from orders.choices import OrderKind, OrderState
from orders.models import Extension, Order
from orders.services.answering import ask_extension, receive, reply
from orders.services.drafting import change_draft
from orders.services.escalations import remind
from orders.services.issuing import issue_order, withdraw
from orders.services.reviewing import decide_extension, review
from orders.services.talks import Promise, check_commitment, record_talk
from tests.city import FixtureCity, as_user
from tests.orders.conftest import MakeOrder, MakeWords, hold_talk

OFFICE, DISTRICT = {"office", "office_head"}, {"clerk", "reviewer", "district_leader"}
ROLES = (
    "clerk", "reviewer", "stranger", "stranger_reviewer", "office", "office_head", "leader",
    "district_leader", "system_admin", "security_admin", "auditor",
)  # fmt: skip
# action: the states from which it leads on, and the users of the fixture city who may
TABLE: dict[Action, tuple[set[str], set[str]]] = {
    Action.CHANGE: ({"draft"}, OFFICE),
    Action.ISSUE: ({"draft"}, OFFICE),
    Action.RECEIVE: ({"issued"}, DISTRICT),
    Action.REPLY: ({"received", "returned"}, DISTRICT),
    Action.ASK_EXTENSION: ({"received", "returned"}, DISTRICT),
    Action.DECIDE_EXTENSION: ({"received", "returned", "replied"}, OFFICE),
    Action.REVIEW: ({"replied"}, OFFICE),
    Action.RECORD_TALK: ({"issued", "received", "returned", "replied"}, OFFICE),
    Action.CHECK_COMMITMENT: ({"issued", "received", "returned", "replied"}, OFFICE),
    Action.REMIND: ({"issued", "received", "returned"}, OFFICE),
    Action.WITHDRAW: ({"draft", "issued", "received", "returned", "replied"}, OFFICE),
}
TALKS = {Action.RECORD_TALK, Action.CHECK_COMMITMENT}


def test_the_table_names_every_action_and_the_states_are_those_of_the_engine() -> None:
    assert set(TABLE) == set(Action) == set(ACTIONS)
    for action, (states, _) in TABLE.items():
        assert set(ACTIONS[action].states) == states, action


@pytest.mark.parametrize("state", OrderState.values)
@pytest.mark.parametrize("kind", ["supervision", "talk"])
def test_every_role_has_exactly_its_actions_in_every_state(
    city: FixtureCity, order_in: MakeOrder, state: str, kind: str
) -> None:
    order = order_in(state, kind)
    for who in ROLES:
        expected = {
            action
            for action, (states, people) in TABLE.items()
            if state in states and who in people and (kind == "talk" or action not in TALKS)
        }
        assert set(available(order, getattr(city, who))) == expected, who


@pytest.mark.parametrize("state", OrderState.values)
@pytest.mark.parametrize("action", list(Action))
def test_a_service_does_it_for_the_right_state_and_refuses_every_other(
    city: FixtureCity, order_in: MakeOrder, words: MakeWords, action: Action, state: str
) -> None:
    order = order_in(state, "talk" if action in TALKS else "supervision")
    states, people = TABLE[action]
    who = "clerk" if "clerk" in people else "office_head"
    call = CALLS[action](order, words, city)
    if state in states:
        call(getattr(city, who))
        return
    unseen = state == "draft" and who == "clerk"
    with pytest.raises(PermissionDenied if unseen else Refusal):
        call(getattr(city, who))


@pytest.mark.parametrize("action", list(Action))
def test_a_service_lets_nobody_else_do_it(
    city: FixtureCity, order_in: MakeOrder, words: MakeWords, action: Action
) -> None:
    states, people = TABLE[action]
    state = next(iter(sorted(states)))
    order = order_in(state, "talk" if action in TALKS else "supervision")
    call = CALLS[action](order, words, city)
    for who in set(ROLES) - people:
        with pytest.raises(PermissionDenied):
            call(getattr(city, who))
    order.refresh_from_db()
    assert order.state == state


PATHS = {
    Action.CHANGE: "edit/", Action.ISSUE: "issue/", Action.RECEIVE: "receive/",
    Action.REPLY: "reply/", Action.ASK_EXTENSION: "extension/",
    Action.DECIDE_EXTENSION: "extension/decide/", Action.REVIEW: "review/",
    Action.RECORD_TALK: "talk/", Action.REMIND: "remind/", Action.WITHDRAW: "withdraw/",
}  # fmt: skip


@pytest.mark.parametrize("action", list(PATHS))
def test_a_page_is_404_for_strangers_and_403_for_readers(
    city: FixtureCity, order_in: MakeOrder, action: Action
) -> None:
    states, people = TABLE[action]
    order = order_in(sorted(states)[-1], "talk" if action in TALKS else "supervision")
    url = f"/orders/{order.pk}/{PATHS[action]}"
    hidden = {"stranger", "stranger_reviewer"}
    if order.state == "draft":
        hidden |= DISTRICT
    for who in set(ROLES) - people:
        status = as_user(getattr(city, who)).post(url).status_code
        assert status == (404 if who in hidden else 403), who
    order.refresh_from_db()
    assert order.state in states


def test_a_form_opened_too_late_sends_back_with_the_reason(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("closed")
    response = as_user(city.clerk).get(f"/orders/{order.pk}/reply/", follow=True)
    assert response.redirect_chain == [(f"/orders/{order.pk}/", 302)]
    assert "本件现为“已办结”，不能回复" in response.content.decode()


def test_a_leader_withdraws_his_own_instruction_only(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("issued")
    Order.objects.filter(pk=order.pk).update(kind=OrderKind.INSTRUCTION, issued_by=city.leader)
    order.refresh_from_db()
    assert available(order, city.leader) == [Action.WITHDRAW]
    assert withdraw(order, reason="已解决", by=city.leader).state == OrderState.WITHDRAWN


Call = Callable[[User], Any]


def _extension(order: Order, words: MakeWords, city: FixtureCity) -> Call:
    row = Extension.objects.create(
        order=order, until=date(2023, 8, 20), reason="雨季", progress="已备料",
        asked_on=date(2023, 7, 31), asked_by=city.clerk,
    )  # fmt: skip
    return lambda by: decide_extension(row, granted=True, note="", by=by)


def _commitment(order: Order, words: MakeWords, city: FixtureCity) -> Call:
    if order.state in TABLE[Action.RECORD_TALK][0]:
        hold_talk(city, order, check=False)
        one = order.talk.commitments.get()
    else:
        one = order.talk.commitments.first() or order.talk.commitments.create(
            text="开工", person="钱局长", due_on=date(2023, 8, 31)
        )
    return lambda by: check_commitment(one, kept=False, finding="未进场", by=by)


def _talk(order: Order, words: MakeWords, city: FixtureCity) -> Call:
    promise = Promise("开工", "钱局长", date(2023, 8, 31))
    return lambda by: record_talk(
        order, held_on=date(2023, 7, 31), attendees="钱局长", minutes="纪要",
        promises=[promise], by=by,
    )  # fmt: skip


CALLS: dict[Action, Callable[[Order, MakeWords, FixtureCity], Call]] = {
    Action.CHANGE: lambda o, w, c: lambda by: change_draft(o, w(subject="改"), by=by),
    Action.ISSUE: lambda o, w, c: lambda by: issue_order(o, by=by),
    Action.RECEIVE: lambda o, w, c: lambda by: receive(o, by=by),
    Action.REPLY: lambda o, w, c: lambda by: reply(o, text="已办", by=by),
    Action.ASK_EXTENSION: lambda o, w, c: (
        lambda by: ask_extension(
            o, until=date(2023, 8, 20), reason="雨季", progress="已备料", by=by
        )
    ),
    Action.DECIDE_EXTENSION: _extension,
    Action.REVIEW: lambda o, w, c: lambda by: review(o, accepted=False, opinion="未附照片", by=by),
    Action.RECORD_TALK: _talk,
    Action.CHECK_COMMITMENT: _commitment,
    Action.REMIND: lambda o, w, c: lambda by: remind(o, text="请尽快", by=by),
    Action.WITHDRAW: lambda o, w, c: lambda by: withdraw(o, reason="发错", by=by),
}
