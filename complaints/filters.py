"""Filters of complaints and disputes.

`year` counts from 1 January of that year until the as-of date: the programme year's count.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q

from complaints.choices import ComplaintState, Level, NoticeKind
from complaints.models import Complaint, Dispute, MassNotice, PetitionReview, WorkNotice
from complaints.querysets import ComplaintQuerySet, moment_of
from core import clock
from core.stood import end_of
from projects.filters import RegisterFilter, Rows, flag, kept, year_filter
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
    """`quality=1` is what the figures count: accepted, not merged, of a quality category."""

    state = filters.ChoiceFilter(
        label="状态", field_name="then_state", choices=ComplaintState.choices,
        empty_label="全部状态",
    )  # fmt: skip
    quality = flag("质量投诉", "is_quality")
    overdue = flag("逾期", "is_overdue")
    mine = flag("待我办理", "is_mine")
    level = filters.ChoiceFilter(label="等级", choices=Level.choices, empty_label="全部等级")
    channel = filters.CharFilter(label="渠道", lookup_expr="icontains")
    contractor = filters.CharFilter(label="施工单位", method="by_contractor")
    builder = filters.CharFilter(label="施工单位全称", method="by_builder")
    community = filters.CharFilter(label="小区", method="in_community")
    reopened = flag("重办过", "is_reopened")
    counted = flag("计入统计", "is_counted")
    review_late = flag("复查复核逾期", "is_review_late")
    of_today: ClassVar[Sequence[str]] = ("mine",)
    leading = ("q", "state", "category", "region", "overdue")

    class Meta:
        model = Complaint
        fields: list[str] = []

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.stood_on(self.day)
        return rows

    def late(self) -> ComplaintQuerySet:
        return Complaint.objects.stood_on(self.day).overdue_at(moment_of(self.day))

    def in_year(self, queryset: Any, name: str, value: int) -> Rows:
        rows: Rows = queryset.received_in(value, self.day)
        return rows

    def is_quality(self, queryset: Any, name: str, value: bool) -> Rows:
        rows: Rows = queryset.of_quality() if value else queryset.counted().filter(quality=False)
        return rows

    def is_counted(self, queryset: Any, name: str, value: bool) -> Rows:
        counted = Complaint.objects.counted().values("pk")
        rows: Rows = queryset.counted() if value else queryset.exclude(pk__in=counted)
        return rows

    def is_overdue(self, queryset: Any, name: str, value: bool) -> Rows:
        late = self.late().values("pk")
        return kept(queryset, late, value)

    def is_review_late(self, queryset: Rows, name: str, value: bool) -> Rows:
        day = min(self.day, clock.today())
        late = PetitionReview.objects.overdue_on(day).values("complaint")
        return kept(queryset, late, value)

    def is_mine(self, queryset: Rows, name: str, value: bool) -> Rows:
        waiting = Complaint.objects.waiting_for(self.request.user).values("pk")
        return kept(queryset, waiting, value)

    def by_contractor(self, queryset: Rows, name: str, value: str) -> Rows:
        named = Q(contractor__icontains=value)
        return queryset.filter(named | Q(contractor="", project__contractor__icontains=value))

    def by_builder(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(Q(contractor=value) | Q(contractor="", project__contractor=value))

    def is_reopened(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(reopened__gt=0) if value else queryset.filter(reopened=0)

    def in_community(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(community__name__icontains=value) | Q(community__number__iexact=value)
        )


class MyComplaintFilter(ComplaintFilter):
    """What waits for the user waits now."""

    as_of = mine = None


class OverdueComplaintFilter(ComplaintFilter):
    """What ran past its deadline on the as-of date."""

    overdue = mine = None

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = super().seen(queryset).overdue_at(moment_of(self.day))  # type: ignore[attr-defined]
        return rows


class DisputeFilter(RaisedFilter):
    raised, settled = "occurred_on", "resolved_on"
    mass = flag("群体性", "is_mass")
    stopped_work = flag("造成停工", "is_stopped")
    obstruction = flag("居民阻挠", "is_obstruction")
    level = filters.CharFilter(label="等级", field_name="level__name", lookup_expr="exact")
    contractor = filters.CharFilter(
        label="施工单位", field_name="project__contractor", lookup_expr="iexact"
    )

    class Meta:
        model = Dispute
        fields: list[str] = []

    def in_year(self, queryset: Any, name: str, value: int) -> Rows:
        rows: Rows = queryset.occurred_in(value, self.day)
        return rows

    def is_mass(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(mass_incident=value)

    def is_obstruction(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(obstruction=value)

    def is_stopped(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(stopped_work=value)


class MassNoticeFilter(RegisterFilter):
    """Mass incidents told to the city by the date, and what nobody had taken note of then."""

    waiting = flag("待知悉", "is_waiting")

    class Meta:
        model = MassNotice
        fields: list[str] = []

    def is_waiting(self, queryset: Any, name: str, value: bool) -> Rows:
        seen = Q(seen_at__lt=end_of(self.day))
        rows: Rows = queryset.exclude(seen) if value else queryset.filter(seen)
        return rows

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.stood_on(self.day)
        return rows


class StatisticsFilter(RegisterFilter):
    """Region, year and date of the statistics; without a year the one of the date."""

    year = year_filter()

    class Meta:
        model = Complaint
        fields: list[str] = []

    @property
    def chosen_year(self) -> int:
        chosen: int | None = self.form.cleaned_data.get("year") if self.is_bound else None
        return chosen or self.day.year

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.counted().received_in(self.chosen_year, self.day)
        return rows


class WorkNoticeFilter(RegisterFilter):
    """Notices that are running or to come, or all."""

    q = filters.CharFilter(label="小区、范围或原因", method="search")
    kind = filters.ChoiceFilter(label="种类", choices=NoticeKind.choices, empty_label="全部种类")
    running = flag("进行中或将要开始", "is_running")
    as_of = None

    class Meta:
        model = WorkNotice
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(community__name__icontains=value)
            | Q(scope__icontains=value)
            | Q(reason__icontains=value)
        )

    def is_running(self, queryset: Rows, name: str, value: bool) -> Rows:
        now = Q(cancelled=False, ends_at__gt=clock.now())
        return queryset.filter(now) if value else queryset.exclude(now)
