"""The register of orders, what waits for me, what is overdue; a project's as a fragment."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.services.access import actor
from core import clock, links
from core.columns import Column, Row
from core.views import ListPage, PermittedView
from orders.choices import BADGES
from orders.filters import MyOrderFilter, OrderFilter, OverdueOrderFilter
from orders.models import Order
from projects.models import Project
from projects.views.columns import project_url

TABS = (("全部", "orders"), ("待我办理", "mine"), ("逾期", "overdue"), ("约谈", "talks"))


def order_url(row: Any) -> str:
    return reverse("orders:order", args=[row.pk])


def overdue_days(row: Any) -> int | None:
    return row.days_overdue(row.seen_on) or None


def tabs(current: str) -> Sequence[dict[str, Any]]:
    """Return the tabs over the registers of orders."""
    return links.tabs("orders", TABS, current)


HEAD = (
    Column(
        "编号", lambda row: row.number or "（拟稿）", link=order_url, order="number", primary=True
    ),
    Column("种类", lambda row: row.get_kind_display(), order="kind"),
    Column("事项", "subject", cut=True),
)
TAIL = (
    Column("主办单位", "unit", order="unit", cut=True),
    Column("签发日期", "issued_on", "date", order="issued_on"),
    Column("办理时限", "due_on", "date", order="due_on"),
    Column("延期至", "extended_to", "date", order="extended_to", on_phone=False),
    Column("逾期", overdue_days, "number", unit="天"),
    Column(
        "状态", lambda row: row.get_state_display(), "badge", order="state",
        badge=lambda row: BADGES[row.state],
    ),
)  # fmt: skip
LISTED = (
    "number", "kind", "subject", "unit", "issued_on", "due_on", "extended_to", "state",
)  # fmt: skip


class OrderList(ListPage):
    """Every order in scope; withdrawn ones stay."""

    permission = "orders.view_order"
    title = "督办事项"
    template_name = "orders/register.html"
    filterset_class = OrderFilter
    noun = "督办事项"
    empty_how = "起草、签发后的督办单、约谈通知和整改通知列在这里。"
    tab: ClassVar[str] = "orders"
    columns = (
        *HEAD,
        Column("区划", "region.name", order="region_id"),
        Column("项目", "project.name", link=project_url, order="project__name", cut=True),
        *TAIL,
    )

    def get_queryset(self) -> QuerySet[Order]:
        rows = Order.objects.visible_to(self.request.user).select_related("region", "project")
        return rows.only(*LISTED, "region__name", "project__name").order_by("-issued_on", "-pk")

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs(self.tab)}


class MyOrders(OrderList):
    """What waits for this user: to sign, answer, review or issue; a leader's own until done."""

    title = "待我办理"
    filterset_class = MyOrderFilter
    tab = "mine"
    empty = "没有等待您办理的事项。"
    empty_how = "发给本单位签收、回复，或等您审核的事项会列在这里。"

    def get_queryset(self) -> QuerySet[Order]:
        waiting = Order.objects.waiting_for(actor(self.request)).values("pk")
        return super().get_queryset().filter(pk__in=waiting).order_by("due_on", "pk")


class OverdueOrders(OrderList):
    """What runs past its deadline, the longest first, counted from the original date."""

    title = "逾期督办"
    filterset_class = OverdueOrderFilter
    tab = "overdue"
    empty = "没有逾期的督办事项。"
    empty_how = "超过办理时限没有回复的事项会列在这里。"

    def get_queryset(self) -> QuerySet[Order]:
        return super().get_queryset().order_by("due_on", "pk")


class ProjectFragment(PermittedView):
    """A project's orders, as its page includes them by URL."""

    permission = "orders.view_order"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = Project.objects.visible_to(request.user).filter(pk=pk).first()
        if project is None:
            raise Http404
        columns = (*HEAD, *TAIL)
        rows = Order.objects.visible_to(request.user).filter(project=project)
        rows = rows.stood_on(clock.today())
        context = {
            "project": project,
            "columns": columns,
            "rows": [Row(columns, row) for row in rows.only(*LISTED, "region_id")],
        }
        return render(request, "orders/project_fragment.html", context)
