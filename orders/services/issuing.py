"""Issue an order: it gets its number, its words are frozen. Withdraw one: it stays to be seen."""

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from orders.actions import Action
from orders.choices import SERIES, EventKind, OrderKind, OrderState
from orders.models import Order, OrderOffice, OrderSeries
from orders.paper import document_of
from orders.services.drafting import Words, draft_instruction, require_future
from orders.services.log import append, keep, take


@transaction.atomic
def issue_order(order: Order, *, by: User) -> Order:
    """Give a draft its number and its final words; from here on the addressee sees it."""
    locked = take(order, Action.ISSUE, by)
    return _issue(locked, by)


@transaction.atomic
def instruct(words: Words, *, by: User) -> Order:
    """Make a leader's 批示 a tracked order at once: drafted and issued in one step."""
    return _issue(draft_instruction(words, by=by), by)


@transaction.atomic
def withdraw(order: Order, *, reason: str, by: User) -> Order:
    """Withdraw an order; number, words, events and files stay as they are."""
    locked = take(order, Action.WITHDRAW, by)
    if not reason.strip():
        raise Refusal("请写明撤回理由。", "reason")
    locked.state = OrderState.WITHDRAWN
    return keep(locked, EventKind.WITHDRAWN, by, reason)


def _issue(order: Order, by: User) -> Order:
    today = clock.today()
    require_future(order.due_on)
    if order.kind == OrderKind.TALK and order.talk.at < clock.now():
        raise Refusal("约谈时间已过，请先修改拟稿中的约谈时间。")
    office = OrderOffice.of(order.office_region)
    order.year, order.serial = today.year, _next_serial(order, today.year)
    order.number = f"{office.code}{SERIES[order.kind]}〔{order.year}〕{order.serial}号"
    order.state, order.issued_by, order.issued_on = OrderState.ISSUED, by, today
    order.contact = order.contact or office.contact
    order.phone = order.phone or office.phone
    order.printed = document_of(order, office)
    keep(order, EventKind.ISSUED, by, order.number)
    if order.escalated_from is not None:
        words = f"升级为{order.get_kind_display()}{order.number}"
        append(order.escalated_from, EventKind.ESCALATED, by, words)
    return order


def _next_serial(order: Order, year: int) -> int:
    """Return the next number; the locked row of the series makes others wait."""
    series, _ = OrderSeries.objects.select_for_update().get_or_create(
        region_id=order.office_region_id, kind=order.kind, year=year
    )
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
