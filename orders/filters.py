"""Filters of the register of orders; the same for page and workbook."""

from typing import Any

import django_filters as filters
from django.db.models import Q

from orders.choices import BasisKind, OrderKind, OrderState, TaskSource, TaskState
from orders.models import Commitment, KeyTask, Order
from orders.querysets import KeyTaskQuerySet, OrderQuerySet
from projects.filters import RegisterFilter, Rows, flag, kept
from projects.querysets import named

SOON_DAYS = 7


class OrderFilter(RegisterFilter):
    """Orders as they stood on the as-of date; whose turn it is, is asked of today alone."""

    q = filters.CharFilter(label="编号、事项或单位", method="search")
    kind = filters.ChoiceFilter(label="种类", choices=OrderKind.choices, empty_label="全部种类")
    state = filters.ChoiceFilter(
        label="状态", field_name="then_state", choices=OrderState.choices, empty_label="全部状态"
    )
    overdue = flag("逾期", "is_overdue")
    mine = flag("待我办理", "is_mine")
    project = filters.CharFilter(label="项目名称或编号", method="of_project")
    unit = filters.CharFilter(label="主办单位", field_name="unit", lookup_expr="icontains")
    basis_kind = filters.ChoiceFilter(
        label="立项依据", choices=BasisKind.choices, empty_label="全部依据"
    )
    open = flag("办理中", "is_open")
    standing = flag("已下达", "is_standing")
    kept = flag("按期办结", "is_kept")
    year = filters.NumberFilter(label="编号年份", field_name="year")
    of_today = ("mine",)
    leading = ("q", "kind", "state", "region", "overdue")

    class Meta:
        model = Order
        fields: list[str] = []

    def search(self, queryset: Any, name: str, value: str) -> Rows:
        rows: Rows = queryset.matching(value)
        return rows

    def of_project(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value, "project__"))

    def seen(self, queryset: Any) -> Rows:
        rows = queryset.stood_on(self.day)
        issued = Q(issued_on__lte=self.day)
        found: Rows = rows.issued_or_own(self.request.user, issued) if self.is_past else rows
        return found

    def is_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().overdue_on(self.day).values("pk"), value)

    def is_mine(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Order.objects.waiting_for(self.request.user).values("pk"), value)

    def is_open(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().open().values("pk"), value)

    def is_standing(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().standing().values("pk"), value)

    def is_kept(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().kept().values("pk"), value)

    def stood(self) -> OrderQuerySet:
        return Order.objects.stood_on(self.day)


class MyOrderFilter(OrderFilter):
    """What waits for the user waits now."""

    as_of = mine = None


class OverdueOrderFilter(OrderFilter):
    """What was past its deadline on the as-of date."""

    overdue = None
    leading = ("q", "kind", "state", "region", "project")

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = super().seen(queryset).overdue_on(self.day)  # type: ignore[attr-defined]
        return rows


class TalkFilter(OrderFilter):
    """Talks alone; when they were held."""

    kind = overdue = basis_kind = None
    held = filters.DateFromToRangeFilter(label="约谈日期", field_name="talk__held_on")
    unchecked = flag("有未核查承诺", "has_unchecked")

    leading = ("q", "state", "region", "unchecked", "held")

    def has_unchecked(self, queryset: Rows, name: str, value: bool) -> Rows:
        made = Commitment.objects.filter(talk__held_on__lte=self.day)
        waiting = made.exclude(checked_on__lte=self.day).values("talk__order")
        return kept(queryset, waiting, value)


class TaskFilter(RegisterFilter):
    """The list of key tasks as it stood on the as-of date."""

    q = filters.CharFilter(label="任务、来源或单位", method="search")
    state = filters.ChoiceFilter(
        label="状态", field_name="then_state", choices=TaskState.choices, empty_label="全部状态"
    )
    overdue = flag("逾期", "is_overdue")
    soon = flag("7天内到期", "is_soon")
    open = flag("未销号", "is_open")
    source_kind = filters.ChoiceFilter(
        label="来源种类", choices=TaskSource.choices, empty_label="全部来源"
    )
    due = filters.DateFromToRangeFilter(label="完成时限", field_name="due_on")

    leading = ("q", "state", "region", "overdue", "soon")

    class Meta:
        model = KeyTask
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(task__icontains=value)
            | Q(source__icontains=value)
            | Q(unit__icontains=value)
            | Q(co_units__icontains=value)
        )

    def is_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().overdue_on(self.day).values("pk"), value)

    def is_soon(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().due_within(self.day, SOON_DAYS).values("pk"), value)

    def is_open(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().open().values("pk"), value)

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.stood_on(self.day)
        return rows

    def stood(self) -> KeyTaskQuerySet:
        return KeyTask.objects.stood_on(self.day)
