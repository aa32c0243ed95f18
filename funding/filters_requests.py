"""Filters of payment requests; page, workbook and API share them."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q

from accounts.models import User
from funding.choices import RequestKind, RequestState
from funding.contract_querysets import RequestQuerySet
from funding.models import PaymentRequest
from projects.filters import OfProjectFilter, RegisterFilter, Rows, day_filter, flag, kept, of_row


class RequestFilter(OfProjectFilter):
    """Payment requests as they stood on the as-of date; whose turn it is, is asked of today."""

    q = filters.CharFilter(label="项目、合同或收款单位", method="search")
    state = filters.ChoiceFilter(
        label="状态", field_name="then_state", choices=RequestState.choices, empty_label="全部状态"
    )
    kind = filters.ChoiceFilter(
        label="款项", field_name="then_kind", choices=RequestKind.choices, empty_label="全部款项"
    )
    mine = flag("待我办理", "is_mine")
    overdue = flag("逾期", "is_overdue")
    open = flag("未支付", "is_open")
    sme = flag("中小企业", "is_sme")
    wage_short = flag("人工费不足", "is_wage_short")
    payee = filters.CharFilter(label="收款单位", field_name="contract__contractor")
    due_on = day_filter("应付日期", field_name="then_due_on")
    approved_on = day_filter("批准日期", field_name="approved_on")
    paid_on = day_filter("支付日期", field_name="payment__paid_on")
    contract = of_row("合同", "contract_id")
    of_today: ClassVar[Sequence[str]] = ("mine",)
    leading = ("q", "state", "region", "overdue", "mine")

    class Meta:
        model = PaymentRequest
        fields: list[str] = []

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.stood_on(self.day)
        return rows

    def stood(self) -> RequestQuerySet:
        return PaymentRequest.objects.stood_on(self.day)

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(project__name__icontains=value)
            | Q(project__number__iexact=value)
            | Q(contract__number__icontains=value)
            | Q(contract__contractor__icontains=value)
        )

    def is_mine(self, queryset: Rows, name: str, value: bool) -> Rows:
        user = self.request.user
        assert isinstance(user, User)
        return kept(queryset, PaymentRequest.objects.waiting_for(user).values("pk"), value)

    def is_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().overdue_on(self.day).values("pk"), value)

    def is_open(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().unpaid().values("pk"), value)

    def is_sme(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(contract__sme=value)

    def is_wage_short(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, self.stood().wage_short().values("pk"), value)


class MyRequestFilter(RequestFilter):
    """What waits for the user waits now."""

    as_of = mine = None


class OverdueRequestFilter(RequestFilter):
    """What was unpaid past its term on the as-of date."""

    overdue = mine = None

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = super().seen(queryset).overdue_on(self.day)  # type: ignore[attr-defined]
        return rows


class ArrearsFilter(RegisterFilter):
    """What was owed to SMEs past its term on the as-of date, to be grouped by firm."""

    payee = filters.CharFilter(
        label="收款单位", field_name="contract__contractor", lookup_expr="icontains"
    )

    class Meta:
        model = PaymentRequest
        fields: list[str] = []

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.stood_on(self.day).overdue_on(self.day)
        return rows
