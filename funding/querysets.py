"""How money is read: scope and as-of."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self, TypeVar

from django.apps import apps
from django.db.models import Model, OuterRef, Q, QuerySet, Sum

from accounts.querysets import FromAboveQuerySet, ScopedQuerySet
from core import regions
from funding.contract_querysets import total_of
from funding.source_choices import BatchState
from projects.querysets import ProjectPartQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from funding.models import (
        Allocation,
        FundingBatch,
        FundingSource,
        Payment,
        Receipt,
        SourceKind,
        SubsidyRule,
    )


R = TypeVar("R", bound=Model)


class SourceKindQuerySet(QuerySet["SourceKind"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Keep everything: the table is common to all regions."""
        return self if user.is_authenticated else self.none()

    def catalogue(self) -> Self:
        """Keep the kinds themselves, without the names that stand for them."""
        return self.filter(stands_for=None)


class FundingSourceQuerySet(ProjectPartQuerySet["FundingSource"]):
    def with_arrived(self, day: date) -> Self:
        """Annotate `arrived`: what of each source had arrived by `day`, in 元."""
        receipts = apps.get_model("funding", "Receipt")._default_manager
        rows = receipts.filter(source=OuterRef("pk")).by(day)
        return self.annotate(arrived=total_of(rows, "source"))

    def unassigned(self) -> Self:
        """Keep the sources whose kind is not in the table."""
        known = apps.get_model("funding", "SourceKind")._default_manager.values("name")
        return self.exclude(kind__in=known)


class FundingBatchQuerySet(FromAboveQuerySet["FundingBatch"]):
    def in_state(self, state: str, day: date) -> Self:
        """Keep a BatchState as of a date; the SQL twin of `FundingBatch.state_on`."""
        conditions = (
            (BatchState.GRANTED, Q(issued_on__lte=day)),
            (BatchState.APPLIED, Q(applied_on__lte=day)),
            (BatchState.CLOSED, Q(closes_on__lt=day)),
            (BatchState.COMING, Q(opens_on__gt=day)),
        )
        rows = self
        for name, met in conditions:
            keys = self.model._default_manager.filter(met).values("pk")
            if state == name:
                return rows.filter(pk__in=keys)
            rows = rows.exclude(pk__in=keys)
        return rows


class AllocationQuerySet(ProjectPartQuerySet["Allocation"]):
    pass


class SubsidyRuleQuerySet(FromAboveQuerySet["SubsidyRule"]):
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
