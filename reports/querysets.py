"""How reports are read, and that issued ones are only read."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from accounts.querysets import ScopedQuerySet
from core import regions
from reports.choices import ReportState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from reports.models import Report


class ReportQuerySet(ScopedQuerySet["Report"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Keep the reports of the user's region, and the issued ones of the regions above it.

        A bulletin is addressed to the counties, a dispatch read in a meeting with them.
        """
        if not user.is_authenticated or user.is_superuser or user.region_id is None:
            return super().visible_to(user)
        start, stop = regions.subtree(user.region_id)
        above = regions.ancestors(user.region_id)
        return self.filter(
            Q(region_id__gte=start, region_id__lt=stop)
            | Q(region_id__in=above, state=ReportState.ISSUED)
        )

    def built(self) -> Self:
        return self.exclude(state__in=[ReportState.BUILDING, ReportState.FAILED])

    def issued(self) -> Self:
        return self.filter(state=ReportState.ISSUED)

    def update(self, **kwargs: Any) -> int:
        """Update; TypeError when issued reports are among the rows."""
        self._refuse_issued()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_issued()
        return super().delete()

    def _refuse_issued(self) -> None:
        if self.issued().exists():
            raise TypeError("an issued report never changes")
