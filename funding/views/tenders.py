"""Tenders and their lots."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core import money
from core.columns import Column, Row
from core.exceptions import Refusal
from core.links import row_page
from core.stood import day_of
from funding.filters_contracts import LotFilter
from funding.forms_contracts import LotFormSet, TenderForm
from funding.models import Lot, Tender
from funding.services.tenders import TenderWords, save_tender
from funding.views.contract_tabs import ContractsPage
from projects.services.guards import LineRefusal, Stale
from projects.views.editing import CONFLICT, UNPROCESSABLE, ChangePage

FIELDS = ("number", "name", "method", "agency", "notice_on", "opened_on")
LOT_FIELDS = ("number", "control_price", "bids", "winner", "price", "awarded_on")


def names_of(row: Lot) -> str:
    names = [project.name for project in row.projects.all()]
    return names[0] if len(names) == 1 else f"{names[0]}等{len(names)}个" if names else ""


def contracts_of(row: Lot) -> str:
    day = day_of(row)
    signed = (one.number for one in row.contracts.all() if one.signed_on <= day)
    return "、".join(signed) or "未签"


def saved(row: Lot) -> Any:
    """Return by how much the price lies below the control price, in percent."""
    if row.price is None or row.control_price is None:
        return None
    return money.percentage(row.control_price - row.price, row.control_price)


OFFERS: Final = (
    Column("控制价", "control_price", "money", order="control_price", places=2),
    Column("投标单位", "bids", "number", unit="家", order="bids"),
    Column("中标单位", "winner", order="winner"),
    Column("中标价", "price", "money", order="price", places=2),
    Column("下浮率", saved, "rate"),
    Column("合同", contracts_of),
)
LOT_COLUMNS: Final = (
    Column("标段", "number", primary=True),
    Column("项目", lambda lot: "、".join(project.name for project in lot.projects.all())),
    *OFFERS,
)


def facts(tender: Tender) -> list[tuple[str, Any]]:
    return [
        ("招标编号", tender.number),
        ("采购方式", tender.get_method_display()),
        ("招标代理", tender.agency),
        ("公告日期", tender.notice_on),
        ("开标日期", tender.opened_on),
    ]


class LotList(ContractsPage):
    permission = "funding.view_tender"
    title = "标段"
    tab = "lots"
    filterset_class = LotFilter
    new = ("funding:tender_new", "登记招标", "funding.add_tender")
    noun = "标段"
    empty_how = "招标的标段登记后，从公告到中标的进展列在这里。"
    columns = (
        Column("招标编号", "tender.number", order="tender__number"),
        Column(
            "招标名称", "tender.name", order="tender__name", primary=True,
            link=lambda row: row_page("funding:tender", row.tender_id),
        ),
        Column("标段", "number", order="number"),
        Column("方式", lambda row: row.tender.get_method_display(), order="tender__method"),
        Column("项目", names_of),
        Column("公告日期", "tender.notice_on", "date", order="tender__notice_on"),
        Column("开标日期", "tender.opened_on", "date", order="tender__opened_on"),
        *OFFERS,
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Lot]:
        rows = Lot.objects.visible_to(self.request.user).select_related("tender")
        return rows.prefetch_related("projects", "contracts").order_by("-tender__notice_on", "pk")


class TenderEdit(ChangePage):
    """A tender with its lots in one form; who may not change it reads it as facts."""

    permission = "funding.view_tender"
    versioned = Tender
    template_name = "funding/tender.html"
    title = "登记招标"

    def get_row(self) -> Tender | None:
        pk = self.kwargs.get("pk")
        if not pk:
            return None
        row = Tender.objects.visible_to(self.request.user).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def get_title(self) -> str:
        return self.row.name if self.row else self.title

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("标段", reverse("funding:lots")),)

    def forms(self, data: Any = None) -> dict[str, Any]:
        initial, lots = {}, []
        if self.row:
            initial = {name: getattr(self.row, name) for name in FIELDS}
            rows = self.row.lots.prefetch_related("projects", "contracts")
            lots = [lot_initial(lot) for lot in rows]
            self.lots = list(rows)
        return {
            "form": TenderForm(data, initial=initial),
            "formset": LotFormSet(data, initial=lots, prefix="lots"),
        }

    def may_save(self) -> bool:
        return self.user.has_perm(f"funding.{'change' if self.row else 'add'}_tender")

    def get_context(self) -> dict[str, Any]:
        lots = getattr(self, "lots", [])
        return {
            "lots": lots,
            "may_save": self.may_save(),
            "facts": facts(self.row) if self.row else (),
            "columns": LOT_COLUMNS,
            "rows": [Row(LOT_COLUMNS, lot) for lot in lots],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(**self.forms())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_save():
            raise PermissionDenied
        forms = self.forms(request.POST)
        form, formset = forms["form"], forms["formset"]
        if not (form.is_valid() and formset.is_valid()):
            return self.show(UNPROCESSABLE, **forms)
        used = [one for one in formset.forms if one.cleaned_data.get("number")]
        kept = [one for one in used if not one.cleaned_data["DELETE"]]
        try:
            lots = [one.words(self.user) for one in kept]
            words = TenderWords(**form.cleaned_data, lots=lots)
            row = save_tender(self.row, words, by=self.user, seen=self.seen())
        except ValidationError:
            return self.show(UNPROCESSABLE, **forms)
        except Stale as stale:
            self.changes = stale.changes
            form.add_error(None, stale.message)
            return self.show(CONFLICT, **forms)
        except LineRefusal as refusal:
            kept[refusal.line].add_error(refusal.field, refusal.message)
            return self.show(UNPROCESSABLE, **forms)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.show(UNPROCESSABLE, **forms)
        messages.success(request, "招标已保存。")
        return redirect(row_page("funding:tender", row.pk))


def lot_initial(lot: Lot) -> dict[str, Any]:
    found = {name: getattr(lot, name) for name in LOT_FIELDS}
    numbers = "、".join(sorted(project.number for project in lot.projects.all()))
    return {**found, "key": lot.pk, "projects": numbers}
