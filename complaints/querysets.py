"""How complaints and disputes are read: scope and the year's count."""

from datetime import date
from typing import TYPE_CHECKING, Self

from accounts.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from complaints.models import Complaint, Dispute


class ComplaintQuerySet(ScopedQuerySet["Complaint"]):
    def received_in(self, year: int, until: date) -> Self:
        """Keep those received from 1 January of `year` up to `until`."""
        return self.filter(received_on__gte=date(year, 1, 1), received_on__lte=until)


class DisputeQuerySet(ScopedQuerySet["Dispute"]):
    def occurred_in(self, year: int, until: date) -> Self:
        """Keep those that occurred from 1 January of `year` up to `until`."""
        return self.filter(occurred_on__gte=date(year, 1, 1), occurred_on__lte=until)
