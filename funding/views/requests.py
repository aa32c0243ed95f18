"""Payment requests: the lists, one request, and the page of each step."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Min, QuerySet, Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.services.access import actor
from accounts.views.files import stored_file
from core import clock, money
from core.columns import Column
from core.exceptions import Refusal
from core.links import row_page
from core.stood import order_then
from core.uploads import check_uploads
from core.views import PermittedView
from funding import retained
from funding.actions import BACK, RequestAction, available, require
from funding.choices import HOLDERS, REQUEST_BADGES, RequestKind, RuleKey
from funding.filters_requests import (
    ArrearsFilter,
    MyRequestFilter,
    OverdueRequestFilter,
    RequestFilter,
)
from funding.forms_contracts import ClaimForm, OpinionForm, PayForm, ReasonForm
from funding.models import ContractShare, Payment, PaymentRequest, RequestFile
from funding.services import requests as steps
from funding.services.payment_guards import Position, position_of, warnings
from funding.terms import Rules
from funding.views.contract_tabs import ContractsPage
from funding.views.contracts import contract_or_404, contract_page, request_page
from orders.views.base import FilesPage
from projects.models import Project
from projects.views.columns import project_columns
from projects.views.editing import project_or_404


def overdue_days(row: Any) -> int | None:
    return row.days_overdue(row.seen_on) or None


NUMBER, NAME, REGION = project_columns()
STATE = Column(
    "状态", lambda row: row.get_state_display(), "badge", order="state",
    badge=lambda row: REQUEST_BADGES[row.state],
)  # fmt: skip
COLUMNS = (
    Column("申请日期", "applied_on", "date", link=request_page, order="applied_on", primary=True),
    replace(NAME, cut=True),
    REGION,
    Column("款项", lambda row: row.get_kind_display(), order="kind"),
    Column("金额", "amount", "money", order="amount", places=2),
    Column("收款单位", "contract.contractor", order="contract__contractor", cut=True),
    Column("应付日期", "due_on", "date", order="due_on"),
    Column("逾期", overdue_days, "number", unit="天"),
    STATE,
    Column("支付日期", "payment.paid_on", "date", order="payment__paid_on"),
)
WITH = ("project__region", "contract", "payment")


class RequestList(ContractsPage):
    permission = "funding.view_paymentrequest"
    title = "付款申请"
    tab = "requests"
    filterset_class = RequestFilter
    noun = "付款申请"
    empty_how = "在合同页按进度申请付款，审核、批准和支付的进展列在这里。"
    note = "在合同页按项目申请付款；审核员审核，办公室批准并登记支付。"
    columns = COLUMNS

    def get_queryset(self) -> QuerySet[PaymentRequest]:
        rows = PaymentRequest.objects.visible_to(self.request.user).select_related(*WITH)
        return rows.order_by("-applied_on", "-pk")


class MyRequests(RequestList):
    title = "待我办理的付款"
    filterset_class = MyRequestFilter
    empty = "没有等待您办理的付款申请。"
    empty_how = "轮到您审核、批准或支付，以及退回给您的申请会列在这里。"
    note = "最早应付的在前。"

    def get_queryset(self) -> QuerySet[PaymentRequest]:
        waiting = PaymentRequest.objects.waiting_for(actor(self.request)).values("pk")
        return super().get_queryset().filter(pk__in=waiting).order_by("due_on", "pk")


class OverdueList(RequestList):
    """What is unpaid past its term, the longest first, and who holds it."""

    title = "逾期支付"
    tab = "overdue"
    filterset_class = OverdueRequestFilter
    empty = "没有逾期未支付的申请。"
    empty_how = "超过合同约定或规定期限没有支付的申请会列在这里。"
    columns = (
        NUMBER,
        Column("项目名称", "project.name", link=request_page, order="project__name", primary=True),
        REGION,
        Column("收款单位", "contract.contractor", order="contract__contractor", cut=True),
        Column("中小企业", "contract.sme", order="contract__sme"),
        Column("金额", "amount", "money", order="amount", places=2),
        Column("交付日期", "delivered_on", "date", order="delivered_on", on_phone=False),
        Column("应付日期", "due_on", "date", order="due_on"),
        Column("逾期", overdue_days, "number", unit="天", order="due_on"),
        Column("现在何处", lambda row: HOLDERS[row.state], order="state"),
    )

    def get_queryset(self) -> QuerySet[PaymentRequest]:
        return super().get_queryset().order_by("due_on", "pk")

    def get_context(self) -> dict[str, Any]:
        pending = Payment.objects.visible_to(self.request.user).filter(paid_on=None).count()
        note = "期限自交付（计量）起按合同约定，没有约定的30天，中小企业最长60天，见资金规则。"
        found = {**super().get_context(), "note": note}
        if self.past:
            return found
        links = [(f"{reverse('funding:payments')}?pending=1", "台账登记待支付", pending)]
        shares = ContractShare.objects.visible_to(self.request.user)
        kept = retained.overdue(shares, clock.today()).count()
        links.append((f"{reverse('funding:retentions')}?overdue=1", "质保金逾期未返还", kept))
        found["more"] = [(url, f"{label} {count} 笔") for url, label, count in links if count]
        return found


def of_payee(row: dict[str, Any]) -> str:
    query = {"sme": 1, "payee": row["contract__contractor"], "as_of": row["seen_on"].isoformat()}
    return f"{reverse('funding:overdue')}?{urlencode(query)}"


class Arrears(ContractsPage):
    """What is owed to SMEs past its term, by firm (保障中小企业款项支付条例)."""

    permission = "funding.view_paymentrequest"
    title = "中小企业欠款"
    tab = "arrears"
    filterset_class = ArrearsFilter
    empty = "没有拖欠中小企业的款项。"
    empty_how = "收款单位是中小企业、超过期限没有支付的申请会列在这里。"
    note = "只计中小企业已逾期未支付的申请；点笔数看明细。"
    columns = (
        Column("收款单位", "contract__contractor", primary=True, order="contract__contractor"),
        Column("逾期笔数", "count", "number", unit="笔", link=of_payee, order="count"),
        Column("逾期金额", "amount_due", "money", order="amount_due", places=2),
        Column("最早应付日期", "oldest", "date", order="oldest"),
        Column(
            "最长逾期", lambda row: (row["seen_on"] - row["oldest"]).days, "number", unit="天",
            order="oldest",
        ),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Any]:
        return PaymentRequest.objects.visible_to(self.request.user).filter(contract__sme=True)

    def sorted(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Group by firm; sort without the key, by which the groups would fall apart again."""
        amount, due_on = order_then(queryset, "amount"), order_then(queryset, "due_on")
        grouped = queryset.order_by().values("contract__contractor", "seen_on")
        found = grouped.annotate(count=Count("pk"), amount_due=Sum(amount), oldest=Min(due_on))
        rows = super().sorted(found.order_by("-amount_due", "contract__contractor"))
        kept = [name for name in rows.query.order_by if name != "pk"]
        return rows.order_by(*kept)


