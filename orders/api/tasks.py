"""API of the list of key tasks: the scope and filters of its page."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from accounts.api import RegionKeyField
from core.api import RowSerializer, ScopedReadOnlyViewSet
from core.stood import day_of
from orders.filters import TaskFilter
from orders.models import KeyTask, TaskEvent


class KeyTaskSerializer(RowSerializer):
    """A task of the list; `days_overdue` counts until it is done or dropped."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    days_overdue = serializers.SerializerMethodField(help_text="逾期天数，单位：天")

    class Meta:
        model = KeyTask
        fields: tuple[str, ...] = (
            "id", "source_kind", "source", "source_on", "task", "region", "region_name", "unit",
            "co_units", "due_on", "days_overdue", "state", "result", "closed_on",
        )  # fmt: skip

    def get_days_overdue(self, row: KeyTask) -> int:
        return row.days_overdue(day_of(row))


class TaskEventSerializer(serializers.ModelSerializer[TaskEvent]):
    """One step of a task."""

    by = serializers.StringRelatedField(help_text="经办人")  # type: ignore[var-annotated]

    class Meta:
        model = TaskEvent
        fields = ("id", "kind", "at", "by", "text")


class KeyTaskDetailSerializer(KeyTaskSerializer):
    """A task with its course."""

    events = TaskEventSerializer(many=True, read_only=True)

    class Meta(KeyTaskSerializer.Meta):
        fields: tuple[str, ...] = (*KeyTaskSerializer.Meta.fields, "events")


@extend_schema_view(
    list=extend_schema(summary="重点工作任务清单"), retrieve=extend_schema(summary="一项重点任务")
)
class KeyTaskViewSet(ScopedReadOnlyViewSet):
    """What speeches, documents and meetings ask for, item by item."""

    queryset = KeyTask.objects.select_related("region")
    serializer_class = KeyTaskSerializer
    detail_serializer_class = KeyTaskDetailSerializer
    filterset_class = TaskFilter
    ordering = ("due_on",)
    ordering_fields = ("due_on", "source_on", "source", "unit", "state", "region_id")
