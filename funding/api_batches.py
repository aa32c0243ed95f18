"""API of kinds, batches, allocations and rules; of the gaps and of works without money."""

from typing import Any, Final

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import RegionKeyField
from core import clock
from core.api import DayField, MoneyField, RowSerializer
from core.rest import Ordering
from funding import unfunded
from funding.filters import BatchFilter, GapFilter, WorksFilter
from funding.gap_parts import divided
from funding.gaps import GAPS, Money, of_projects, summed
from funding.models import Allocation, FundingBatch, OperatingIncome, SourceKind, SubsidyRule
from funding.services.batches import allocate, save_batch
from projects.api.base import (
    ProjectBrief,
    ProjectsViewSet,
    SeenSerializer,
    VersionField,
    require_seen,
)
from projects.models import Project

BATCH_FACTS: Final = (
    "kind", "name", "document_number", "region", "first_year", "last_year", "work_classes",
    "built_before", "self_built_most", "opens_on", "closes_on", "applied_on", "applied",
    "issued_on", "amount", "note",
)  # fmt: skip


class KindSerializer(RowSerializer):
    """A kind of money; `stands_for` names the kind that a further name is assigned to."""

    stands_for = serializers.CharField(source="stands_for.name", allow_null=True, default=None)

    class Meta:
        model = SourceKind
        fields = ("id", "name", "group", "stands_for", "work_classes", "order", "active", "note")


@extend_schema_view(
    list=extend_schema(summary="资金类别"), retrieve=extend_schema(summary="一个资金类别")
)
class KindViewSet(ProjectsViewSet):
    queryset = SourceKind.objects.select_related("stands_for")
    serializer_class = KindSerializer
    filter_backends = [Ordering]
    ordering = ("order", "name")
    ordering_fields = ("order", "name")


class BatchSerializer(RowSerializer):
    """A batch of money with its scope; `state` is that of today."""

    region = RegionKeyField()
    kind = serializers.SlugRelatedField(
        slug_field="name", queryset=SourceKind.objects.catalogue(), help_text="资金类别"
    )
    state = serializers.SerializerMethodField(help_text="未开放、可申报、已申报、已截止、已下达")

    class Meta:
        model = FundingBatch
        fields: tuple[str, ...] = ("id", *BATCH_FACTS, "allocated", "state")
        read_only_fields = ("allocated",)
        validators: list[Any] = []

    def get_state(self, row: FundingBatch) -> str:
        return str(row.state_on(clock.today()).label)


class BatchDetailSerializer(BatchSerializer):
    version = VersionField()

    class Meta(BatchSerializer.Meta):
        fields = (*BatchSerializer.Meta.fields, "version")


class BatchChangeSerializer(BatchSerializer, SeenSerializer):
    class Meta(BatchSerializer.Meta):
        fields = (*BATCH_FACTS, "seen")


class AllocationSerializer(RowSerializer):
    """What a project gets of a batch."""

    project = ProjectBrief(read_only=True)
    batch = serializers.IntegerField(source="batch_id", help_text="资金批次 id")

    class Meta:
        model = Allocation
        fields = ("id", "batch", "project", "amount", "allocated_on")


class AllocateSerializer(serializers.Serializer[Any]):
    project = serializers.IntegerField(help_text="项目 id")
    amount = MoneyField(min_value=0)
    on = DayField(help_text="分配日期")


