"""Filters of the register of orders; the same for page and workbook."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q, QuerySet

from core import clock
from orders.choices import BasisKind, OrderKind, OrderState, TaskSource, TaskState
from orders.models import KeyTask, Order
from projects.filters import RegisterFilter, Rows, flag
from projects.querysets import named

SOON_DAYS = 7


class OrderFilter(RegisterFilter):
    """Orders; whether one is overdue is asked of today."""

    q = filters.CharFilter(label="编号、事项或单位", method="search")
    kind = filters.ChoiceFilter(label="种类", choices=OrderKind.choices, empty_label="全部种类")
    state = filters.ChoiceFilter(label="状态", choices=OrderState.choices, empty_label="全部状态")
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
    as_of = None

    class Meta:
        model = Order
        fields: list[str] = []

    leading: ClassVar[Sequence[str]] = ("q", "kind", "state", "region", "overdue")

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        found: dict[str, Any] = super().get_filters()
        rest = [name for name in found if name not in cls.leading]
        return {name: found[name] for name in [*cls.leading, *rest]}

    def search(self, queryset: Any, name: str, value: str) -> Rows:
        rows: Rows = queryset.matching(value)
        return rows

    def of_project(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value, "project__"))

    def is_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        return _kept(queryset, Order.objects.overdue_on(clock.today()), value)

    def is_mine(self, queryset: Rows, name: str, value: bool) -> Rows:
        return _kept(queryset, Order.objects.waiting_for(self.request.user), value)

    def is_open(self, queryset: Rows, name: str, value: bool) -> Rows:
        return _kept(queryset, Order.objects.open(), value)

    def is_standing(self, queryset: Rows, name: str, value: bool) -> Rows:
        return _kept(queryset, Order.objects.standing(), value)

    def is_kept(self, queryset: Rows, name: str, value: bool) -> Rows:
        return _kept(queryset, Order.objects.kept(), value)


class TalkFilter(OrderFilter):
    """Talks alone; when they were held."""

    kind = overdue = basis_kind = None
    held = filters.DateFromToRangeFilter(label="约谈日期", field_name="talk__held_on")
    unchecked = flag("有未核查承诺", "has_unchecked")

    leading = ("q", "state", "region", "unchecked", "held")

    def has_unchecked(self, queryset: Rows, name: str, value: bool) -> Rows:
        waiting = Order.objects.filter(
            talk__commitments__kept=None, talk__commitments__isnull=False
        ).values("pk")
        return queryset.filter(pk__in=waiting) if value else queryset.exclude(pk__in=waiting)


class TaskFilter(RegisterFilter):
    """The list of key tasks; what is overdue is asked of today."""

    q = filters.CharFilter(label="任务、来源或单位", method="search")
    state = filters.ChoiceFilter(label="状态", choices=TaskState.choices, empty_label="全部状态")
    overdue = flag("逾期", "is_overdue")
    soon = flag("7天内到期", "is_soon")
    open = flag("未销号", "is_open")
    source_kind = filters.ChoiceFilter(
        label="来源种类", choices=TaskSource.choices, empty_label="全部来源"
    )
    due = filters.DateFromToRangeFilter(label="完成时限", field_name="due_on")
    as_of = None

    class Meta:
        model = KeyTask
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        found: dict[str, Any] = super().get_filters()
        leading = ("q", "state", "region", "overdue", "soon")
        rest = [name for name in found if name not in leading]
        return {name: found[name] for name in [*leading, *rest]}

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(task__icontains=value)
            | Q(source__icontains=value)
            | Q(unit__icontains=value)
            | Q(co_units__icontains=value)
        )

    def is_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        return _kept(queryset, KeyTask.objects.overdue_on(clock.today()), value)

    def is_soon(self, queryset: Rows, name: str, value: bool) -> Rows:
        today = clock.today()
        soon = KeyTask.objects.due_by(today + timedelta(days=SOON_DAYS)).filter(due_on__gte=today)
        return _kept(queryset, soon, value)

    def is_open(self, queryset: Rows, name: str, value: bool) -> Rows:
        return _kept(queryset, KeyTask.objects.open(), value)


def _kept(queryset: Rows, wanted: QuerySet[Any], value: bool) -> Rows:
    keys = wanted.values("pk")
    return queryset.filter(pk__in=keys) if value else queryset.exclude(pk__in=keys)
