"""API of money: sources, receipts, payments. Amounts are 元 as text with two decimals."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from core.api import RowSerializer, ScopedReadOnlyViewSet
from funding.filters import PaymentFilter, ReceiptFilter, SourceFilter
from funding.models import FundingSource, Payment, Receipt
from projects.api.base import ProjectBrief

OF_PROJECT = ("project__region_id", "project__number")


class SourceSerializer(RowSerializer):
    """One kind and batch of money of one project."""

    project = ProjectBrief(read_only=True)

    class Meta:
        model = FundingSource
        fields = ("id", "project", "kind", "batch", "planned", "secured", "remarks")


@extend_schema_view(
    list=extend_schema(summary="资金来源列表"), retrieve=extend_schema(summary="一项资金来源")
)
class SourceViewSet(ScopedReadOnlyViewSet):
    queryset = FundingSource.objects.select_related("project__region")
    serializer_class = SourceSerializer
    filterset_class = SourceFilter
    ordering = (*OF_PROJECT, "kind", "batch")
    ordering_fields = (*OF_PROJECT, "kind", "batch", "planned", "secured")


class ReceiptSerializer(RowSerializer):
    """Money that arrived; a reversal is negative and names what it reverses."""

    project = ProjectBrief(source="source.project", read_only=True)
    source = serializers.IntegerField(  # type: ignore[assignment]
        source="source_id", help_text="资金来源 id"
    )
    kind = serializers.CharField(source="source.kind", help_text="资金类别")
    batch = serializers.CharField(source="source.batch", help_text="批次")
    reverses = serializers.IntegerField(
        source="reverses_id", allow_null=True, help_text="所冲销记录的 id"
    )

    class Meta:
        model = Receipt
        fields = (
            "id", "project", "source", "kind", "batch", "amount", "received_on", "reverses",
            "note", "recorded_at",
        )  # fmt: skip


@extend_schema_view(
    list=extend_schema(summary="资金到位列表"), retrieve=extend_schema(summary="一笔到位")
)
class ReceiptViewSet(ScopedReadOnlyViewSet):
    """Receipts up to the as-of date."""

    queryset = Receipt.objects.select_related("source__project__region")
    serializer_class = ReceiptSerializer
    filterset_class = ReceiptFilter
    ordering = ("-received_on",)
    ordering_fields = ("received_on", "amount", "source__kind", "source__project__number")


class PaymentSerializer(RowSerializer):
    """One progress payment; it counts as 拨付 from `paid_on`. A reversal is negative."""

    project = ProjectBrief(read_only=True)
    reverses = serializers.IntegerField(
        source="reverses_id", allow_null=True, help_text="所冲销记录的 id"
    )

    class Meta:
        model = Payment
        fields = (
            "id", "project", "amount", "payee", "applied_on", "approved_on", "paid_on", "reverses",
            "remarks",
        )  # fmt: skip


@extend_schema_view(
    list=extend_schema(summary="资金拨付列表"), retrieve=extend_schema(summary="一笔拨付")
)
class PaymentViewSet(ScopedReadOnlyViewSet):
    """Payments made by the as-of date; `pending=1` shows those applied for and not yet paid."""

    queryset = Payment.objects.select_related("project__region")
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    ordering = ("-paid_on",)
    ordering_fields = ("paid_on", "applied_on", "amount", "payee", *OF_PROJECT)
