"""Filters of the register of orders; the same for page and workbook."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters

from core import clock
from orders.choices import BasisKind, OrderKind, OrderState
from orders.models import Order
from projects.filters import RegisterFilter, Rows, flag
from projects.querysets import named


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

    def is_overdue(self, queryset: Any, name: str, value: bool) -> Rows:
        late = Order.objects.overdue_on(clock.today()).values("pk")
        rows: Rows = queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)
        return rows

    def is_mine(self, queryset: Rows, name: str, value: bool) -> Rows:
        waiting = Order.objects.waiting_for(self.request.user).values("pk")
        return queryset.filter(pk__in=waiting) if value else queryset.exclude(pk__in=waiting)


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
