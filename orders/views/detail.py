"""One order: its words, its course, its files, and what this user may do with it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.choices import AccessKind
from accounts.models import User
from accounts.services.access import actor, record
from accounts.views.files import stored_file
from core import clock
from core.columns import Column, Row
from core.exports import attachment
from core.views import PermittedView
from orders.actions import Action, available
from orders.choices import BADGES, EventKind, OrderKind
from orders.minutes import render as render_minutes
from orders.models import Attachment, Order
from orders.paper import render as render_paper
from orders.services.effects import sees_effects
from orders.views.base import order_or_404
from orders.words import chinese_time

CONFIRMED: Final = {
    Action.ISSUE: "将编号并送达承办区划，正文从此不能修改，只能撤回。",
    Action.RECEIVE: "签收后请在办理时限前回复；签收人和时间将记入办理过程。",
}
PAGES: Final = {
    Action.CHANGE: "edit",
    Action.REPLY: "reply",
    Action.ASK_EXTENSION: "ask_extension",
    Action.DECIDE_EXTENSION: "decide_extension",
    Action.REVIEW: "review",
    Action.RECORD_TALK: "record_talk",
    Action.REMIND: "remind",
    Action.WITHDRAW: "withdraw",
}
FIRST: Final = (Action.ISSUE, Action.RECEIVE, Action.REPLY, Action.REVIEW)


@dataclass(frozen=True)
class Button:
    """One thing the user may do; `confirm` is set where a dialog is enough."""

    key: str
    label: str
    href: str
    main: bool
    confirm: str = ""


class OrderDetail(PermittedView):
    permission = "orders.view_order"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = order_or_404(request, pk)
        user = actor(request)
        allowed = available(order, user)
        talk = getattr(order, "talk", None) if order.kind == OrderKind.TALK else None
        context = {
            "title": order.number or f"拟稿：{order.subject}",
            "order": order,
            "badge": BADGES[order.state],
            "overdue": overdue_words(order),
            "buttons": buttons(order, allowed, user),
            "parts": facts(order),
            "requirement": order.requirement,
            "events": order.events.select_related("by").prefetch_related("attachments"),
            "talk": talk,
            "effect": talk is not None
            and talk.held_on is not None
            and sees_effects(user, order.office_region_id),
            "commitments": commitments(order, talk, Action.CHECK_COMMITMENT in allowed),
        }
        return render(request, "orders/order.html", context)


class OrderPaper(PermittedView):
    """The official paper as PDF; every download is logged."""

    permission = "orders.view_order"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = order_or_404(request, pk)
        name = f"{order.get_kind_display()}_{order.number or '草稿'}.pdf"
        record(AccessKind.DOWNLOAD, request=request, subject=name, order=order.pk)
        response = HttpResponse(render_paper(order).pdf, content_type="application/pdf")
        response["Content-Disposition"] = attachment(name)
        return response


class TalkMinutes(PermittedView):
    """约谈纪要 as PDF, from the day the talk was recorded; every download is logged."""

    permission = "orders.view_order"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = order_or_404(request, pk)
        if order.kind != OrderKind.TALK:
            raise Http404
        if order.talk.held_on is None:
            messages.warning(request, "尚未登记约谈情况，登记后才有纪要。")
            return redirect(reverse("orders:order", args=[order.pk]))
        name = f"约谈纪要_{order.number}.pdf"
        record(AccessKind.DOWNLOAD, request=request, subject=name, order=order.pk)
        response = HttpResponse(render_minutes(order).pdf, content_type="application/pdf")
        response["Content-Disposition"] = attachment(name)
        return response


class OrderFile(PermittedView):
    """An attachment, always as a download and never as a page; every download is logged."""

    permission = "orders.view_order"

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponse | FileResponse:
        order = order_or_404(request, pk)
        row = get_object_or_404(Attachment, order=order, pk=file)
        back = reverse("orders:order", args=[order.pk])
        return stored_file(request, row, row.kind, back, order=order.pk)


def overdue_words(order: Order) -> str:
    late = order.days_overdue(clock.today())
    return f"逾期{late}天" if late else ""


def buttons(order: Order, allowed: Sequence[Action], user: User) -> list[Button]:
    """Return the actions as buttons, what leads on first; what has nothing to act on is left out."""
    found = []
    for action in allowed:
        if not _applies(order, action, user):
            continue
        name = PAGES.get(action)
        if name or action in CONFIRMED:
            href = reverse(f"orders:{name or action.value}", args=[order.pk])
            main = action in FIRST
            found.append(Button(action.value, action.label, href, main, CONFIRMED.get(action, "")))
    return sorted(found, key=lambda one: not one.main)


def _applies(order: Order, action: Action, user: User) -> bool:
    if action == Action.DECIDE_EXTENSION:
        return order.extensions.filter(granted=None).exists()
    if action == Action.ASK_EXTENSION:
        return clock.today() <= order.deadline
    if action == Action.RECORD_TALK:
        return order.talk.held_on is None
    if action == Action.REVIEW:
        return not order.events.filter(kind=EventKind.REPLIED, by=user).exists()
    return True


def facts(order: Order) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Return what the page says about an order, in two groups."""
    project = order.project
    project_url = reverse("projects:project", args=[project.pk]) if project else ""
    source = order.escalated_from
    about: list[tuple[Any, ...]] = [
        ("种类", order.get_kind_display()),
        ("立项依据", f"{order.get_basis_kind_display()}：{order.basis}"),
        ("项目", project.name if project else None, project_url),
        ("承办区划", order.region.name),
        ("主办单位", f"{order.unit}　{order.person}"),
        ("协办单位", order.co_units),
        ("签发", _signed(order)),
        ("联系人", "　".join(part for part in (order.contact, order.phone) if part)),
    ]
    if order.inspected_on:
        about.append(("检查", f"{order.inspected_on:%Y-%m-%d}　{order.inspector}"))
    if order.origin_label:
        about.append(("来源", order.origin_label, order.origin_url))
    if source is not None:
        about.append(("由何件升级", str(source), reverse("orders:order", args=[source.pk])))
    times: list[tuple[Any, ...]] = [
        ("办理时限", f"{order.due_on:%Y-%m-%d}"),
        ("延期至", f"{order.extended_to:%Y-%m-%d}" if order.extended_to else None),
        ("办结日期", f"{order.closed_on:%Y-%m-%d}" if order.closed_on else None),
    ]
    return [("基本情况", about), ("时限", times)]


