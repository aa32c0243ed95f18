"""API of what schedules rest on: stop windows, templates; and of evidence."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField
from core.api import RowSerializer
from core.rest import Ordering
from projects.api.base import (
    ProjectBrief,
    ProjectsViewSet,
    SeenSerializer,
    VersionField,
    require_seen,
)
from projects.choices import StoppedWorks
from projects.models import ProjectEvidence, ScheduleTemplate, StopWindow, TemplateStep
from projects.schedule_filters import EvidenceFilter, StopWindowFilter
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


class TemplateStepSerializer(serializers.ModelSerializer[TemplateStep]):
    """One node of a template; `days` are working days from the node before."""

    class Meta:
        model = TemplateStep
        fields = (
            "name", "order", "days", "weight", "on_site", "fixed_month", "fixed_day", "fixed_years",
        )  # fmt: skip


class TemplateSerializer(serializers.ModelSerializer[ScheduleTemplate]):
    steps = serializers.SerializerMethodField(help_text="节点，按顺序")

    class Meta:
        model = ScheduleTemplate
        fields = ("id", "name", "year", "note", "active", "steps")

    @extend_schema_field(TemplateStepSerializer(many=True))
    def get_steps(self, row: Any) -> Any:
        steps = sorted(row.steps.all(), key=lambda step: (step.order, step.pk))
        return TemplateStepSerializer(steps, many=True).data


@extend_schema_view(
    list=extend_schema(summary="节点模板列表"), retrieve=extend_schema(summary="一个节点模板")
)
class TemplateViewSet(ProjectsViewSet):
    """Schedule templates, the same for everybody; the office keeps them on the page."""

    queryset = ScheduleTemplate.objects.prefetch_related("steps")
    serializer_class = TemplateSerializer
    filter_backends = [Ordering]
    ordering = ("id",)
    ordering_fields = ("id", "name", "year")

    def get_queryset(self) -> QuerySet[Any]:
        return ScheduleTemplate.objects.prefetch_related("steps")


class EvidenceSerializer(serializers.ModelSerializer[ProjectEvidence]):
    """A file that proves 开工, 完工 or 验收; its content is fetched at `url` with a session."""

    project = ProjectBrief(read_only=True)
    added_by = serializers.SerializerMethodField(help_text="上传人姓名")
    url = serializers.SerializerMethodField(help_text="文件地址")

    class Meta:
        model = ProjectEvidence
        fields = (
            "id", "project", "kind", "dated", "note", "name", "file_kind", "size", "sha256",
            "taken_at", "latitude", "longitude", "added_at", "added_by", "voided_at",
            "void_reason", "url",
        )  # fmt: skip

    @extend_schema_field({"type": "string"})
    def get_added_by(self, row: ProjectEvidence) -> str:
        return str(row.added_by)

    @extend_schema_field({"type": "string"})
    def get_url(self, row: ProjectEvidence) -> str:
        return reverse("projects:evidence_file", args=[row.project_id, row.pk])


@extend_schema_view(
    list=extend_schema(summary="佐证列表"), retrieve=extend_schema(summary="一份佐证")
)
class EvidenceViewSet(ProjectsViewSet):
    queryset = ProjectEvidence.objects.select_related("project__region", "added_by")
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    ordering = ("-added_at",)
    ordering_fields = ("added_at", "dated", "kind")
