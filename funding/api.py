"""API of money: sources, receipts, payments. Amounts are 元 as text with two decimals."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import DayField, MoneyField, RowSerializer
from funding.filters import PaymentFilter, ReceiptFilter, SourceFilter
from funding.models import FundingSource, Payment, Receipt
from funding.services.receipts import record_receipt, reverse_payment, reverse_receipt
from funding.services.sources import save_source
from projects.api.base import (
    ProjectBrief,
    ProjectsViewSet,
    SeenSerializer,
    VersionField,
    require_seen,
)

SOURCE_FACTS: Final = (
    "kind", "batch", "planned", "secured", "document_number", "work_classes", "provider",
)  # fmt: skip
OF_PROJECT = ("project__region_id", "project__number")


class SourceSerializer(RowSerializer):
    """One kind and batch of money of one project."""

    project = ProjectBrief(read_only=True)

    class Meta:
        model = FundingSource
        fields: tuple[str, ...] = ("id", "project", *SOURCE_FACTS, "remarks")
        read_only_fields = ("remarks",)
        extra_kwargs = {"work_classes": {"help_text": "以“、”连接，空为不限"}}


class SourceDetailSerializer(SourceSerializer):
    version = VersionField()

    class Meta(SourceSerializer.Meta):
        fields = (*SourceSerializer.Meta.fields, "version")


class SourceNewSerializer(SourceSerializer):
    project = serializers.IntegerField(help_text="项目 id")  # type: ignore[assignment]

    class Meta(SourceSerializer.Meta):
        fields = ("project", *SOURCE_FACTS)


class SourceChangeSerializer(SourceSerializer, SeenSerializer):
    class Meta(SourceSerializer.Meta):
        fields = (*SOURCE_FACTS, "seen")


class ReversalSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, allow_blank=True, help_text="冲销原因，必填")


@extend_schema_view(
    list=extend_schema(summary="资金来源列表"), retrieve=extend_schema(summary="一项资金来源")
)
class SourceViewSet(ProjectsViewSet):
    queryset = FundingSource.objects.select_related("project__region")
    serializer_class = SourceSerializer
    detail_serializer_class = SourceDetailSerializer
    filterset_class = SourceFilter
    ordering = (*OF_PROJECT, "kind", "batch")
    ordering_fields = (*OF_PROJECT, "kind", "batch", "planned", "secured")

    @extend_schema(
        summary="登记资金来源",
        request=SourceNewSerializer,
        responses={201: SourceDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        values = self.validated(SourceNewSerializer)
        project = self.the_project(values.pop("project"))
        return self.shown(save_source(None, values, project=project, by=self.user), 201)

    @extend_schema(
        summary="修改资金来源",
        request=SourceChangeSerializer(partial=True),
        responses=SourceDetailSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        changes = self.validated(SourceSerializer, partial=True)
        values = {name: getattr(row, name) for name in SOURCE_FACTS} | changes
        return self.shown(save_source(row, values, project=row.project, by=self.user, seen=seen))


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
            "id", "project", "source", "kind", "batch", "amount", "received_on",
            "document_number", "reverses", "note", "recorded_at",
        )  # fmt: skip


class ReceiptNewSerializer(serializers.Serializer[Any]):
    source = serializers.IntegerField(help_text="资金来源 id")  # type: ignore[assignment]
    amount = MoneyField()
    received_on = DayField(help_text="到位日期")
    document_number = serializers.CharField(
        max_length=60, allow_blank=True, default="", help_text="凭证号"
    )
    note = serializers.CharField(max_length=300, allow_blank=True, default="")


@extend_schema_view(
    list=extend_schema(summary="资金到位列表"), retrieve=extend_schema(summary="一笔到位")
)
class ReceiptViewSet(ProjectsViewSet):
    """Receipts up to the as-of date; vouchers are uploaded on the page."""

    queryset = Receipt.objects.select_related("source__project__region")
    serializer_class = ReceiptSerializer
    filterset_class = ReceiptFilter
    ordering = ("-received_on",)
    ordering_fields = ("received_on", "amount", "source__kind", "source__project__number")
    permissions = {"reverse": "funding.reverse_receipt"}

    @extend_schema(
        summary="登记资金到位", request=ReceiptNewSerializer, responses={201: ReceiptSerializer}
    )
    def create(self, request: Request) -> Response:
        values = self.validated(ReceiptNewSerializer)
        sources = FundingSource.objects.visible_to(request.user).select_related("project")
        source = sources.get(pk=values.pop("source"))
        return self.shown(record_receipt(source, **values, by=self.user), 201)

    @extend_schema(
        summary="冲销一笔到位", request=ReversalSerializer, responses={201: ReceiptSerializer}
    )
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, pk: int) -> Response:
        row, reason = self.get_object(), self.validated(ReversalSerializer)["reason"]
        return self.shown(reverse_receipt(row, reason=reason, by=self.user), 201)


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
            "note", "remarks",
        )  # fmt: skip


@extend_schema_view(
    list=extend_schema(summary="资金拨付列表"), retrieve=extend_schema(summary="一笔拨付")
)
class PaymentViewSet(ProjectsViewSet):
    """Payments made by the as-of date; `pending=1` shows those applied for and not yet paid."""

    queryset = Payment.objects.select_related("project__region")
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    ordering = ("-paid_on",)
    ordering_fields = ("paid_on", "applied_on", "amount", "payee", *OF_PROJECT)
    permissions = {"reverse": "funding.reverse_payment"}

    @extend_schema(
        summary="冲销一笔拨付", request=ReversalSerializer, responses={201: PaymentSerializer}
    )
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, pk: int) -> Response:
        row, reason = self.get_object(), self.validated(ReversalSerializer)["reason"]
        return self.shown(reverse_payment(row, reason=reason, by=self.user), 201)
