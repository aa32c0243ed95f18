"""Paid and received money of many projects at once, which the lights of `projects` ask for."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from funding.models import Payment, Receipt


def payment_rates(pks: Sequence[int], day: date) -> dict[int, tuple[Decimal, Decimal]]:
    """Return (paid, received) in 元 by project, of those that received money by `day`."""
    receipts = Receipt.objects.by(day).filter(source__project__in=pks).order_by()
    received = receipts.values_list("source__project").annotate(total=Sum("amount"))
    payments = Payment.objects.paid_by(day).filter(project__in=pks).order_by()
    paid = dict(payments.values_list("project").annotate(total=Sum("amount")))
    return {pk: (paid.get(pk, Decimal(0)), total) for pk, total in received}