def request_or_404(request: HttpRequest, pk: int) -> PaymentRequest:
    rows = PaymentRequest.objects.visible_to(request.user).select_related(*WITH, "applied_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class RequestDetail(PermittedView):
    permission = "funding.view_paymentrequest"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = request_or_404(request, pk)
        at = position_of(row, clock.today())
        late = row.days_overdue(clock.today())
        context = {
            "title": f"{row.get_kind_display()}申请：{row.project.name}",
            "row": row,
            "badge": REQUEST_BADGES[row.state],
            "late": f"逾期{late}天" if late else "",
            "holder": HOLDERS.get(row.state, ""),
            "facts": facts(row),
            "position": position_facts(at),
            "position_note": "截至今日" if row.payment_id else "本申请之外，截至今日",
            "warnings": warnings(row, at) if row.state in HOLDERS else [],
            "steps": row.steps.select_related("by").prefetch_related("files"),
            "days": [(label, f"{days}天") for label, days in row.step_days().items()],
            "buttons": [
                (
                    action.label,
                    row_page(f"funding:request_{action.value}", row.pk),
                    action not in BACK,
                )
                for action in available(row, actor(request))
            ],
        }
        return render(request, "funding/request.html", context)


def facts(row: PaymentRequest) -> list[tuple[Any, ...]]:
    contract = row.contract
    reversed_by = getattr(row.payment, "reversed_by", None) if row.payment else None
    paid = f"{row.paid_on:%Y-%m-%d}{'（已冲销）' if reversed_by else ''}" if row.paid_on else None
    return [
        ("项目", row.project.name, row_page("projects:project", row.project_id)),
        ("合同", str(contract), contract_page(contract)),
        ("收款单位", f"{contract.contractor}{'（中小企业）' if contract.sme else ''}"),
        *amounts(row),
        ("拨入工资专户", f"{money.in_wan(row.wage)}（应拨{money.in_wan(row.wage_due)}）"),
        ("交付（计量）日期", f"{row.delivered_on:%Y-%m-%d}"),
        ("应付日期", f"{row.due_on:%Y-%m-%d}"),
        ("支付日期", paid),
        ("申请说明", row.note),
    ]


def amounts(row: PaymentRequest) -> list[tuple[str, str]]:
    """Return what is to be paid, and where something is kept back of it what the work is worth."""
    if not row.withheld:
        return [("申请金额", money.in_wan(row.amount))]
    return [
        ("本期应付", money.in_wan(row.claimed)),
        ("扣留质保金", money.in_wan(row.withheld)),
        ("实付金额", money.in_wan(row.amount)),
    ]


def position_facts(at: Position) -> list[tuple[str, str]]:
    percent = "—" if at.percent is None else f"{money.plain(at.percent)}%"
    return [
        ("本项目现合同额", money.in_wan(at.worth)),
        ("已付", money.in_wan(at.paid)),
        ("其他在办", money.in_wan(at.in_hand)),
        *([("扣留质保金", money.in_wan(at.held))] if at.held else []),
        ("形象进度", percent),
        ("进度对应合同额", money.in_wan(at.earned) if at.works else "—"),
        ("项目可用资金（到位减已拨付）", money.in_wan(at.cash)),
    ]


class RequestFileDownload(PermittedView):
    """What proves a step, always as a download; every download is logged."""

    permission = "funding.view_paymentrequest"

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponse | FileResponse:
        asked = request_or_404(request, pk)
        row = get_object_or_404(RequestFile, step__request=asked, pk=file)
        back = request_page(asked)
        return stored_file(request, row, row.kind, back, payment_request=asked.pk)


class RequestNew(FilesPage):
    """A request of one project under one contract."""

    permission = "funding.apply_paymentrequest"
    title = "申请付款"
    form_class = ClaimForm
    success = "已提交，等待审核。"
    submit_label = "提交申请"

    def get_row(self) -> Any:
        self.contract = contract_or_404(self.request, self.kwargs["pk"])
        self.project: Project = project_or_404(self.request, self.kwargs["project"])
        get_object_or_404(self.contract.shares, project=self.project)

    def initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind")
        return self.release() if kind == RequestKind.RETENTION else {}

    def release(self) -> dict[str, Any]:
        """Return a request for all that was kept back, as far as it may be asked for."""
        asked = PaymentRequest(contract=self.contract, project=self.project)
        ended = retained.ends_on(self.contract, self.project)
        held = position_of(asked, clock.today()).held
        return {"kind": RequestKind.RETENTION, "amount": held, "delivered_on": ended}

    def save(self, form: Any) -> PaymentRequest:
        files = check_uploads(form.cleaned_data["attachments"])
        row = steps.apply_for_payment(
            self.contract, self.project, form.claim(), by=self.user, files=files
        )
        self.warn(row)
        return row

    def warn(self, row: PaymentRequest) -> None:
        for warning in warnings(row, position_of(row, clock.today())):
            messages.warning(self.request, warning)

    def get_context(self) -> dict[str, Any]:
        asked = PaymentRequest(contract=self.contract, project=self.project)
        at = position_of(asked, clock.today())
        percent = "尚无" if at.percent is None else f"{money.plain(at.percent)}%"
        ratio = self.contract.retention
        kept = f"扣留质保金{money.in_wan(at.held)}，" if at.held else ""
        rule = f"进度款、结算款扣留质保金{money.plain(ratio)}%。" if ratio else ""
        if at.works:
            wage = Rules(clock.today())[RuleKey.WAGE_SHARE]
            rule = f"{rule}人工费按本期应付的{wage}%拨入工资专户。"
        return {
            "note": f"{self.project.name}：合同额{money.in_wan(at.worth)}，已付{money.in_wan(at.paid)}，"
            f"在办{money.in_wan(at.in_hand)}，{kept}还可申请{money.in_wan(at.left)}；形象进度{percent}，"
            f"项目可用资金{money.in_wan(at.cash)}。{rule}"
        }

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (
            ("合同", reverse("funding:contracts")),
            (self.contract.name, contract_page(self.contract)),
        )

    def back(self) -> str:
        return request_page(self.row)


class StepPage(FilesPage):
    """The form of one step; the wrong person meets a 403 before the form."""

    permission = "funding.view_paymentrequest"
    action: ClassVar[RequestAction]
    row: PaymentRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.has_perm(self.permission):
            row = request_or_404(request, kwargs["pk"])
            try:
                require(row, self.action, actor(request))
            except Refusal as refusal:
                if request.method == "GET":
                    messages.warning(request, refusal.message)
                    return redirect(request_page(row))
        return super().dispatch(request, *args, **kwargs)

    def get_row(self) -> PaymentRequest:
        return request_or_404(self.request, self.kwargs["pk"])

    def get_title(self) -> str:
        return f"{self.action.label}付款申请" if self.action != RequestAction.PAY else "登记支付"

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        name = f"{self.row.get_kind_display()}申请：{self.row.project.name}"
        return (("付款申请", reverse("funding:requests")), (name, request_page(self.row)))

    def get_context(self) -> dict[str, Any]:
        row = self.row
        found = warnings(row, position_of(row, clock.today()))
        told = "".join(found)
        return {"note": f"{row.contract.contractor}，{money.in_wan(row.amount)}。{told}"}

    def back(self) -> str:
        return row_page("funding:request", self.kwargs["pk"])


class Revise(StepPage):
    action = RequestAction.REVISE
    form_class = ClaimForm
    success = "已重新提交，等待审核。"
    submit_label = "重新提交"

    def initial(self) -> dict[str, Any]:
        names = ("kind", "wage", "delivered_on", "note")
        found = {name: getattr(self.row, name) for name in names}
        return found | {"amount": self.row.claimed}

    def save(self, form: Any) -> PaymentRequest:
        files = check_uploads(form.cleaned_data["attachments"])
        return steps.revise(self.row, form.claim(), by=self.user, files=files)


class Check(StepPage):
    action = RequestAction.CHECK
    form_class = OpinionForm
    success = "已审核，转办公室批准。"
    submit_label = "审核通过"

    def save(self, form: Any) -> PaymentRequest:
        return steps.check(self.row, opinion=form.cleaned_data["opinion"], by=self.user)


class Approve(StepPage):
    action = RequestAction.APPROVE
    form_class = OpinionForm
    success = "已批准，可以支付。"
    submit_label = "批准"

    def save(self, form: Any) -> PaymentRequest:
        return steps.approve(self.row, opinion=form.cleaned_data["opinion"], by=self.user)


class Pay(StepPage):
    action = RequestAction.PAY
    form_class = PayForm
    success = "已登记支付，计入资金拨付。"
    submit_label = "登记支付"

    def initial(self) -> dict[str, Any]:
        return {"paid_on": clock.today()}

    def save(self, form: Any) -> PaymentRequest:
        given = form.cleaned_data
        files = check_uploads(given["attachments"])
        return steps.pay(self.row, paid_on=given["paid_on"], by=self.user, files=files)


class SendBack(StepPage):
    action = RequestAction.RETURN
    form_class = ReasonForm
    success = "已退回，等待修改重报。"
    submit_label = "退回"

    def save(self, form: Any) -> PaymentRequest:
        return steps.send_back(self.row, reason=form.cleaned_data["reason"], by=self.user)


class Withdraw(StepPage):
    action = RequestAction.WITHDRAW
    form_class = ReasonForm
    success = "已撤销；本申请仍可查阅。"
    submit_label = "撤销"

    def save(self, form: Any) -> PaymentRequest:
        return steps.withdraw(self.row, reason=form.cleaned_data["reason"], by=self.user)
