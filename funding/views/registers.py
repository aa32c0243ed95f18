"""Money: sources, receipts, payments, and a project's money as a fragment of its page."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock, money
from core.columns import Column, Row
from core.views import ListPage, PermittedView
from funding.filters import PaymentFilter, ReceiptFilter, SourceFilter
from funding.models import FundingSource, Payment, Receipt
from projects.models import Project
from projects.views.columns import project_columns

TABS = (("资金来源", "sources"), ("资金到位", "receipts"), ("资金拨付", "payments"))


class MoneyList(ListPage):
    template_name = "funding/register.html"
    tab: str

    def get_context(self) -> dict[str, Any]:
        tabs = [
            {"label": label, "href": reverse(f"funding:{name}"), "active": name == self.tab}
            for label, name in TABS
        ]
        return {"tabs": tabs}


class SourceList(MoneyList):
    permission = "funding.view_fundingsource"
    title = "资金来源"
    tab = "sources"
    filterset_class = SourceFilter
    empty = "没有符合条件的资金来源。"
    columns = (
        *project_columns(),
        Column("资金类别", "kind", order="kind"),
        Column("批次", "batch", order="batch"),
        Column("计划", "planned", "money", order="planned"),
        Column("落实", "secured", "money", order="secured"),
    )

    def get_queryset(self) -> QuerySet[FundingSource]:
        rows = FundingSource.objects.visible_to(self.request.user)
        return rows.select_related("project__region").only(
            "kind", "batch", "planned", "secured", "project__number", "project__name",
            "project__region__name",
        ).order_by("project__region_id", "project__number", "kind", "batch")  # fmt: skip


class ReceiptList(MoneyList):
    permission = "funding.view_receipt"
    title = "资金到位"
    tab = "receipts"
    filterset_class = ReceiptFilter
    empty = "没有符合条件的到位记录。"
    unit_note = "到位按到位日期计，冲销记为负数。"
    columns = (
        *project_columns("source__project"),
        Column("资金类别", "source.kind", order="source__kind"),
        Column("批次", "source.batch", order="source__batch"),
        Column("到位金额", "amount", "money", order="amount"),
        Column("到位日期", "received_on", "date", order="received_on"),
        Column("说明", "note", on_phone=False),
    )

    def get_queryset(self) -> QuerySet[Receipt]:
        rows = Receipt.objects.visible_to(self.request.user)
        return rows.select_related("source__project__region").only(
            "amount", "received_on", "note", "source__kind", "source__batch",
            "source__project__number", "source__project__name", "source__project__region__name",
        ).order_by("-received_on", "pk")  # fmt: skip


class PaymentList(MoneyList):
    permission = "funding.view_payment"
    title = "资金拨付"
    tab = "payments"
    filterset_class = PaymentFilter
    empty = "没有符合条件的拨付记录。"
    unit_note = "拨付按支付日期计，冲销记为负数。"
    columns = (
        *project_columns(),
        Column("金额", "amount", "money", order="amount"),
        Column("收款单位", "payee", order="payee"),
        Column("申请日期", "applied_on", "date", order="applied_on", on_phone=False),
        Column("审批日期", "approved_on", "date", order="approved_on", on_phone=False),
        Column("支付日期", "paid_on", "date", order="paid_on"),
    )

    def get_queryset(self) -> QuerySet[Payment]:
        rows = Payment.objects.visible_to(self.request.user)
        return rows.select_related("project__region").only(
            "amount", "payee", "applied_on", "approved_on", "paid_on", "project__number",
            "project__name", "project__region__name",
        ).order_by("-paid_on", "pk")  # fmt: skip


SOURCES = (
    Column("资金类别", "kind", primary=True),
    Column("批次", "batch"),
    Column("计划", "planned", "money"),
    Column("落实", "secured", "money"),
)


def received_by(source: FundingSource, day: date) -> Decimal:
    """Return what had arrived by `day`; reads prefetched receipts."""
    rows = source.receipts.all()
    return sum((row.amount for row in rows if row.received_on <= day), Decimal(0))


class ProjectFragment(PermittedView):
    """A project's money, as its page includes it by URL."""

    permission = "funding.view_fundingsource"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = Project.objects.visible_to(request.user).filter(pk=pk).first()
        if project is None:
            raise Http404
        day = clock.today()
        sources = list(FundingSource.objects.filter(project=project).prefetch_related("receipts"))
        received = {source.pk: received_by(source, day) for source in sources}
        paid = Payment.objects.filter(project=project).paid_by(day).aggregate(paid=Sum("amount"))
        secured = sum((source.secured for source in sources), Decimal(0))
        total = project.total_investment
        columns = (*SOURCES, Column("到位", lambda source: received[source.pk], "money"))
        context = {
            "project": project,
            "day": day,
            "secured": money.to_wan(secured),
            "received": money.to_wan(sum(received.values(), Decimal(0))),
            "paid": money.to_wan(paid["paid"] or Decimal(0)),
            "gap": None if total is None else money.to_wan(total - secured),
            "columns": columns,
            "rows": [Row(columns, source) for source in sources],
            "empty": "还没有登记资金来源。",
        }
        return render(request, "funding/project_fragment.html", context)
