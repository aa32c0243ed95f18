"""Contracts: the register, one contract with its shares, variations and requests."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock, money
from core.asked import whole
from core.columns import Column, Row
from core.exceptions import Refusal
from core.links import row_page
from core.views import PermittedView
from funding.choices import REQUEST_BADGES
from funding.filters_contracts import ContractFilter
from funding.forms_contracts import (
    ContractForm,
    DecisionForm,
    ShareFormSet,
    VariationForm,
    initial_of,
)
from funding.models import Contract, ContractShare, Lot, Variation
from funding.services.contracts import (
    add_variation,
    budget_warnings,
    decide_variation,
    save_contract,
    save_shares,
)
from funding.views.contract_tabs import ContractsPage
from projects.services.guards import Stale
from projects.views.editing import CONFLICT, UNPROCESSABLE, ChangePage, EditPage


def contract_page(row: Any) -> str:
    return row_page("funding:contract", row.pk)


def request_page(row: Any) -> str:
    return row_page("funding:request", row.pk)


def contract_or_404(request: HttpRequest, pk: int) -> Contract:
    """Return a contract with a project of the user's scope."""
    found = Contract.objects.visible_to(request.user).select_related("lot__tender").filter(pk=pk)
    row = found.first()
    if row is None:
        raise Http404
    return row


def projects_of(row: Contract) -> str:
    """Name a contract's projects; of many the first and how many there are."""
    names = [share.project.name for share in row.shares.all()]
    return names[0] if len(names) == 1 else f"{names[0]}等{len(names)}个" if names else ""


class ContractList(ContractsPage):
    permission = "funding.view_contract"
    title = "合同"
    tab = "contracts"
    filterset_class = ContractFilter
    new = ("funding:contract_new", "登记合同", "funding.add_contract")
    noun = "合同"
    empty_how = "点“登记合同”，或由标段中标后转入。"
    unit_note = "现合同额＝合同价＋已批复变更；已付按支付日期计。"
    columns = (
        Column("合同编号", "number", order="number"),
        Column("合同名称", "name", link=contract_page, order="name", primary=True, cut=True),
        Column("种类", lambda row: row.get_kind_display(), order="kind"),
        Column("项目", projects_of, cut=True),
        Column("承包单位", "contractor", order="contractor", cut=True),
        Column("中小企业", "sme", on_page=False),
        Column("合同价", "value", "money", order="value", places=2),
        Column("现合同额", "worth", "money", order="worth", places=2),
        Column("已付", "paid", "money", order="paid", places=2),
        Column("付款比例", lambda row: money.percentage(row.paid, row.worth), "rate"),
        Column("签订日期", "signed_on", "date", order="signed_on"),
    )

    def get_queryset(self) -> QuerySet[Contract]:
        rows = Contract.objects.visible_to(self.request.user)
        return rows.prefetch_related("shares__project").order_by("-signed_on", "-pk")


def share_columns(contract: Contract, may_apply: bool) -> tuple[Column, ...]:
    columns = [
        Column(
            "项目", "project.name", primary=True,
            link=lambda row: row_page("projects:project", row.project_id),
        ),
        Column("区划", "project.region.name"),
        Column("分摊金额", "amount", "number", unit="元", places=2),
        Column("占合同价", lambda row: money.percentage(row.amount, contract.value), "rate"),
        Column("变更", "changes", "number", unit="元", places=2),
        Column("已付", "paid", "money", places=2),
        Column("在办", "in_hand", "money", places=2),
        Column("扣留质保金", "held", "money", places=2),
        Column("还可申请", left_of, "money", places=2),
        Column("形象进度", "percent", "percent"),
    ]  # fmt: skip
    if may_apply:
        args = contract.pk
        columns.append(
            Column(
                "办理", lambda row: "申请付款",
                link=lambda row: reverse("funding:request_new", args=[args, row.project_id]),
            )
        )  # fmt: skip
    return tuple(columns)


def left_of(row: Any) -> Any:
    return row.amount + row.changes - row.paid - row.in_hand - row.held


