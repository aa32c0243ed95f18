"""API of contracts, payment requests and what follows from them, read only, in 元."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from core import clock
from core.api import CodeField, MoneyField, RowSerializer, ScopedReadOnlyViewSet
from funding.filters_contracts import (
    ContractFilter,
    ContributionFilter,
    GrantFilter,
    RequestFilter,
    TenderFilter,
)
from funding.models import (
    Contract,
    ContractShare,
    Contribution,
    Grant,
    Lot,
    PaymentRequest,
    Tender,
    Variation,
)
from projects.api.base import ProjectBrief


def titled(many: str, one: str) -> Any:
    return extend_schema_view(list=extend_schema(summary=many), retrieve=extend_schema(summary=one))


class ShareSerializer(RowSerializer):
    """What of a contract falls on one project."""

    project = ProjectBrief(read_only=True)

    class Meta:
        model = ContractShare
        fields = ("project", "amount")


class VariationSerializer(RowSerializer):
    class Meta:
        model = Variation
        fields = (
            "id", "project", "reason", "asked_by", "asked_on", "delta", "approved", "approved_on",
            "opinion",
        )  # fmt: skip


class ContractSerializer(RowSerializer):
    """One contract; `shares` add up to `value`, `worth` is value and approved changes."""

    region = CodeField(source="region_id", read_only=True)
    worth = MoneyField(read_only=True)
    paid = MoneyField(read_only=True)
    in_hand = MoneyField(read_only=True)
    shares = ShareSerializer(many=True, read_only=True)
    variations = VariationSerializer(many=True, read_only=True)

    class Meta:
        model = Contract
        fields = (
            "id", "region", "number", "name", "kind", "lot", "contractor", "sme", "value",
            "signed_on", "pay_days", "split_by", "worth", "paid", "in_hand", "shares",
            "variations",
        )  # fmt: skip


@titled("合同列表", "一份合同")
class ContractViewSet(ScopedReadOnlyViewSet):
    """Contracts with their money on the as-of date."""

    queryset = Contract.objects.prefetch_related("shares__project__region", "variations")
    serializer_class = ContractSerializer
    filterset_class = ContractFilter
    ordering = ("-signed_on",)
    ordering_fields = ("signed_on", "number", "value", "contractor")

    def detail_queryset(self) -> QuerySet[Any]:
        rows: Any = self.get_queryset()
        found: QuerySet[Any] = rows.with_money(clock.today())
        return found


class LotSerializer(RowSerializer):
    """One lot; `projects` are ids."""

    class Meta:
        model = Lot
        fields = (
            "id", "number", "control_price", "bids", "winner", "price", "awarded_on", "projects",
        )  # fmt: skip


class TenderSerializer(RowSerializer):
    region = CodeField(source="region_id", read_only=True)
    lots = LotSerializer(many=True, read_only=True)

    class Meta:
        model = Tender
        fields = (
            "id", "region", "number", "name", "method", "agency", "notice_on", "opened_on", "lots",
        )  # fmt: skip


@titled("招标列表", "一次招标")
class TenderViewSet(ScopedReadOnlyViewSet):
    queryset = Tender.objects.prefetch_related("lots__projects")
    serializer_class = TenderSerializer
    filterset_class = TenderFilter
    ordering = ("-notice_on",)
    ordering_fields = ("notice_on", "opened_on", "number")


class RequestSerializer(RowSerializer):
    """One payment request; `payment` is the row of 资金拨付 that paid it."""

    project = ProjectBrief(read_only=True)
    payee = serializers.CharField(source="contract.contractor", help_text="收款单位")
    paid_on = serializers.DateField(source="payment.paid_on", allow_null=True, default=None)
    days_overdue = serializers.SerializerMethodField(help_text="截至今日逾期天数")

    class Meta:
        model = PaymentRequest
        fields = (
            "id", "project", "contract", "payee", "kind", "state", "amount", "wage", "wage_due",
            "delivered_on", "due_on", "applied_on", "checked_on", "approved_on", "paid_on",
            "payment", "note", "days_overdue",
        )  # fmt: skip

    def get_days_overdue(self, row: PaymentRequest) -> int:
        return row.days_overdue(clock.today())


@titled("付款申请列表", "一项付款申请")
class RequestViewSet(ScopedReadOnlyViewSet):
    queryset = PaymentRequest.objects.select_related("project__region", "contract", "payment")
    serializer_class = RequestSerializer
    filterset_class = RequestFilter
    ordering = ("-applied_on",)
    ordering_fields = ("applied_on", "due_on", "amount", "state")


class ContributionSerializer(RowSerializer):
    """Residents' contribution of one community: counts and sums, no names."""

    project = ProjectBrief(read_only=True)
    community_name = serializers.CharField(source="community.name")

    class Meta:
        model = Contribution
        fields = (
            "id", "project", "community", "community_name", "basis", "rate", "pledged_households",
            "pledged", "collected_households", "collected", "counted_on",
        )  # fmt: skip


@titled("居民出资列表", "一个小区的居民出资")
class ContributionViewSet(ScopedReadOnlyViewSet):
    queryset = Contribution.objects.select_related("project__region", "community")
    serializer_class = ContributionSerializer
    filterset_class = ContributionFilter
    ordering = ("project__number",)
    ordering_fields = ("project__number", "pledged", "collected", "counted_on")


class GrantSerializer(RowSerializer):
    """Funds from above and by when they have to be passed on."""

    region = CodeField(source="region_id", read_only=True)

    class Meta:
        model = Grant
        fields = (
            "id", "region", "document", "kind", "amount", "arrived_on", "due_on", "passed_on",
            "passed_document",
        )  # fmt: skip


@titled("上级资金列表", "一笔上级资金")
class GrantViewSet(ScopedReadOnlyViewSet):
    queryset = Grant.objects.all()
    serializer_class = GrantSerializer
    filterset_class = GrantFilter
    ordering = ("-arrived_on",)
    ordering_fields = ("arrived_on", "due_on", "amount")
