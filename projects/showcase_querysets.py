"""How showcases and highlights are read: scope, and what stands on a day."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Count, Q

from accounts.querysets import FromAboveQuerySet, ScopedQuerySet

if TYPE_CHECKING:
    from projects.models import Highlight, HighlightPhoto, Showcase


class ShowcaseQuerySet(FromAboveQuerySet["Showcase"]):
    """A district sees the city's showcases too: it is to learn from them."""

    def standing_on(self, day: date) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def with_projects(self) -> Self:
        return self.annotate(n_projects=Count("projects", distinct=True))


class HighlightQuerySet(ScopedQuerySet["Highlight"]):
    region_path = "project__site_id"

    def standing_on(self, day: date) -> Self:
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), seen_on__lte=day)


class PhotoQuerySet(ScopedQuerySet["HighlightPhoto"]):
    region_path = "highlight__project__site_id"
