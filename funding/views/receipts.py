"""Money that arrived: record it with its voucher, look at it, take it back."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.views.files import stored_file
from core import clock, money
from core.uploads import check_uploads
from core.views import PermittedView
from funding.forms import ReceiptForm, ReverseForm
from funding.models import FundingSource, Payment, Receipt, ReceiptFile
from funding.services.receipts import record_receipt, reverse_payment, reverse_receipt
from funding.services.sources import received
from orders.views.base import FilesPage
from projects.views.editing import EditPage


def receipts(request: HttpRequest) -> QuerySet[Receipt]:
    rows = Receipt.objects.visible_to(request.user)
    return rows.select_related("source__project__region", "recorded_by")


class ReceiptNew(FilesPage):
    permission = "funding.add_receipt"
    title = "登记资金到位"
    success = "已登记；登记后不能修改，错了请冲销。"
    form_class = ReceiptForm
    source: FundingSource

    def get_row(self) -> None:
        rows = FundingSource.objects.visible_to(self.request.user)
        self.source = get_object_or_404(
            rows.select_related("project__region"), pk=self.kwargs["pk"]
        )

    def initial(self) -> dict[str, Any]:
        return {"received_on": clock.today()}

    def save(self, form: Any) -> Receipt:
        given = dict(form.cleaned_data)
        files = check_uploads(given.pop("attachments"))
        return record_receipt(self.source, **given, files=files, by=self.user)

    def get_context(self) -> dict[str, Any]:
        source = self.source
        secured, arrived = (money.to_wan(v) for v in (source.secured, received(source)))
        words = f"{source.project.name} · {source.kind} {source.batch}"
        return {"note": f"{words}：落实 {secured:,f} 万元，已到位 {arrived:,f} 万元。"}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("资金到位", reverse("funding:receipts")),)

    def back(self) -> str:
        return reverse("funding:receipt", args=[self.row.pk])


class ReceiptDetail(PermittedView):
    permission = "funding.view_receipt"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(receipts(request).select_related("reverses"), pk=pk)
        taken_back = Receipt.objects.filter(reverses=row).first()
        may = request.user.has_perm("funding.reverse_receipt")
        context = {
            "title": f"资金到位 {row.received_on:%Y-%m-%d}",
            "receipt": row,
            "facts": facts(row, taken_back),
            "files": row.files.all(),
            "reversible": may and row.reverses_id is None and taken_back is None,
            "taken_back": taken_back,
        }
        return render(request, "funding/receipt.html", context)


def facts(row: Receipt, taken_back: Receipt | None) -> list[tuple[Any, ...]]:
    """Return (label, value, address) of a receipt; a reversal and its row lead to each other."""
    source, project = row.source, row.source.project
    found: list[tuple[Any, ...]] = [
        ("项目", project.name, reverse("projects:project", args=[project.pk])),
        ("资金类别", source.kind),
        ("批次", source.batch),
        ("到位金额", money.in_wan(row.amount)),
        ("到位日期", row.received_on),
        ("凭证号", row.document_number),
        ("说明", row.note),
        ("登记人", row.recorded_by),
    ]
    for label, other in (("冲销的记录", row.reverses), ("已被冲销", taken_back)):
        if other is not None:
            address = reverse("funding:receipt", args=[other.pk])
            found.append((label, f"{money.to_wan(other.amount):,f}万元 {other.note}", address))
    return found


class ReceiptFileDownload(PermittedView):
    """A voucher, always as a download; every download is logged."""

    permission = "funding.view_receipt"

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponse | FileResponse:
        receipt = get_object_or_404(receipts(request), pk=pk)
        row = get_object_or_404(ReceiptFile, receipt=receipt, pk=file)
        back = reverse("funding:receipt", args=[receipt.pk])
        return stored_file(request, row, row.kind, back, receipt=receipt.pk)


class ReversePage(EditPage):
    form_class = ReverseForm
    success = "已冲销，原记录和原因都可查阅。"
    submit_label = "冲销"


class ReceiptReverse(ReversePage):
    permission = "funding.reverse_receipt"
    title = "冲销资金到位"

    def get_row(self) -> Receipt:
        return get_object_or_404(receipts(self.request), pk=self.kwargs["pk"])

    def save(self, form: Any) -> Receipt:
        return reverse_receipt(self.row, reason=form.cleaned_data["reason"], by=self.user)

    def get_context(self) -> dict[str, Any]:
        amount = f"{money.to_wan(self.row.amount):,f}"
        return {"note": f"{self.row.source}：{self.row.received_on} 到位 {amount} 万元。"}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("资金到位", reverse("funding:receipts")),)

    def back(self) -> str:
        return reverse("funding:receipt", args=[self.kwargs["pk"]])


class PaymentReverse(ReversePage):
    permission = "funding.reverse_payment"
    title = "冲销资金拨付"

    def get_row(self) -> Payment:
        rows = Payment.objects.visible_to(self.request.user).select_related("project__region")
        row = rows.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        return row

    def save(self, form: Any) -> Payment:
        return reverse_payment(self.row, reason=form.cleaned_data["reason"], by=self.user)

    def get_context(self) -> dict[str, Any]:
        amount = f"{money.to_wan(self.row.amount):,f}"
        return {"note": f"{self.row.project.name}：{self.row.paid_on or '未支付'} {amount} 万元。"}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("资金拨付", reverse("funding:payments")),)

    def back(self) -> str:
        return reverse("funding:payments")
