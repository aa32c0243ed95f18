"""Filters of dispatches and bulletins."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from reports.choices import ReportState
from reports.models import Report


class DispatchFilter(filters.FilterSet):
    year = filters.NumberFilter(label="年度", method="in_year")

    class Meta:
        model = Report
        fields: list[str] = []

    def in_year(self, queryset: QuerySet[Report], name: str, value: Any) -> QuerySet[Report]:
        return queryset.filter(as_of__year=int(value)) if 1 <= value <= 9999 else queryset.none()


class BulletinFilter(DispatchFilter):
    state = filters.ChoiceFilter(label="状态", choices=ReportState.choices)
