"""How money is read: scope and as-of."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self, TypeVar

from django.db.models import Model, Sum

from projects.querysets import ProjectPartQuerySet

if TYPE_CHECKING:
    from funding.models import FundingSource, Payment, Receipt

R = TypeVar("R", bound=Model)


class FundingSourceQuerySet(ProjectPartQuerySet["FundingSource"]):
    pass


class AppendedQuerySet(ProjectPartQuerySet[R]):
    """Rows of a ledger, of which a wrong one is taken back by another (`reverses`)."""

    def standing(self) -> Self:
        """Keep the rows that are neither reversed nor reversals.

        NOT IN, because the database then hashes the few reversed keys once. As a join through
        `reversed_by` it paired the table with itself row by row right after a first import, when
        the planner knows nothing of its size.
        """
        taken_back = self.model._default_manager.exclude(reverses=None).values("reverses_id")
        return self.filter(reverses=None).exclude(pk__in=taken_back)


class ReceiptQuerySet(AppendedQuerySet["Receipt"]):
    region_path = "source__project__site_id"

    def by(self, day: date) -> Self:
        return self.filter(received_on__lte=day)

    def total(self) -> Decimal:
        """Return the sum in 元; 0 for none."""
        return self.aggregate(total=Sum("amount"))["total"] or Decimal(0)


class PaymentQuerySet(AppendedQuerySet["Payment"]):
    def paid_by(self, day: date) -> Self:
        return self.filter(paid_on__lte=day)
