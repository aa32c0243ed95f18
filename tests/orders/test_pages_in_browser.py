"""Pages of orders in Chromium: reachable for everybody, at desk and phone widths."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from orders.models import EscalationRule, Order
from tests.browser import console_errors, let_in, violations
from tests.city import FixtureCity
from tests.orders.conftest import MakeOrder, hold_talk

Urls = Callable[[Order, Order, Order], str]
PAGES: tuple[tuple[str, Urls], ...] = (
    ("office", lambda order, talk, project: "/orders/"),
    ("clerk", lambda order, talk, project: "/orders/mine/"),
    ("leader", lambda order, talk, project: "/orders/overdue/"),
    ("office", lambda order, talk, project: "/orders/escalations/"),
    ("office", lambda order, talk, project: "/orders/rules/"),
    ("office", lambda order, talk, project: "/orders/rules/new/"),
    ("office", lambda order, talk, project: "/orders/office/"),
    ("office", lambda order, talk, project: "/orders/new/talk/"),
    ("leader", lambda order, talk, project: "/orders/instruct/"),
    ("office", lambda order, talk, project: f"/orders/{talk.pk}/"),
    ("office", lambda order, talk, project: f"/orders/{project.pk}/talk/"),
    ("clerk", lambda order, talk, project: f"/orders/{order.pk}/"),
    ("clerk", lambda order, talk, project: f"/orders/{order.pk}/reply/"),
    ("office", lambda order, talk, project: f"/orders/{talk.pk}/review/"),
)


@pytest.mark.parametrize(("who", "url"), PAGES)
def test_a_page_is_reachable_at_both_widths(
    page: Page,
    live_server: LiveServer,
    city: FixtureCity,
    order_in: MakeOrder,
    settings: Any,
    who: str,
    url: Urls,
) -> None:
    order, talk, unheld = (
        order_in("returned"),
        order_in("replied", "talk"),
        order_in("issued", "talk"),
    )
    hold_talk(city, talk, check=False)
    EscalationRule.objects.get_or_create(
        step="reminder", measure="overdue", effective_on=date(2023, 1, 1),
        defaults={"threshold": 1, "source": "市纪要"},
    )  # fmt: skip
    settings.PORTAL_DATE = date(2023, 8, 20)
    let_in(page.context, getattr(city, who), live_server.url)
    said = console_errors(page)
    for across, down in ((1366, 768), (390, 844)):
        page.set_viewport_size({"width": across, "height": down})
        page.goto(live_server.url + url(order, talk, unheld))
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= across
    assert said == []
