"""Filters of quality's registers; the same for page, workbook and API."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from projects.filters import OfProjectFilter, flag
from quality.choices import FindingCategory, FindingState
from quality.models import InspectionFinding


class FindingFilter(OfProjectFilter):
    """Findings that had been made by the as-of date, as they stood on it."""

    category = filters.ChoiceFilter(
        label="类别", choices=FindingCategory.choices, empty_label="全部类别"
    )
    state = filters.ChoiceFilter(
        label="状态", method="in_state", choices=FindingState.choices, empty_label="全部状态"
    )
    overdue = flag("逾期未整改", "is_overdue")

    class Meta:
        model = InspectionFinding
        fields: list[str] = []

    def in_state(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = queryset.with_state(self.day).filter(state=value)
        return rows

    def is_overdue(self, queryset: Any, name: str, value: bool) -> QuerySet[Any]:
        rows: QuerySet[Any] = queryset.with_state(self.day).filter(overdue=value)
        return rows

    def shown(self, queryset: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = queryset.found_by(self.day).with_state(self.day)
        return rows
