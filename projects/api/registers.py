"""API of communities and annual plans."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField
from core.api import MoneyField, RowSerializer
from core.fields import MOST_COUNTED
from projects.api.base import ProjectsViewSet, SeenSerializer, VersionField, require_seen
from projects.choices import CommunityStage
from projects.filters import CommunityFilter, PlanFilter
from projects.models import AnnualPlan, Community
from projects.services.communities import create_community, update_community
from projects.services.plans import FIGURES, approve_plan, draft_plan, edit_draft, revise_plan

FACTS: Final = (
    "number", "name", "region", "built_year", "structure", "buildings", "households",
    "floor_area", "lifts", "parking_spaces", "residents_over_60", "property_mode",
    "self_built_share", "has_owners_committee", "has_party_branch", "longitude", "latitude",
)  # fmt: skip


class CommunitySerializer(RowSerializer):
    """A community; `floor_area` in ㎡ as text with two decimals."""

    region = RegionKeyField()
    region_name = serializers.CharField(source="region.name", read_only=True)
    stage = serializers.SerializerMethodField(
        help_text="按年度或进展筛选时，截至日期的进展；其余为 null"
    )

    class Meta:
        model = Community
        fields: tuple[str, ...] = ("id", *FACTS, "region_name", "stage", "remarks")
        read_only_fields = ("remarks",)
        validators: list[Any] = []
        extra_kwargs = {
            "floor_area": {"help_text": "单位：㎡", "min_value": 0},
            "households": {"help_text": "单位：户"},
            "self_built_share": {"help_text": "单位：%"},
            "buildings": {"help_text": "单位：栋"},
            "longitude": {"help_text": "2000国家大地坐标，十进制度，六位小数的文本"},
            "latitude": {"help_text": "2000国家大地坐标，十进制度，六位小数的文本"},
        }

    def get_stage(self, row: Community) -> str | None:
        stage: str | None = getattr(row, "stage", None)
        return str(CommunityStage(stage).label) if stage else None


class CommunityDetailSerializer(CommunitySerializer):
    version = VersionField()

    class Meta(CommunitySerializer.Meta):
        fields: tuple[str, ...] = (*CommunitySerializer.Meta.fields, "version")


class CommunityChangeSerializer(CommunitySerializer, SeenSerializer):
    """A change of some fields of a community."""

    class Meta(CommunitySerializer.Meta):
        fields: tuple[str, ...] = (*FACTS, "seen")


@extend_schema_view(
    list=extend_schema(summary="小区列表"), retrieve=extend_schema(summary="一个小区")
)
class CommunityViewSet(ProjectsViewSet):
    """Communities. A number outside the caller's region is refused as on the page."""

    queryset = Community.objects.select_related("region")
    serializer_class = CommunitySerializer
    detail_serializer_class = CommunityDetailSerializer
    filterset_class = CommunityFilter
    ordering = ("region_id", "number")
    ordering_fields = ("number", "name", "region_id", "built_year", "households", "floor_area")

    @extend_schema(
        summary="新增小区",
        request=CommunitySerializer,
        responses={201: CommunityDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        return self.shown(create_community(self.validated(CommunitySerializer), by=self.user), 201)

    @extend_schema(
        summary="修改小区",
        request=CommunityChangeSerializer(partial=True),
        responses=CommunityDetailSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        changes = self.validated(CommunitySerializer, partial=True)
        values = {name: getattr(row, name) for name in FACTS} | changes
        return self.shown(update_community(row, values, by=self.user, seen=seen))


class PlanSerializer(RowSerializer):
    """A version of a region's annual plan; approved ones never change."""

    region = RegionKeyField()
    region_name = serializers.CharField(source="region.name", read_only=True)
    year = serializers.IntegerField(min_value=2000, max_value=2100)

    class Meta:
        model = AnnualPlan
        fields: tuple[str, ...] = (
            "id", "region", "region_name", "year", "version", "state", *FIGURES, "effective_on",
            "reason", "approved_at", "remarks",
        )  # fmt: skip
        read_only_fields = (
            "version", "state", "effective_on", "reason", "approved_at", "remarks",
        )  # fmt: skip
        validators: list[Any] = []


class PlanDetailSerializer(PlanSerializer):
    seen_version = VersionField(help_text="修改记录号：修改草稿、批准时以 seen 送回")

    class Meta(PlanSerializer.Meta):
        fields: tuple[str, ...] = (*PlanSerializer.Meta.fields, "seen_version")


class PlanFiguresSerializer(RowSerializer):
    """The figures of a plan."""

    class Meta:
        model = AnnualPlan
        fields: tuple[str, ...] = FIGURES


class PlanChangeSerializer(PlanFiguresSerializer, SeenSerializer):
    class Meta(PlanFiguresSerializer.Meta):
        fields: tuple[str, ...] = (*FIGURES, "seen")


class RevisionSerializer(serializers.Serializer[Any]):
    """The next version; figures left out stay as they are."""

    reason = serializers.CharField(max_length=300, allow_blank=True, help_text="调整原因，必填")
    communities = serializers.IntegerField(min_value=0, max_value=MOST_COUNTED, required=False)
    households = serializers.IntegerField(
        min_value=0, max_value=MOST_COUNTED, required=False, allow_null=True
    )
    investment = MoneyField(required=False, allow_null=True)


@extend_schema_view(
    list=extend_schema(summary="年度计划列表"), retrieve=extend_schema(summary="一个计划版本")
)
class PlanViewSet(ProjectsViewSet):
    """Annual plans: draft → approved and locked → next version with a reason."""

    queryset = AnnualPlan.objects.select_related("region")
    serializer_class = PlanSerializer
    detail_serializer_class = PlanDetailSerializer
    filterset_class = PlanFilter
    ordering = ("-year", "region_id", "-version")
    ordering_fields = ("year", "region_id", "version", "state", "effective_on")
    permissions = {
        "approve": "projects.approve_annualplan",
        "revise": "projects.change_annualplan",
    }

    @extend_schema(
        summary="编制计划草稿", request=PlanSerializer, responses={201: PlanDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        values = self.validated(PlanSerializer)
        region, year = values.pop("region"), values.pop("year")
        return self.shown(draft_plan(region, year, values, by=self.user), 201)

    @extend_schema(
        summary="修改计划草稿",
        request=PlanChangeSerializer(partial=True),
        responses=PlanDetailSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        changes = self.validated(PlanFiguresSerializer, partial=True)
        values = {name: getattr(row, name) for name in FIGURES} | changes
        return self.shown(edit_draft(row, values, by=self.user, seen=seen))

    @extend_schema(summary="批准并锁定", request=SeenSerializer, responses=PlanDetailSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        return self.shown(approve_plan(row, by=self.user, seen=seen))

    @extend_schema(
        summary="调整：生成下一版草稿",
        request=RevisionSerializer,
        responses={201: PlanDetailSerializer},
    )
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: int) -> Response:
        plan, changes = self.get_object(), self.validated(RevisionSerializer)
        reason = changes.pop("reason")
        values = {name: getattr(plan, name) for name in FIGURES} | changes
        return self.shown(revise_plan(plan, reason, by=self.user, values=values), 201)
