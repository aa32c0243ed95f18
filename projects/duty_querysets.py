"""How assignments and visits are read."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Count, DateField, Max, Q, Value

from accounts.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from projects.models import LeaderAssignment, Visit, VisitPhoto


class AssignmentQuerySet(ScopedQuerySet["LeaderAssignment"]):
    def current_on(self, day: date) -> Self:
        return self.touching(day, day)

    def touching(self, first: date, last: date) -> Self:
        """Keep the assignments that last on any day from `first` to `last`."""
        return self.filter(Q(until=None) | Q(until__gte=first), since__lte=last)

    def with_visits(self, first: date, last: date) -> Self:
        """Annotate `n_visits` from `first` to `last` and `last_visit`, the newest up to `last`;
        `counted_from` and `counted_to` are these two days.
        """
        until = Q(visits__visited_on__lte=last)
        return self.annotate(
            counted_from=Value(first, DateField()),
            counted_to=Value(last, DateField()),
            n_visits=Count("visits", filter=until & Q(visits__visited_on__gte=first)),
            last_visit=Max("visits__visited_on", filter=until),
        )


class VisitQuerySet(ScopedQuerySet["Visit"]):
    region_path = "assignment__region_id"


class VisitPhotoQuerySet(ScopedQuerySet["VisitPhoto"]):
    region_path = "visit__assignment__region_id"
