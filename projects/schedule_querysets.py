"""How what schedules rest on is read: stop windows of a region and of those above it."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from accounts.querysets import FromAboveQuerySet, ScopedQuerySet
from core import regions

if TYPE_CHECKING:
    from projects.models import ProjectEvidence, Reschedule, StopWindow


class StopWindowQuerySet(FromAboveQuerySet["StopWindow"]):
    def over(self, first: date, last: date) -> Self:
        """Keep the windows with a day from `first` to `last`."""
        return self.filter(first_on__lte=last, last_on__gte=first)

    def that_stop(self) -> Self:
        """Keep the windows whose days are taken off schedules and lag."""
        return self.filter(stops_clock=True)


class RescheduleQuerySet(ScopedQuerySet["Reschedule"]):
    region_path = "milestone__project__site_id"


class EvidenceQuerySet(ScopedQuerySet["ProjectEvidence"]):
    region_path = "project__site_id"

    def standing(self) -> Self:
        """Keep what was not set aside."""
        return self.filter(voided_at=None)


def touches(code: int) -> Q:
    """Return the condition on a window to hold in a region, in a part of it, or all around it."""
    start, stop = regions.subtree(code)
    below: dict[str, Any] = {"region_id__gte": start, "region_id__lt": stop}
    return Q(region_id__in=regions.ancestors(code)) | Q(**below)
