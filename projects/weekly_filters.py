"""Filters of weekly entries, of the receipts of their submission, of what came back on paper."""

from typing import Any, ClassVar

import django_filters as filters

from core.periods import Week
from projects.choices import EntryState, PaperState
from projects.filters import OfProjectFilter, RegisterFilter, Rows, flag, kept, of_row
from projects.models import PaperAnswer, PaperForm, WeeklyEntry, WeeklySubmission
from projects.querysets import named


class ByWeekFilter(RegisterFilter):
    """Rows of a week, named by any day of it."""

    week = filters.DateFilter(label="周（该周任一天）", method="of_week")
    week_path: ClassVar[str] = "week"

    def of_week(self, queryset: Rows, name: str, value: Any) -> Rows:
        return queryset.filter(**{self.week_path: Week.of(value).monday})


class EntryFilter(ByWeekFilter, OfProjectFilter):
    """Weekly entries of weeks that began by the as-of date."""

    project = of_row("项目", "project_id")
    state = filters.ChoiceFilter(label="状态", choices=EntryState.choices)
    late = flag("逾期提交", "is_late")

    class Meta:
        model = WeeklyEntry
        fields: list[str] = []

    def is_late(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, WeeklyEntry.objects.submitted_late().values("pk"), value)

    def shown(self, queryset: Rows) -> Rows:
        return queryset.filter(week__lte=self.day)


class SubmissionFilter(ByWeekFilter):
    """Receipts."""

    class Meta:
        model = WeeklySubmission
        fields: list[str] = []


class PaperFormFilter(OfProjectFilter, ByWeekFilter):
    """Sheets that were printed."""

    as_of = None
    project = of_row("项目", "project_id")

    class Meta:
        model = PaperForm
        fields: list[str] = []


class AnswerFilter(ByWeekFilter):
    """What came back on paper forms, of any time."""

    as_of = None
    leading = ("region", "q")
    week_path = "form__week"
    q = filters.CharFilter(label="项目名称或编号", method="search")
    state = filters.ChoiceFilter(label="状态", choices=PaperState.choices)

    class Meta:
        model = PaperAnswer
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value, "form__project__"))
