"""Money that arrives, and rows of the ledger taken back by a further row."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from core.reasons import checked_reason, checked_words
from core.uploads import Upload
from funding.models import FundingSource, Payment, Receipt, ReceiptFile
from funding.services.payment_guards import lock_projects, refuse_spent
from funding.services.sources import received
from projects.services.guards import not_in_future, require_change, signed


@transaction.atomic
def record_receipt(
    source: FundingSource,
    *,
    amount: Decimal,
    received_on: date,
    by: User,
    document_number: str = "",
    note: str = "",
    files: Sequence[Upload] = (),
) -> Receipt:
    """Append money that arrived (元); it may not exceed what is secured of the source."""
    require_change(by, "funding.add_receipt", source.project.site_id)
    held = FundingSource.objects.select_for_update().get(pk=source.pk)
    not_in_future(received_on, "到位日期", "received_on")
    if amount <= 0:
        raise Refusal("到位金额应大于 0；登记错的请冲销。", "amount")
    left = held.secured - received(held)
    if amount > left:
        words = f"{max(left, Decimal(0)) / 10_000:f}".rstrip("0").rstrip(".") or "0"
        raise Refusal(f"超过已落实未到位的 {words} 万元，请先更新落实金额。", "amount")
    row = Receipt.objects.create(
        source=held,
        amount=amount,
        received_on=received_on,
        document_number=checked_words(document_number, "凭证号", 60, "document_number"),
        note=checked_words(note, "说明", 300, "note"),
        recorded_by=by,
    )
    for upload in files:
        ReceiptFile(receipt=row).keep(upload)
    return row


@transaction.atomic
def reverse_receipt(receipt: Receipt, *, reason: str, by: User) -> Receipt:
    """Take a receipt back on its own date, with the reason; the row itself stays.

    What was paid out of it is taken back first: a project never has less than nothing.
    """
    require_change(by, "funding.reverse_receipt", receipt.source.project.site_id)
    lock_projects([receipt.source.project_id])  # as paying does, which counts on this money
    FundingSource.objects.select_for_update().get(pk=receipt.source_id)
    _check_standing(receipt)
    refuse_spent(receipt)
    return Receipt.objects.create(
        source_id=receipt.source_id,
        amount=-receipt.amount,
        received_on=receipt.received_on,
        document_number=receipt.document_number,
        reverses=receipt,
        note=checked_reason(reason, "请写明冲销原因。"),
        recorded_by=by,
    )


@transaction.atomic
def reverse_payment(payment: Payment, *, reason: str, by: User) -> Payment:
    """Take a payment back on the date it was paid, with the reason; the row itself stays."""
    require_change(by, "funding.reverse_payment", payment.project.site_id)
    held = Payment.objects.select_for_update().get(pk=payment.pk)
    if held.paid_on is None:
        raise Refusal("尚未支付，直接修改申请即可，不必冲销。")
    _check_standing(held)
    row = Payment(**reversal(held), note=checked_reason(reason, "请写明冲销原因。"))
    signed(row, by, row.note).save()
    return row


def reversal(payment: Payment) -> dict[str, Any]:
    """Return the values of the row that takes a payment back, on the day it was paid."""
    fields = ("project_id", "applied_on", "approved_on", "paid_on", "payee")
    same = {name: getattr(payment, name) for name in fields}
    return {**same, "amount": -payment.amount, "reverses_id": payment.pk}


def _check_standing(row: Receipt | Payment) -> None:
    if row.reverses_id is not None:
        raise Refusal("这一笔本身是冲销，不能再冲销；请另行登记正确的一笔。")
    if type(row)._default_manager.filter(reverses=row.pk).exists():
        raise Refusal("这一笔已经冲销过了。")
