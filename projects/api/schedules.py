"""API of what schedules rest on: stop windows."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField
from core.api import RowSerializer
from projects.api.base import ProjectsViewSet, SeenSerializer, VersionField, require_seen
from projects.choices import StoppedWorks
from projects.models import StopWindow
from projects.schedule_filters import StopWindowFilter
from projects.services.stop_windows import FIELDS, add_window, change_window, withdraw_window


class StopWindowSerializer(RowSerializer):
    """Days on which a region forbids works, first and last included; it holds in all below it."""

    region = RegionKeyField()
    region_name = serializers.CharField(source="region.name", read_only=True)
    days = serializers.IntegerField(read_only=True, help_text="天数，含首尾")

    class Meta:
        model = StopWindow
        fields: tuple[str, ...] = ("id", *FIELDS, "region_name", "days")
        extra_kwargs = {
            "stops_clock": {"help_text": "这些天是否从工期和滞后中扣除"},
            "source": {"help_text": "依据，必填"},
        }


class StopWindowDetailSerializer(StopWindowSerializer):
    version = VersionField()

    class Meta(StopWindowSerializer.Meta):
        fields = (*StopWindowSerializer.Meta.fields, "version")


class StopWindowChangeSerializer(StopWindowSerializer, SeenSerializer):
    class Meta(StopWindowSerializer.Meta):
        fields = (*FIELDS, "seen")


class WithdrawalSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, allow_blank=True, help_text="撤销原因，必填")


@extend_schema_view(
    list=extend_schema(summary="停工窗口列表"), retrieve=extend_schema(summary="一个停工窗口")
)
class StopWindowViewSet(ProjectsViewSet):
    """Stop windows of the caller's region, of those below it and of those above it."""

    queryset = StopWindow.objects.select_related("region")
    serializer_class = StopWindowSerializer
    detail_serializer_class = StopWindowDetailSerializer
    filterset_class = StopWindowFilter
    ordering = ("-first_on", "region_id")
    ordering_fields = ("first_on", "last_on", "region_id", "kind")

    @extend_schema(
        summary="登记停工窗口",
        request=StopWindowSerializer,
        responses={201: StopWindowDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        values = self.validated(StopWindowSerializer)
        values.setdefault("stops_clock", True)
        values.setdefault("works", StoppedWorks.ALL)
        return self.shown(add_window(values, by=self.user), 201)

    @extend_schema(
        summary="修改停工窗口",
        request=StopWindowChangeSerializer(partial=True),
        responses=StopWindowDetailSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        changes = self.validated(StopWindowSerializer, partial=True)
        values = {name: getattr(row, name) for name in FIELDS} | changes
        return self.shown(change_window(row, values, by=self.user, seen=seen))

    @extend_schema(summary="撤销停工窗口", request=WithdrawalSerializer, responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        row = self.get_object()
        withdraw_window(row, reason=self.validated(WithdrawalSerializer)["reason"], by=self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
