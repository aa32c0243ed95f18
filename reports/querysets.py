"""How reports are read, and that issued ones are only read."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import BooleanField, Case, CharField, Q, Value, When

from accounts.querysets import ScopedQuerySet
from core import regions
from projects.querysets import ProjectPartQuerySet
from reports.choices import FindingState, ReportState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from reports.models import InspectionFinding, Report


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


class FindingQuerySet(ProjectPartQuerySet["InspectionFinding"]):
    """Findings as they stood on a day: one that was closed later is still open."""

    def found_by(self, day: date) -> Self:
        return self.filter(found_on__lte=day)

    def open_on(self, day: date) -> Self:
        return self.found_by(day).filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def overdue_on(self, day: date) -> Self:
        """Keep those that are not confirmed though their deadline has passed."""
        return self.open_on(day).filter(due_on__lt=day)

    def with_state(self, day: date) -> Self:
        """Add `state` and `overdue` as of `day`."""
        is_open = Q(closed_on=None) | Q(closed_on__gt=day)
        return self.annotate(
            state=Case(
                When(closed_on__lte=day, then=Value(FindingState.CLOSED.value)),
                When(replied_on__lte=day, then=Value(FindingState.REPLIED.value)),
                default=Value(FindingState.OPEN.value),
                output_field=CharField(),
            ),
            overdue=Case(
                When(is_open, due_on__lt=day, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
        )
