"""Filters of the money registers; page, workbook and API share them."""

from typing import Any

import django_filters as filters
from django.db.models import Q

from funding.models import FundingSource, Payment, Receipt, SourceKind
from projects.filters import AnyChoiceFilter, OfProjectFilter, Rows, flag
from projects.querysets import named


class OfKindFilter(OfProjectFilter):
    """Rows that have a kind of money; the select lists the code table, links may name others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names: list[tuple[str, str]] | None = None
        self.form.fields["kind"].choices = self._kinds

    def _kinds(self) -> list[tuple[str, str]]:
        if self._names is None:
            rows = SourceKind.objects.catalogue().filter(active=True)
            names = rows.values_list("name", flat=True)
            self._names = [("", "全部类别"), *((name, name) for name in names)]
        return self._names


class SourceFilter(OfKindFilter):
    """Sources of money as they stand now."""

    kind = AnyChoiceFilter(label="资金类别", choices=[])
    batch = filters.CharFilter(label="批次", lookup_expr="icontains")
    unassigned = flag("类别待归入", "is_unassigned")

    class Meta:
        model = FundingSource
        fields: list[str] = []

    def is_unassigned(self, queryset: Any, name: str, value: bool) -> Rows:
        waiting = FundingSource.objects.unassigned().values("pk")
        rows: Rows = queryset.filter(pk__in=waiting) if value else queryset.exclude(pk__in=waiting)
        return rows


class ReceiptFilter(OfKindFilter):
    """Money that had arrived by the as-of date."""

    kind = AnyChoiceFilter(label="资金类别", field_name="source__kind", choices=[])

    class Meta:
        model = Receipt
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value, "source__project__"))

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(source__project__year=value)

    def shown(self, queryset: Rows) -> Rows:
        return queryset.filter(received_on__lte=self.day)


class PaymentFilter(OfProjectFilter):
    """Payments made by the as-of date; `pending` shows those applied for and not yet paid."""

    payee = filters.CharFilter(label="收款单位", lookup_expr="icontains")
    pending = flag("待支付", "keep")

    class Meta:
        model = Payment
        fields: list[str] = []

    def shown(self, queryset: Rows) -> Rows:
        paid = Q(paid_on__lte=self.day)
        pending = self.form.cleaned_data.get("pending") if self.is_bound else None
        return queryset.filter(~paid | Q(paid_on=None) if pending is True else paid)
