"""How cases, task forces, campaigns and rules of lights are read."""

from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q

from accounts.querysets import FromAboveQuerySet, ScopedQuerySet
from core import regions
from projects.querysets import ProjectPartQuerySet

M = TypeVar("M", bound=models.Model)


class ReasonQuerySet(models.QuerySet[Any]):
    def in_use(self) -> Self:
        return self.filter(active=True)


class CaseQuerySet(ProjectPartQuerySet[Any]):
    def open(self) -> Self:
        """Keep what nobody has closed yet, fixed or not."""
        return self.filter(closed_on=None)

    def overdue_on(self, day: date) -> Self:
        """Keep what runs past its deadline; the SQL twin of `LagCase.overdue`."""
        return self.filter(closed_on=None, fixed_on=None, due_on__lt=day)

    def incomplete(self) -> Self:
        """Keep open cases with an empty field; the SQL twin of `LagCase.missing`."""
        through = self.model.reasons.through._default_manager
        reasons = Exists(through.filter(lagcase=OuterRef("pk")))
        return self.open().filter(Q(measure="") | Q(person="") | Q(due_on=None) | ~reasons)


class GeneralRowQuerySet(FromAboveQuerySet[M]):
    def holding_in(self, code: int) -> Self:
        """Keep the rows of a region and of those above it."""
        return self.filter(region_id__in=regions.ancestors(code))


class RuleSetQuerySet(GeneralRowQuerySet[Any]):
    def effective_by(self, day: date) -> Self:
        return self.filter(effective_on__lte=day)


class TaskForceQuerySet(ScopedQuerySet[Any]):
    def seen_from(self, code: int) -> Self:
        """Keep those of the region, and those that sit on one of its projects."""
        start, stop = regions.subtree(code)
        links = self.model.projects.through._default_manager.filter(
            taskforce=OuterRef("pk"), project__site_id__gte=start, project__site_id__lt=stop
        )
        return self.filter(Q(region_id__gte=start, region_id__lt=stop) | Exists(links))

    def on_site_on(self, day: date) -> Self:
        return self.filter(Q(on_site_to=None) | Q(on_site_to__gt=day), on_site_from__lte=day)

    def with_last_note(self, day: date) -> Self:
        """Annotate `last_note`: the day of the newest note on or before `day`."""
        return self.annotate(last_note=Max("notes__on", filter=Q(notes__on__lte=day)))


class ForceNoteQuerySet(ScopedQuerySet[Any]):
    region_path = "task_force__region_id"