@extend_schema_view(
    list=extend_schema(summary="资金批次列表"), retrieve=extend_schema(summary="一个资金批次")
)
class BatchViewSet(ProjectsViewSet):
    """Batches of the caller's region, of those above and below it; the office changes its own."""

    queryset = FundingBatch.objects.select_related("kind", "region")
    serializer_class = BatchSerializer
    detail_serializer_class = BatchDetailSerializer
    filterset_class = BatchFilter
    ordering = ("-issued_on",)
    ordering_fields = ("issued_on", "closes_on", "amount", "region_id")
    permissions = {"allocate": "funding.add_allocation"}

    @extend_schema(
        summary="登记资金批次", request=BatchSerializer, responses={201: BatchDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        values = self.validated(BatchSerializer)
        return self.shown(save_batch(None, values, by=self.user), 201)

    @extend_schema(
        summary="修改资金批次",
        request=BatchChangeSerializer(partial=True),
        responses=BatchDetailSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        changes = self.validated(BatchSerializer, partial=True)
        values = {name: getattr(row, name) for name in BATCH_FACTS} | changes
        return self.shown(save_batch(row, values, by=self.user, seen=seen))

    @extend_schema(
        summary="分配到项目", request=AllocateSerializer, responses={201: AllocationSerializer}
    )
    @action(detail=True, methods=["post"])
    def allocate(self, request: Request, pk: int) -> Response:
        row, values = self.get_object(), self.validated(AllocateSerializer)
        project = self.the_project(values["project"])
        made = allocate(row, project, values["amount"], on=values["on"], by=self.user)
        return Response(AllocationSerializer(made).data, status=201)


@extend_schema_view(
    list=extend_schema(summary="资金分配列表"), retrieve=extend_schema(summary="一笔分配")
)
class AllocationViewSet(ProjectsViewSet):
    queryset = Allocation.objects.select_related("project__region")
    serializer_class = AllocationSerializer
    filter_backends = [Ordering]
    ordering = ("batch_id", "project__number")
    ordering_fields = ("batch_id", "amount", "allocated_on")


class SubsidyRuleSerializer(RowSerializer):
    """A rule of subsidy or of residents' share, in force from `effective_on` on."""

    region = RegionKeyField(allow_null=True)

    class Meta:
        model = SubsidyRule
        fields = (
            "id", "region", "measure", "work_class", "value", "effective_on", "active", "source",
        )  # fmt: skip


@extend_schema_view(
    list=extend_schema(summary="补助规则"), retrieve=extend_schema(summary="一条补助规则")
)
class RuleViewSet(ProjectsViewSet):
    queryset = SubsidyRule.objects.all()
    serializer_class = SubsidyRuleSerializer
    filter_backends = [Ordering]
    ordering = ("measure", "work_class", "effective_on")
    ordering_fields = ("measure", "effective_on")


class IncomeSerializer(RowSerializer):
    """An estimate of operating income; `balance` is over all years."""

    project = ProjectBrief(read_only=True)
    balance = MoneyField(read_only=True)

    class Meta:
        model = OperatingIncome
        fields = (
            "id", "project", "item", "operator", "income", "cost", "years", "balance", "basis",
        )  # fmt: skip


@extend_schema_view(
    list=extend_schema(summary="运营收入测算"), retrieve=extend_schema(summary="一项运营收入测算")
)
class IncomeViewSet(ProjectsViewSet):
    queryset = OperatingIncome.objects.select_related("project__region")
    serializer_class = IncomeSerializer
    filter_backends = [Ordering]
    ordering = ("project__number", "item")
    ordering_fields = ("project__number", "income")


AMOUNTS: Final = ("total", "annual", "secured", "received", "available", "payable", "paid")
ASKED: Final = [
    OpenApiParameter("region", str, description="12位区划代码，缺省为本人区划"),
    OpenApiParameter("year", int, description="项目年度，缺省为截至日期所在年度"),
    OpenApiParameter("as_of", str, description="截至日期，如 2023-07-31"),
]

BY: Final = OpenApiParameter(
    "by",
    str,
    enum=["project", "class"],
    description="分列：project 按项目，class 按改造类别，缺省按下级区划",
)


class GapSerializer(serializers.Serializer[Any]):
    """The four gaps and what they are differences of."""

    total = MoneyField(help_text="批复总投资，元")
    annual = MoneyField(help_text="年度计划投资，元")
    secured = MoneyField(help_text="落实资金，元")
    received = MoneyField(help_text="到位资金，元")
    available = MoneyField(help_text="本年可用资金，元")
    payable = MoneyField(help_text="应付工程款，元")
    paid = MoneyField(help_text="已付资金，元")
    total_gap = MoneyField(help_text="总缺口＝批复总投资－落实资金")
    annual_gap = MoneyField(help_text="年度缺口＝年度计划投资－本年可用资金")
    arrival_gap = MoneyField(help_text="到位缺口＝落实资金－到位资金")
    payment_gap = MoneyField(help_text="支付缺口＝应付工程款－已付资金")


class GapPartSerializer(GapSerializer):
    """One part; `project` or `region` says what it stands for."""

    name = serializers.CharField(help_text="区划、项目或改造类别")
    project = serializers.IntegerField(allow_null=True, help_text="项目 id")
    region = serializers.CharField(allow_null=True, help_text="12位区划代码")


class GapsSerializer(GapSerializer):
    """The four gaps of all, and their parts, which come to them to the fen."""

    parts = GapPartSerializer(many=True)


class ItemSerializer(serializers.Serializer[Any]):
    """One item over all projects: what of it has no money."""

    work_class = serializers.CharField(help_text="改造类别")
    name = serializers.CharField(help_text="改造内容")
    unit = serializers.CharField(help_text="单位")
    planned = serializers.DecimalField(14, 2, help_text="计划量")
    short = serializers.DecimalField(14, 2, help_text="没有资金的量")
    cost = MoneyField(help_text="造价，元")
    funded = MoneyField(help_text="已有资金，元")
    gap = MoneyField(help_text="总缺口，元")
    estimate = serializers.BooleanField(help_text="造价为估算")


class MoneyView(APIView):
    """Read by whoever reads sources; filters are those of the page."""

    permissions = {"get": "funding.view_fundingsource"}
    filter_backends: list[Any] = []

    def projects(self, request: Request, kind: type[GapFilter]) -> tuple[QuerySet[Any], GapFilter]:
        scoped = Project.objects.visible_to(request.user)
        asked = kind(request.query_params, queryset=scoped, request=request)
        if not asked.is_valid():
            raise serializers.ValidationError(asked.errors)
        return asked.qs, asked


def gap_values(held: Money) -> dict[str, Any]:
    return {name: getattr(held, name) for name in (*AMOUNTS, *(gap.key for gap in GAPS))}


class GapsView(MoneyView):
    @extend_schema(summary="资金缺口", parameters=[*ASKED, BY], responses=GapsSerializer)
    def get(self, request: Request) -> Response:
        projects, asked = self.projects(request, GapFilter)
        rows = of_projects(projects, asked.day)
        by = asked.form.cleaned_data.get("by") or ""
        code = asked.region_asked or getattr(request.user, "region_id", None)
        parts = [
            {"name": part.name, "project": part.project, "region": part.region}
            | gap_values(part.money)
            for part in divided(by, projects, rows, asked.day, code)
        ]
        return Response(GapsSerializer(gap_values(summed(rows)) | {"parts": parts}).data)


class UnfundedView(MoneyView):
    @extend_schema(summary="无资金内容", parameters=ASKED, responses=ItemSerializer(many=True))
    def get(self, request: Request) -> Response:
        projects, asked = self.projects(request, WorksFilter)
        items = unfunded.by_item(unfunded.of_projects(projects, asked.day))
        return Response(ItemSerializer(items, many=True).data)
