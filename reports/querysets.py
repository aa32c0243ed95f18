"""How reports are read."""

from typing import TYPE_CHECKING, Self

from accounts.querysets import ScopedQuerySet
from reports.choices import ReportState

if TYPE_CHECKING:
    from reports.models import Report


class ReportQuerySet(ScopedQuerySet["Report"]):
    def built(self) -> Self:
        return self.exclude(state__in=[ReportState.BUILDING, ReportState.FAILED])

    def issued(self) -> Self:
        return self.filter(state=ReportState.ISSUED)