def _signed(order: Order) -> str:
    if order.issued_by is None or order.issued_on is None:
        return ""
    return f"{order.issued_by.name}　{order.issued_on:%Y-%m-%d}"


def commitments(order: Order, talk: Any, may_check: bool) -> dict[str, Any] | None:
    """Return the plan of a talk and its promises as a table."""
    if talk is None:
        return None

    def check_url(row: Any) -> str | None:
        if row.kept is not None:
            return None
        return reverse("orders:check_commitment", args=[order.pk, row.pk])

    columns = [
        Column("承诺事项", "text", primary=True),
        Column("责任人", "person"),
        Column("完成时限", "due_on", "date"),
        Column(
            "核查结果", lambda row: {None: "未核查", True: "已兑现", False: "未兑现"}[row.kept],
            "badge", badge=lambda row: {None: "warn", True: "good", False: "bad"}[row.kept],
        ),
        Column("核查情况", "finding"),
        Column("核查日期", "checked_on", "date"),
    ]  # fmt: skip
    if may_check:
        columns.append(
            Column("处理", lambda row: "核查" if row.kept is None else "", link=check_url)
        )
    plan = [
        ("约谈时间", chinese_time(talk.at)),
        ("约谈地点", talk.place),
        ("约谈人", talk.convener),
        ("约谈目的", talk.purpose),
        ("需携带材料", talk.materials),
        ("实际约谈", f"{talk.held_on:%Y-%m-%d}" if talk.held_on else "尚未登记"),
        ("参加人员", talk.attendees),
    ]
    rows = [Row(tuple(columns), row) for row in talk.commitments.all()]
    return {"plan": plan, "columns": columns, "rows": rows}
