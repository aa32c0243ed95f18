"""Filters of meetings and decisions; page, workbook and API share them."""

from typing import Any

import django_filters as filters
from django.db.models import Q

from projects.filters import RegisterFilter, Rows, flag, kept, of_row
from reports.choices import DecisionStatus, MeetingKind, MeetingState
from reports.models import Decision, Meeting

SETTLED = (DecisionStatus.KEPT, DecisionStatus.LATE, DecisionStatus.BROKEN)


class MeetingFilter(RegisterFilter):
    q = filters.CharFilter(label="会议名称", field_name="topic", lookup_expr="icontains")
    kind = filters.ChoiceFilter(label="种类", choices=MeetingKind.choices, empty_label="全部种类")
    state = filters.ChoiceFilter(label="状态", choices=MeetingState.choices, empty_label="全部状态")
    as_of = None

    class Meta:
        model = Meeting
        fields: list[str] = []


class DecisionFilter(RegisterFilter):
    """Decisions that had been taken by the as-of date, as they stood on it."""

    q = filters.CharFilter(label="事项、单位或责任人", method="search")
    status = filters.ChoiceFilter(
        label="办理情况", method="in_status", choices=DecisionStatus.choices, empty_label="全部情况"
    )
    waiting = flag("待确认", "is_waiting")
    open = flag("未办结", "is_open")
    settled = flag("已到期或已完成", "is_settled")
    unit = filters.CharFilter(label="责任单位", field_name="unit", lookup_expr="exact")
    leader = filters.CharFilter(label="责任领导", field_name="leader", lookup_expr="exact")
    project = filters.CharFilter(
        label="项目编号", field_name="project__number", lookup_expr="iexact"
    )
    meeting = of_row("会议", "meeting_id")

    class Meta:
        model = Decision
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        found: dict[str, Any] = super().get_filters()
        order = ["q", "status", "region", "waiting", "open"]
        return {name: found[name] for name in [*order, *(n for n in found if n not in order)]}

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        words = ("task", "unit", "person", "leader", "project__name")
        found = Q()
        for word in words:
            found |= Q(**{f"{word}__icontains": value})
        return queryset.filter(found)

    def in_status(self, queryset: Any, name: str, value: str) -> Rows:
        rows: Rows = queryset.with_status(self.day).filter(status=value)
        return rows

    def is_waiting(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Decision.objects.waiting().values("pk"), value)

    def is_open(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Decision.objects.open_on(self.day).values("pk"), value)

    def is_settled(self, queryset: Any, name: str, value: bool) -> Rows:
        rows = queryset.with_status(self.day)
        found: Rows = rows.filter(status__in=SETTLED) if value else rows.exclude(status__in=SETTLED)
        return found

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.filter(decided_on__lte=self.day).with_status(self.day)
        return rows