VARIATIONS = (
    Column("变更原因", "reason", primary=True),
    Column("项目", "project.name"),
    Column("提出方", "asked_by"),
    Column("提出日期", "asked_on", "date"),
    Column("造价增减", "delta", "number", unit="元", places=2),
    Column(
        "批复", lambda row: {None: "待批复", True: "同意", False: "不同意"}[row.approved], "badge",
        badge=lambda row: {None: "warn", True: "good", False: "muted"}[row.approved],
    ),
    Column("批复日期", "approved_on", "date"),
    Column("意见", "opinion"),
)  # fmt: skip
REQUESTS = (
    Column("申请日期", "applied_on", "date", link=request_page, primary=True),
    Column("项目", "project.name"),
    Column("款项", lambda row: row.get_kind_display()),
    Column("金额", "amount", "money", places=2),
    Column("应付日期", "due_on", "date"),
    Column(
        "状态", lambda row: row.get_state_display(), "badge",
        badge=lambda row: REQUEST_BADGES[row.state],
    ),
)  # fmt: skip


class ContractDetail(PermittedView):
    permission = "funding.view_contract"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = contract_or_404(request, pk)
        day, user = clock.today(), request.user
        shares = ContractShare.objects.visible_to(user).filter(contract=contract)
        shares = shares.select_related("project__region").with_money(day).with_progress(day)
        found: list[Any] = list(shares)
        decide = user.has_perm("funding.approve_variation")
        columns = share_columns(contract, user.has_perm("funding.apply_paymentrequest"))
        variations = contract.variations.filter(pk__in=Variation.objects.visible_to(user))
        requests = contract.requests.filter(project__in=[share.project_id for share in found])
        changes = VARIATIONS + decision_column(contract) if decide else VARIATIONS
        context = {
            "title": contract.name,
            "contract": contract,
            "facts": facts(contract),
            "share_columns": columns,
            "shares": [Row(columns, share) for share in found],
            "partial": len(found) < contract.shares.count(),
            "change_columns": changes,
            "changes": [Row(changes, row) for row in variations.select_related("project")],
            "request_columns": REQUESTS,
            "requests": [Row(REQUESTS, row) for row in requests.select_related("project")],
        }
        return render(request, "funding/contract.html", context)


def decision_column(contract: Contract) -> tuple[Column, ...]:
    def address(row: Any) -> str | None:
        if row.approved is not None:
            return None
        return reverse("funding:variation_decide", args=[contract.pk, row.pk])

    return (Column("办理", lambda row: "批复" if row.approved is None else "", link=address),)


def kept_back(contract: Contract) -> str | None:
    if not contract.retention:
        return None
    return f"{money.plain(contract.retention)}%，缺陷责任期{contract.defects_months}个月"


def facts(contract: Contract) -> list[tuple[Any, ...]]:
    row = Contract.objects.with_money(clock.today()).get(pk=contract.pk)
    worth: Any = row
    days = f"{contract.pay_days}天" if contract.pay_days else "按规则"
    lot = contract.lot
    return [
        ("合同编号", contract.number),
        ("种类", contract.get_kind_display()),
        ("承包单位", f"{contract.contractor}{'（中小企业）' if contract.sme else ''}"),
        ("标段", str(lot) if lot else None),
        ("签订日期", f"{contract.signed_on:%Y-%m-%d}"),
        ("约定付款期限", days),
        ("质保金", kept_back(contract)),
        ("合同价", money.in_wan(contract.value)),
        ("现合同额", money.in_wan(worth.worth)),
        ("已付", money.in_wan(worth.paid)),
        ("分摊方式", contract.get_split_by_display()),
    ]


