"""Filters of complaints and disputes.

`year` counts from 1 January of that year until the as-of date: the programme year's count.
"""

from typing import Any

import django_filters as filters
from django.db.models import Q

from complaints.models import Complaint, Dispute
from projects.filters import RegisterFilter, Rows, flag, year_filter
from projects.querysets import named


class RaisedFilter(RegisterFilter):
    """What complaints and disputes share."""

    q = filters.CharFilter(label="编号、内容或项目", method="search")
    year = year_filter()
    category = filters.CharFilter(label="类别", lookup_expr="exact")
    closed = flag("已办结", "is_closed")
    raised, settled = "received_on", "closed_on"

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(number__iexact=value) | Q(content__icontains=value) | named(value, "project__")
        )

    def is_closed(self, queryset: Rows, name: str, value: bool) -> Rows:
        met = Q(**{f"{self.settled}__lte": self.day})
        return queryset.filter(met if value else ~met | Q(**{self.settled: None}))

    def shown(self, queryset: Rows) -> Rows:
        return queryset.filter(**{f"{self.raised}__lte": self.day})


class ComplaintFilter(RaisedFilter):
    channel = filters.CharFilter(label="渠道", lookup_expr="icontains")
    contractor = filters.CharFilter(
        label="施工单位", field_name="project__contractor", lookup_expr="icontains"
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    def in_year(self, queryset: Any, name: str, value: int) -> Rows:
        rows: Rows = queryset.received_in(value, self.day)
        return rows


class DisputeFilter(RaisedFilter):
    raised, settled = "occurred_on", "resolved_on"
    mass = flag("群体性", "is_mass")
    stopped_work = flag("造成停工", "is_stopped")

    class Meta:
        model = Dispute
        fields: list[str] = []

    def in_year(self, queryset: Any, name: str, value: int) -> Rows:
        rows: Rows = queryset.occurred_in(value, self.day)
        return rows

    def is_mass(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(mass_incident=value)

    def is_stopped(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(stopped_work=value)
