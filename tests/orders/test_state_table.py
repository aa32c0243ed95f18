"""Every state × action × role: allowed, refused in this state, forbidden to the person, or hidden.

A: done. R: a refusal that names the state or kind. F: 403. H: 404, the order is not there for them.
"""

from typing import Final

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from orders.actions import ACTIONS, Action
from orders.choices import OrderKind, OrderState
from orders.models import Order
from orders.services.log import take
from tests.city import FixtureCity
from tests.orders.conftest import MakeOrder

# change issue receive reply ask_extension decide_extension review record_talk check_commitment
# remind withdraw
OFFICE: Final = {
    "draft": "AAFFFRRRRRA",
    "issued": "RRFFFRRAAAA",
    "received": "RRFFFARAAAA",
    "replied": "RRFFFAAAARA",
    "returned": "RRFFFARAAAA",
    "closed": "RRFFFRRRRRR",
    "withdrawn": "RRFFFRRRRRR",
}
ADDRESSEE: Final = {
    "draft": "HHHHHHHHHHH",
    "issued": "FFARRFFFFFF",
    "received": "FFRAAFFFFFF",
    "replied": "FFRRRFFFFFF",
    "returned": "FFRAAFFFFFF",
    "closed": "FFRRRFFFFFF",
    "withdrawn": "FFRRRFFFFFF",
}
HIDDEN, FORBIDDEN = "H" * 11, "F" * 11
PEOPLE: Final = {
    "office": OFFICE, "office_head": OFFICE,
    "clerk": ADDRESSEE, "reviewer": ADDRESSEE, "district_leader": ADDRESSEE,
    "stranger": dict.fromkeys(OFFICE, HIDDEN), "stranger_reviewer": dict.fromkeys(OFFICE, HIDDEN),
    "leader": dict.fromkeys(OFFICE, FORBIDDEN), "system_admin": dict.fromkeys(OFFICE, FORBIDDEN),
    "security_admin": dict.fromkeys(OFFICE, FORBIDDEN), "auditor": dict.fromkeys(OFFICE, FORBIDDEN),
}  # fmt: skip
OF_TALKS: Final = {Action.RECORD_TALK, Action.CHECK_COMMITMENT}


def outcome(order: Order, action: Action, user: User) -> str:
    if not Order.objects.visible_to(user).filter(pk=order.pk).exists():
        with pytest.raises(PermissionDenied):
            take(order, action, user)
        return "H"
    try:
        with transaction.atomic():
            take(order, action, user)
    except PermissionDenied:
        return "F"
    except Refusal:
        return "R"
    return "A"


def expected(line: str, kind: OrderKind) -> str:
    """Return the line as it is for a kind: what belongs to talks is refused for any other."""
    if kind == OrderKind.TALK:
        return line
    cells = zip(Action, line, strict=True)
    return "".join("R" if a in OF_TALKS and cell == "A" else cell for a, cell in cells)


def test_the_table_is_as_large_as_the_engine(city: FixtureCity) -> None:
    assert list(ACTIONS) == list(Action)
    for lines in PEOPLE.values():
        assert set(lines) == set(OrderState.values)
        assert {len(line) for line in lines.values()} == {len(Action)}
    everybody = {name for name, one in vars(city).items() if isinstance(one, User)}
    assert set(PEOPLE) == everybody


@pytest.mark.parametrize("kind", [OrderKind.SUPERVISION, OrderKind.TALK, OrderKind.RECTIFICATION])
@pytest.mark.parametrize("state", OrderState.values)
def test_every_person_gets_what_the_table_says(
    city: FixtureCity, order_in: MakeOrder, state: str, kind: OrderKind
) -> None:
    order = order_in(state, kind)
    found = {
        who: "".join(outcome(order, action, getattr(city, who)) for action in Action)
        for who in PEOPLE
    }
    assert found == {who: expected(lines[state], kind) for who, lines in PEOPLE.items()}
