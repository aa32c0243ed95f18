"""Filters of the money registers; page, workbook and API share them."""

import django_filters as filters
from django.db.models import Q

from funding.choices import SOURCE_KINDS
from funding.models import FundingSource, Payment, Receipt
from projects.filters import AnyChoiceFilter, OfProjectFilter, Rows, flag


def kinds() -> list[tuple[str, str]]:
    return [("", "全部类别"), *((kind, kind) for kind in SOURCE_KINDS)]


class SourceFilter(OfProjectFilter):
    """Sources of money as they stand now."""

    kind = AnyChoiceFilter(label="资金类别", choices=kinds)
    batch = filters.CharFilter(label="批次", lookup_expr="icontains")

    class Meta:
        model = FundingSource
        fields: list[str] = []


class ReceiptFilter(OfProjectFilter):
    """Money that had arrived by the as-of date."""

    kind = AnyChoiceFilter(label="资金类别", field_name="source__kind", choices=kinds)

    class Meta:
        model = Receipt
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(source__project__name__icontains=value) | Q(source__project__number__iexact=value)
        )

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
