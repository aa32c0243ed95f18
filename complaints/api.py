"""API of complaints and disputes."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from accounts.api import RegionKeyField
from complaints.filters import ComplaintFilter, DisputeFilter
from complaints.models import Complaint, Dispute
from core.api import RowSerializer, ScopedReadOnlyViewSet
from projects.api.base import ProjectBrief


class RaisedSerializer(RowSerializer):
    """What complaints and disputes share."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    project = ProjectBrief(read_only=True, allow_null=True)


class ComplaintSerializer(RaisedSerializer):
    """A quality complaint; its content is text as it was written down."""

    community = serializers.SerializerMethodField(help_text="小区：id 与名称，未对应为 null")

    class Meta:
        model = Complaint
        fields = (
            "id", "number", "region", "region_name", "community", "project", "category",
            "channel", "received_on", "closed_on", "content", "satisfaction", "remarks",
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


@extend_schema_view(
    list=extend_schema(summary="投诉列表"), retrieve=extend_schema(summary="一件投诉")
)
class ComplaintViewSet(ScopedReadOnlyViewSet):
    """Complaints received by the as-of date; `year` counts from 1 January of it."""

    queryset = Complaint.objects.select_related("region", "community", "project__region")
    serializer_class = ComplaintSerializer
    filterset_class = ComplaintFilter
    ordering = ("-received_on", "number")
    ordering_fields = ("received_on", "closed_on", "number", "category", "channel", "region_id")


class DisputeSerializer(RaisedSerializer):
    """A dispute, and whether it stopped the works."""

    class Meta:
        model = Dispute
        fields = (
            "id", "number", "region", "region_name", "project", "category", "mass_incident",
            "occurred_on", "resolved_on", "stopped_work", "stopped_on", "resumed_on", "content",
            "remarks",
        )  # fmt: skip


@extend_schema_view(
    list=extend_schema(summary="纠纷列表"), retrieve=extend_schema(summary="一件纠纷")
)
class DisputeViewSet(ScopedReadOnlyViewSet):
    """Disputes that occurred by the as-of date; `year` counts from 1 January of it."""

    queryset = Dispute.objects.select_related("region", "project__region")
    serializer_class = DisputeSerializer
    filterset_class = DisputeFilter
    ordering = ("-occurred_on", "number")
    ordering_fields = ("occurred_on", "resolved_on", "number", "category", "region_id")
