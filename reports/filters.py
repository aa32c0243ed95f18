"""Filters of dispatches and bulletins."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from projects.filters import OfProjectFilter, flag
from reports.choices import FindingCategory, FindingState, ReportState
from reports.models import InspectionFinding, Report


class DispatchFilter(filters.FilterSet):
    year = filters.NumberFilter(label="年度", method="in_year")

    class Meta:
        model = Report
        fields: list[str] = []

    def in_year(self, queryset: QuerySet[Report], name: str, value: Any) -> QuerySet[Report]:
        return queryset.filter(as_of__year=int(value)) if 1 <= value <= 9999 else queryset.none()


class BulletinFilter(DispatchFilter):
    state = filters.ChoiceFilter(label="状态", choices=ReportState.choices)


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
