"""Money: sources, receipts, payments, and a project's money as a fragment of its page."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock, money
from core.columns import Column, Row
from core.links import row_page
from core.views import ListPage, PermittedView
from funding import unfunded
from funding.filters import PaymentFilter, ReceiptFilter, SourceFilter
from funding.gaps import GAPS, of_projects, summed
from funding.models import FundingSource, OperatingIncome, Payment, Receipt
from funding.views.tabs import money_tabs
from projects.models import Project
from projects.views.columns import project_columns


def receipt_url(row: Receipt) -> str:
    return row_page("funding:receipt", row.pk)


def reverse_label(row: Payment) -> str:
    return "冲销" if row.paid_on and row.reverses_id is None else ""


def reverse_url(row: Payment) -> str | None:
    return row_page("funding:payment_reverse", row.pk) if reverse_label(row) else None


def source_actions(request: HttpRequest) -> list[Column]:
    """Return the columns that lead to what the user may do with a source."""
    found = []
    for label, name, permission in (
        ("登记到位", "receipt_new", "add_receipt"),
        ("修改", "source_edit", "change_fundingsource"),
    ):
        if request.user.has_perm(f"funding.{permission}"):
            found.append(_action(label, f"funding:{name}"))
    return found


def _action(label: str, name: str) -> Column:
    return Column("", lambda row: label, link=lambda row: row_page(name, row.pk), acts=True)


class MoneyList(ListPage):
    template_name = "funding/register.html"
    tab: str

    def get_context(self) -> dict[str, Any]:
        return {"tabs": money_tabs(self.tab)}


class SourceList(MoneyList):
    permission = "funding.view_fundingsource"
    title = "资金来源"
    tab = "sources"
    filterset_class = SourceFilter
    unit_note = "计划、落实按现状，到位截至所选日期。"
    noun = "资金来源"
    empty_how = "在项目页的“资金”中登记，或随台账导入。"
    columns = (
        *project_columns(),
        Column("资金类别", "kind", order="kind"),
        Column("批次", "batch", order="batch"),
        Column("计划", "planned", "money", order="planned"),
        Column("落实", "secured", "money", order="secured"),
        Column("到位", "arrived", "money"),
        Column("未到位", lambda row: row.secured - row.arrived, "money"),
        Column("出资单位", "provider", order="provider", on_phone=False),
        Column("文号或合同编号", "document_number", on_phone=False),
    )

    def get_columns(self) -> Sequence[Column]:
        return (*self.columns, *source_actions(self.request))

    def get_queryset(self) -> QuerySet[FundingSource]:
        rows = FundingSource.objects.visible_to(self.request.user)
        return rows.select_related("project__region").only(
            "kind", "batch", "planned", "secured", "provider", "document_number",
            "project__number", "project__name",
            "project__region__name",
        ).order_by("project__region_id", "project__number", "kind", "batch")  # fmt: skip


class ReceiptList(MoneyList):
    permission = "funding.view_receipt"
    title = "资金到位"
    tab = "receipts"
    filterset_class = ReceiptFilter
    noun = "到位记录"
    empty_how = "在资金来源一行点“登记到位”。"
    unit_note = "到位按到位日期计，冲销记为负数。"
    columns = (
        *project_columns("source__project"),
        Column("资金类别", "source.kind", order="source__kind"),
        Column("批次", "source.batch", order="source__batch"),
        Column("到位金额", "amount", "money", order="amount", link=receipt_url),
        Column("到位日期", "received_on", "date", order="received_on"),
        Column("凭证号", "document_number", on_phone=False),
        Column("说明", "note", on_phone=False),
    )

    def get_queryset(self) -> QuerySet[Receipt]:
        rows = Receipt.objects.visible_to(self.request.user)
        return rows.select_related("source__project__region").only(
            "amount", "received_on", "document_number", "note", "source__kind", "source__batch",
            "source__project__number", "source__project__name", "source__project__region__name",
        ).order_by("-received_on", "pk")  # fmt: skip


class PaymentList(MoneyList):
    permission = "funding.view_payment"
    title = "资金拨付"
    tab = "payments"
    filterset_class = PaymentFilter
    noun = "拨付记录"
    empty_how = "付款申请支付后自动列入，台账导入的拨付也在这里。"
    unit_note = "拨付按支付日期计，冲销记为负数。"
    columns = (
        *project_columns(),
        Column("金额", "amount", "money", order="amount"),
        Column("收款单位", "payee", order="payee"),
        Column("申请日期", "applied_on", "date", order="applied_on", on_phone=False),
        Column("审批日期", "approved_on", "date", order="approved_on", on_phone=False),
        Column("支付日期", "paid_on", "date", order="paid_on"),
        Column("说明", "note", on_phone=False),
    )

    def get_columns(self) -> Sequence[Column]:
        if not self.request.user.has_perm("funding.reverse_payment"):
            return self.columns
        return (*self.columns, Column("处理", reverse_label, link=reverse_url, acts=True))

    def get_queryset(self) -> QuerySet[Payment]:
        rows = Payment.objects.visible_to(self.request.user)
        return rows.select_related("project__region").only(
            "amount", "payee", "note", "reverses", "applied_on", "approved_on", "paid_on", "project__number",
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
        columns = (
            *SOURCES,
            Column("到位", lambda source: received[source.pk], "money"),
            *source_actions(request),
        )
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
            **further(request, project, day),
        }
        return render(request, "funding/project_fragment.html", context)


WORKS = (
    Column("改造类别", "work.work_class"),
    Column("改造内容", "work.name", primary=True),
    Column("造价", "cost", "money"),
    Column("已有资金", "funded", "money"),
    Column("总缺口", "gap", "money"),
    Column("没有资金的量", "short", "number", places=0),
    Column("单位", "work.unit", on_phone=False),
)
INCOMES = (
    Column("运营内容", "item", primary=True),
    Column("运营单位", "operator"),
    Column("年收入", "income", "money"),
    Column("年成本", "cost", "money"),
    Column("年限", "years", "number"),
    Column("可平衡投资", "balance", "money"),
    Column("测算依据", "basis", on_phone=False),
)


def further(request: HttpRequest, project: Project, day: date) -> dict[str, Any]:
    """Return the four gaps, the works with their money, and what operations may earn."""
    mine = Project.objects.filter(pk=project.pk)
    held = summed(of_projects(mine, day))
    lines = unfunded.of_projects(mine, day)[0].cover.lines
    incomes = OperatingIncome.objects.filter(project=project)
    edits = request.user.has_perm("funding.change_operatingincome")
    columns = (*INCOMES, *([_action("修改", "funding:income_edit")] if edits else []))
    return {
        "gaps": [(gap.name, money.to_wan(getattr(held, gap.key)), gap.formula) for gap in GAPS],
        "work_columns": WORKS,
        "works": [Row(WORKS, line) for line in lines],
        "income_columns": columns,
        "incomes": [Row(columns, income) for income in incomes],
        "adds_source": request.user.has_perm("funding.add_fundingsource"),
        "adds_income": request.user.has_perm("funding.add_operatingincome"),
    }
