"""Filters of the money registers; page, workbook and API share them."""

from typing import Any

import django_filters as filters
from django.db.models import Q

from funding.models import FundingBatch, FundingSource, Payment, Receipt, SourceKind
from funding.source_choices import BatchState
from funding.works import PRIORITY
from projects.filters import (
    AnyChoiceFilter,
    OfProjectFilter,
    RegisterFilter,
    Rows,
    calendar_year,
    day_filter,
    flag,
    kept,
    year_filter,
    years,
)
from projects.models import Project
from projects.querysets import named

BY = [("project", "按项目"), ("class", "按改造类别")]


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
    """Sources of money as they stand now, with what had arrived of each by the as-of date."""

    kind = AnyChoiceFilter(label="资金类别", choices=[])
    batch = filters.CharFilter(label="批次", lookup_expr="icontains")
    unassigned = flag("类别待归入", "is_unassigned")

    class Meta:
        model = FundingSource
        fields: list[str] = []

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.with_arrived(self.day)
        return rows

    def is_unassigned(self, queryset: Any, name: str, value: bool) -> Rows:
        waiting = FundingSource.objects.unassigned().values("pk")
        return kept(queryset, waiting, value)


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


def programme_years() -> list[tuple[str, str]]:
    return [("", "截至当年"), *years()[1:]]


class GapFilter(RegisterFilter):
    """Which projects' money is summed, and by what."""

    year = AnyChoiceFilter(
        label="年度", method="keep", choices=programme_years, coerce=calendar_year, empty_value=None
    )
    by = filters.ChoiceFilter(label="分列", method="keep", choices=BY, empty_label="按区划")

    class Meta:
        model = Project
        fields: list[str] = []

    @property
    def year_shown(self) -> int:
        """Return the programme year asked for, else that of the date."""
        chosen: int | None = self.form.cleaned_data.get("year") if self.is_bound else None
        return chosen or self.day.year

    @property
    def region_asked(self) -> int | None:
        found: int | None = self.form.cleaned_data.get("region") if self.is_bound else None
        return found

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.of_year(self.year_shown)
        return rows


class WorksFilter(GapFilter):
    """The works of projects with their money; `amount` is further money to be spent on paper."""

    by = None
    amount = filters.NumberFilter(label="新增资金（万元）", method="keep", min_value=0)
    work_class = filters.ChoiceFilter(
        label="改造类别", method="keep", choices=[(n, n) for n in PRIORITY], empty_label="全部类别"
    )


class CashbookFilter(OfProjectFilter):
    """Both sides of the book; each is asked with the condition of its own path to the project."""

    side = filters.ChoiceFilter(
        label="收支", method="keep", choices=[("in", "到位"), ("out", "拨付")], empty_label="全部"
    )
    since = day_filter("起始日期", method="keep")

    class Meta:
        model = Receipt
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value, f"{project_path(queryset)}__"))

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(**{f"{project_path(queryset)}__year": value})

    def shown(self, queryset: Rows) -> Rows:
        """Keep one side of the book for the dates asked; none of it where the other is wanted."""
        asked = self.form.cleaned_data if self.is_bound else {}
        incoming = queryset.model is Receipt
        if asked.get("side") in ("in", "out") and (asked["side"] == "in") != incoming:
            return queryset.none()
        name = "received_on" if incoming else "paid_on"
        rows = queryset.filter(**{f"{name}__lte": self.day})
        since = asked.get("since")
        return rows.filter(**{f"{name}__gte": since}) if since else rows


def project_path(rows: Rows) -> str:
    return "source__project" if rows.model is Receipt else "project"


class BatchFilter(RegisterFilter):
    """Batches: those whose kind, year and state on the date are asked for."""

    kind = filters.ModelChoiceFilter(
        label="资金类别", queryset=SourceKind.objects.catalogue(), empty_label="全部类别"
    )
    year = year_filter()
    state = filters.ChoiceFilter(
        label="状态", method="keep", choices=BatchState.choices, empty_label="全部状态"
    )

    class Meta:
        model = FundingBatch
        fields: list[str] = []

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        begun = Q(first_year=None) | Q(first_year__lte=value)
        return queryset.filter(begun, Q(last_year=None) | Q(last_year__gte=value))

    def shown(self, queryset: Any) -> Rows:
        state = self.form.cleaned_data.get("state") if self.is_bound else None
        rows: Rows = queryset.in_state(state, self.day) if state else queryset
        return rows
