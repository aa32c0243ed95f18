"""Filters of stop windows and schedules; one FilterSet serves page, workbook and API."""

from typing import Any

import django_filters as filters
from django.db.models import DateField, Q, Value

from core import regions
from projects.choices import StopKind
from projects.filters import RegisterFilter, Rows, flag, year_filter
from projects.models import StopWindow
from projects.schedule_querysets import touches


class StopWindowFilter(RegisterFilter):
    """Stop windows: `region` keeps those that hold in it or in a part of it."""

    year = year_filter()
    kind = filters.ChoiceFilter(label="类型", choices=StopKind.choices, empty_label="全部类型")
    lasting = flag("正在停工", "is_lasting")
    q = filters.CharFilter(label="名称或依据", method="search")

    class Meta:
        model = StopWindow
        fields: list[str] = []

    def in_region(self, queryset: Any, name: str, value: int) -> Rows:
        try:
            regions.subtree(value)
        except ValueError:
            nothing: Rows = queryset.none()
            return nothing
        rows: Rows = queryset.filter(touches(value))
        return rows

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(first_on__year__lte=value, last_on__year__gte=value)

    def is_lasting(self, queryset: Rows, name: str, value: bool) -> Rows:
        now = Q(first_on__lte=self.day, last_on__gte=self.day)
        rows: Rows = queryset.filter(now if value else ~now)
        return rows

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(Q(name__icontains=value) | Q(source__icontains=value))

    def shown(self, queryset: Rows) -> Rows:
        rows: Rows = queryset.annotate(seen_on=Value(self.day, DateField()))
        return rows
