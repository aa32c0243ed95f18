"""Filters of weekly entries and of the receipts of their submission."""

from typing import Any

import django_filters as filters

from core.periods import Week
from projects.choices import EntryState
from projects.filters import OfProjectFilter, RegisterFilter, Rows, flag
from projects.models import WeeklyEntry, WeeklySubmission


class ByWeekFilter(RegisterFilter):
    """Rows of a week, named by any day of it."""

    week = filters.DateFilter(label="周（该周任一天）", method="of_week")

    def of_week(self, queryset: Rows, name: str, value: Any) -> Rows:
        return queryset.filter(week=Week.of(value).monday)


class EntryFilter(ByWeekFilter, OfProjectFilter):
    """Weekly entries of weeks that began by the as-of date."""

    project = filters.NumberFilter(label="项目 id", field_name="project_id")
    state = filters.ChoiceFilter(label="状态", choices=EntryState.choices)
    late = flag("逾期提交", "is_late")

    class Meta:
        model = WeeklyEntry
        fields: list[str] = []

    def is_late(self, queryset: Rows, name: str, value: bool) -> Rows:
        late = WeeklyEntry.objects.submitted_late().values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)

    def shown(self, queryset: Rows) -> Rows:
        return queryset.filter(week__lte=self.day)


class SubmissionFilter(ByWeekFilter):
    """Receipts."""

    class Meta:
        model = WeeklySubmission
        fields: list[str] = []
