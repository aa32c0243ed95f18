"""How quality's rows are read: scope, and how they stood on a day."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import BooleanField, Case, CharField, Q, Value, When

from projects.querysets import ProjectPartQuerySet
from quality.choices import FindingState

if TYPE_CHECKING:
    from quality.models import InspectionFinding


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