class ContractEdit(EditPage):
    """A new contract (`?lot=` fills it from a lot), or a change to one."""

    permission = "funding.add_contract"
    versioned = Contract
    title = "登记合同"
    success = "已保存，各项目的分摊见下表。"

    def get_row(self) -> Contract | None:
        pk = self.kwargs.get("pk")
        asked = whole(self.request.GET.get("lot", ""))
        lots = Lot.objects.visible_to(self.request.user).select_related("tender")
        self.lot = None if asked is None else get_object_or_404(lots, pk=asked)
        return contract_or_404(self.request, pk) if pk else None

    def get_title(self) -> str:
        return "修改合同" if self.row else self.title

    def get_form(self, data: Any = None) -> Any:
        initial = initial_of(self.row) if self.row else about_lot(self.lot)
        return ContractForm(data, initial=initial, user=self.user)

    def save(self, form: Any) -> Contract:
        lot = self.row.lot if self.row else self.lot
        given = form.cleaned_data
        row = save_contract(
            self.row,
            form.terms(lot),
            given["projects"],
            given["split_by"],
            by=self.user,
            seen=self.seen(),
        )
        for warning in budget_warnings(row):
            messages.warning(self.request, warning)
        return row

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        above = (("合同", reverse("funding:contracts")),)
        return (*above, (self.row.name, contract_page(self.row))) if self.row else above

    def back(self) -> str:
        return contract_page(self.row)


def about_lot(lot: Lot | None) -> dict[str, Any]:
    if lot is None:
        return {}
    numbers = lot.projects.order_by("number").values_list("number", flat=True)
    return {
        "name": f"{lot.tender.name}{lot.number}", "kind": "works", "contractor": lot.winner,
        "value": lot.price, "projects": "、".join(numbers),
    }  # fmt: skip


class ContractSplit(ChangePage):
    """The typed split of a bundle: one line per project, refused unless it adds up to the fen."""

    permission = "funding.change_contract"
    versioned = Contract
    template_name = "funding/split.html"
    title = "分摊合同价"

    def get_row(self) -> Contract:
        return contract_or_404(self.request, self.kwargs["pk"])

    def formset(self, data: Any = None) -> Any:
        shares = list(self.row.shares.select_related("project__region").order_by("project__number"))
        initial = [{"project": one.project_id, "amount": one.amount} for one in shares]
        self.shares = shares
        return ShareFormSet(data, initial=initial, prefix="shares")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(formset=self.formset())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        formset = self.formset(request.POST)
        if not formset.is_valid():
            return self.show(UNPROCESSABLE, formset=formset)
        lines = [form.cleaned_data for form in formset.forms]
        amounts = {line["project"]: line["amount"] for line in lines if line.get("project")}
        try:
            save_shares(self.row, amounts, by=self.user, seen=self.seen())
        except Stale as stale:
            self.changes = stale.changes
            return self.show(CONFLICT, formset=formset, refusal=stale.message)
        except Refusal as refusal:
            return self.show(UNPROCESSABLE, formset=formset, refusal=refusal.message)
        messages.success(request, "分摊已保存。")
        return redirect(contract_page(self.row))

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        context["lines"] = list(zip(self.shares, context["formset"].forms, strict=False))
        context |= {"contract": self.row, "value": f"{money.to_wan(self.row.value).normalize():,f}"}
        return super().show(status, **context)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("合同", reverse("funding:contracts")), (self.row.name, contract_page(self.row)))


class VariationNew(EditPage):
    permission = "funding.add_variation"
    title = "登记变更"
    success = "变更已登记，批复后计入合同额。"

    def get_row(self) -> Contract:
        return contract_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> Any:
        return VariationForm(data, contract=self.row, user=self.user)

    def save(self, form: Any) -> Contract:
        return add_variation(self.row, form.change(), by=self.user).contract

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("合同", reverse("funding:contracts")), (self.row.name, contract_page(self.row)))

    def back(self) -> str:
        return contract_page(self.row)


class VariationDecide(VariationNew):
    permission = "funding.approve_variation"
    title = "批复变更"
    success = "已批复。"

    def get_form(self, data: Any = None) -> Any:
        return DecisionForm(data)

    def variation(self) -> Variation:
        rows = Variation.objects.visible_to(self.request.user).filter(contract=self.row)
        return get_object_or_404(rows, pk=self.kwargs["variation"])

    def save(self, form: Any) -> Contract:
        given = form.cleaned_data
        approved = given["approved"] == "1"
        row = decide_variation(
            self.variation(), approved=approved, opinion=given["opinion"], by=self.user
        )
        return row.contract

    def get_context(self) -> dict[str, Any]:
        one = self.variation()
        return {
            "note": f"{one.asked_on:%Y-%m-%d}{one.asked_by}提出：{one.reason}，"
            f"造价增减{money.to_wan(one.delta):+,f}万元。"
        }
