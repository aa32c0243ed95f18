"""How money is read: scope and as-of."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db.models import Sum

from projects.querysets import ProjectPartQuerySet

if TYPE_CHECKING:
    from funding.models import FundingSource, Payment, Receipt


class FundingSourceQuerySet(ProjectPartQuerySet["FundingSource"]):
    pass


class ReceiptQuerySet(ProjectPartQuerySet["Receipt"]):
    region_path = "source__project__site_id"

    def by(self, day: date) -> Self:
        return self.filter(received_on__lte=day)

    def total(self) -> Decimal:
        """Return the sum in 元; 0 for none."""
        return self.aggregate(total=Sum("amount"))["total"] or Decimal(0)


class PaymentQuerySet(ProjectPartQuerySet["Payment"]):
    def standing(self) -> Self:
        """Keep the rows that are neither reversed nor reversals."""
        return self.filter(reverses=None, reversed_by=None)

    def paid_by(self, day: date) -> Self:
        return self.filter(paid_on__lte=day)
