"""API of complaints and disputes. Nothing here tells who complained."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField
from accounts.views.base import caller
from complaints.actions import available
from complaints.api_acts import ACTS, ActSerializer, ReportSerializer, act
from complaints.filters import ComplaintFilter, DisputeFilter
from complaints.models import Complaint, Dispute
from complaints.pins import MOST, pins
from complaints.services.registering import Report, register
from core.api import RowSerializer, ScopedReadOnlyViewSet, created
from projects.api.base import ProjectBrief

STEPS = "；".join(
    f"{name}：{'、'.join((*one.required, *(f'{field}（可不填）' for field in one.optional))) or '无'}"
    for name, one in ACTS.items()
)

KEPT = "群体性纠纷只有市级和上报的区县可见。只读；上报、调解和撤销在页面办理。"


class RaisedSerializer(RowSerializer):
    """What complaints and disputes share."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    project = ProjectBrief(read_only=True, allow_null=True)


class ComplaintSerializer(RaisedSerializer):
    """A complaint; its content is text as it was written down, without names and telephones."""

    community = serializers.SerializerMethodField(help_text="小区：id 与名称，未对应为 null")
    handler = RegionKeyField(read_only=True, allow_null=True)

    class Meta:
        model = Complaint
        fields: tuple[str, ...] = (
            "id", "number", "region", "region_name", "community", "project", "category",
            "quality", "channel", "level", "state", "place", "received_on", "handler", "unit",
            "due_at", "extended_to", "outcome", "reopened", "duplicate_of", "closed_on",
            "content", "satisfaction", "remarks",
        )  # fmt: skip

    @extend_schema_field(
        {
            "type": "object",
            "nullable": True,
            "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
        }
    )
    def get_community(self, row: Complaint) -> dict[str, Any] | None:
        community = row.community
        return None if community is None else {"id": community.pk, "name": community.name}


class ComplaintDetailSerializer(ComplaintSerializer):
    """One complaint with its answer and the steps that the caller may take now."""

    steps = serializers.SerializerMethodField(help_text="本人现在可以做的步骤")

    class Meta(ComplaintSerializer.Meta):
        fields = (*ComplaintSerializer.Meta.fields, "result", "received_at", "return_by", "steps")

    def get_steps(self, row: Complaint) -> list[str]:
        return [one.value for one in available(row, caller(self.context["request"]))]


class PinSerializer(serializers.Serializer[Any]):
    """A point of the map."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    category = serializers.CharField()
    state = serializers.CharField()
    overdue = serializers.BooleanField()
    received_on = serializers.DateField()
    latitude = serializers.DecimalField(max_digits=9, decimal_places=6)
    longitude = serializers.DecimalField(max_digits=9, decimal_places=6)
    exact = serializers.BooleanField(help_text="是否为反映人提供的位置；否则为小区位置")


@extend_schema_view(
    list=extend_schema(summary="投诉列表"), retrieve=extend_schema(summary="一件投诉")
)
class ComplaintViewSet(ScopedReadOnlyViewSet):
    """Complaints received by the as-of date; `year` counts from 1 January of it."""

    queryset = Complaint.objects.select_related("region", "community", "project__region")
    serializer_class = ComplaintSerializer
    detail_serializer_class = ComplaintDetailSerializer
    filterset_class = ComplaintFilter
    ordering = ("-received_on", "number")
    ordering_fields = (
        "received_on", "closed_on", "due_at", "number", "category", "channel", "state", "region_id",
    )  # fmt: skip
    permissions = {
        "create": "complaints.register_complaint",
        "step": "complaints.view_complaint",
        "pins": "complaints.view_complaint",
    }

    @extend_schema(
        summary="登记投诉", request=ReportSerializer, responses={201: ComplaintDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        report = Report(**self.validated(ReportSerializer))
        return created(self.shown(register(report, by=caller(request))))

    @extend_schema(
        summary="办理一步",
        description=f"step 为步骤名，正文只填该步骤的字段。{STEPS}",
        request=ActSerializer,
        responses=ComplaintDetailSerializer,
    )
    @action(detail=True, methods=["post"], url_path="steps/<slug:name>", url_name="step")
    def step(self, request: Request, pk: int, name: str) -> Response:
        given = self.validated(ActSerializer)
        return self.shown(act(self.get_object(), name, given, caller(request)))

    @extend_schema(
        summary="投诉点位",
        description=f"有位置的投诉，最多{MOST}个，筛选条件同列表。",
        responses=PinSerializer(many=True),
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def pins(self, request: Request) -> Response:
        return Response(
            PinSerializer(pins(self.filter_queryset(self.get_queryset())), many=True).data
        )


class DisputeSerializer(RaisedSerializer):
    """A dispute, and whether it stopped the works."""

    level = serializers.StringRelatedField(help_text="等级")  # type: ignore[var-annotated]

    class Meta:
        model = Dispute
        fields = (
            "id", "number", "region", "region_name", "project", "category", "level", "people",
            "mass_incident", "obstruction", "consent_gap", "occurred_on", "resolved_on",
            "mediator", "result", "stopped_work", "stopped_on", "resumed_on", "content",
            "withdrawn_on", "remarks",
        )  # fmt: skip


@extend_schema_view(
    list=extend_schema(summary="纠纷列表", description=KEPT),
    retrieve=extend_schema(summary="一件纠纷", description=KEPT),
)
class DisputeViewSet(ScopedReadOnlyViewSet):
    """Disputes that occurred by the as-of date; `year` counts from 1 January of it."""

    queryset = Dispute.objects.select_related("region", "project__region", "level")
    serializer_class = DisputeSerializer
    filterset_class = DisputeFilter
    ordering = ("-occurred_on", "number")
    ordering_fields = ("occurred_on", "resolved_on", "number", "category", "region_id")
