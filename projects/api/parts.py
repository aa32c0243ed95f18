"""API of what hangs on projects: nodes, quantities, suspensions, problems; and the catalogue."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import RowSerializer
from projects.api.base import ProjectBrief, ProjectsViewSet
from projects.choices import SuspensionKind
from projects.filters import MilestoneFilter, OfProjectFilter, ProblemFilter, QuantityFilter
from projects.models import Milestone, Problem, Suspension, WorkItem, WorkQuantity
from projects.querysets import ProjectPartQuerySet
from projects.services.problems import close_problem, file_problem
from projects.services.suspensions import end_suspension, start_suspension

OF_PROJECT = ("project__region_id", "project__number")


class MilestoneSerializer(RowSerializer):
    """A node; `days_late` counts on the as-of date of the list, null before it is due."""

    project = ProjectBrief(read_only=True)
    days_late = serializers.SerializerMethodField(help_text="逾期天数，单位：天")

    class Meta:
        model = Milestone
        fields = ("id", "project", "name", "order", "planned_on", "actual_on", "days_late")

    def get_days_late(self, row: Any) -> int | None:
        late: int | None = row.days_late(row.seen_on)
        return late


@extend_schema_view(
    list=extend_schema(summary="节点列表"), retrieve=extend_schema(summary="一个节点")
)
class MilestoneViewSet(ProjectsViewSet):
    """Nodes; they are changed as a whole table, at `/projects/{id}/milestones/`."""

    queryset = Milestone.objects.select_related("project__region")
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilter
    ordering = (*OF_PROJECT, "order")
    ordering_fields = (*OF_PROJECT, "order", "planned_on", "actual_on")

    def detail_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = MilestoneFilter(
            {}, queryset=self.get_queryset(), request=self.request
        ).qs
        return rows


class QuantitySerializer(RowSerializer):
    """A work quantity: amounts are text with two decimals in `unit`."""

    project = ProjectBrief(read_only=True)

    class Meta:
        model = WorkQuantity
        fields = ("id", "project", "item", "unit", "planned", "done")


@extend_schema_view(
    list=extend_schema(summary="工程量列表"), retrieve=extend_schema(summary="一项工程量")
)
class QuantityViewSet(ProjectsViewSet):
    """Quantities; they are changed as a whole table, at `/projects/{id}/quantities/`."""

    queryset = WorkQuantity.objects.select_related("project__region")
    serializer_class = QuantitySerializer
    filterset_class = QuantityFilter
    ordering = (*OF_PROJECT, "item")
    ordering_fields = (*OF_PROJECT, "item", "unit", "planned", "done")


class WorkItemSerializer(serializers.ModelSerializer[WorkItem]):
    """An entry of the catalogue; `dimension` is 长度, 面积, 体积 or 数量."""

    dimension = serializers.CharField(read_only=True)

    class Meta:
        model = WorkItem
        fields = ("id", "name", "work_class", "unit", "dimension", "order")


@extend_schema_view(
    list=extend_schema(summary="改造内容目录"), retrieve=extend_schema(summary="一项改造内容")
)
class WorkItemViewSet(viewsets.ReadOnlyModelViewSet[WorkItem]):
    """The catalogue of work items, the same for everybody."""

    queryset = WorkItem.objects.all()
    serializer_class = WorkItemSerializer
    lookup_value_converter = "int"
    ordering = ("order", "name")
    ordering_fields = ("order", "name", "work_class")


class SuspensionSerializer(RowSerializer):
    """A period in which a project's clock stands still; `ended_on` is the first day of work."""

    project = ProjectBrief(read_only=True)

    class Meta:
        model = Suspension
        fields = ("id", "project", "kind", "started_on", "ended_on", "reason")


class SuspensionStartSerializer(serializers.Serializer[Any]):
    project = serializers.IntegerField(help_text="项目 id")
    kind = serializers.ChoiceField(choices=SuspensionKind.choices)
    started_on = serializers.DateField(help_text="起始日期")
    reason = serializers.CharField(max_length=300, allow_blank=True, help_text="原因，必填")


class SuspensionEndSerializer(serializers.Serializer[Any]):
    ended_on = serializers.DateField(help_text="恢复施工或推进的第一天")


class SuspensionFilter(OfProjectFilter):
    """Suspensions, whenever they were."""

    class Meta:
        model = Suspension
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(summary="暂缓和停工列表"), retrieve=extend_schema(summary="一次暂缓或停工")
)
class SuspensionViewSet(ProjectsViewSet):
    queryset: QuerySet[Any] = ProjectPartQuerySet(Suspension).select_related("project__region")
    serializer_class = SuspensionSerializer
    filterset_class = SuspensionFilter
    ordering = (*OF_PROJECT, "started_on")
    ordering_fields = (*OF_PROJECT, "started_on", "ended_on")
    permissions = {"end": "projects.change_suspension"}

    @extend_schema(
        summary="登记暂缓或停工",
        request=SuspensionStartSerializer,
        responses={201: SuspensionSerializer},
    )
    def create(self, request: Request) -> Response:
        values = self.validated(SuspensionStartSerializer)
        project = self.the_project(values.pop("project"))
        return self.shown(start_suspension(project, **values, by=self.user), 201)

    @extend_schema(
        summary="登记恢复", request=SuspensionEndSerializer, responses=SuspensionSerializer
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: int) -> Response:
        row, values = self.get_object(), self.validated(SuspensionEndSerializer)
        return self.shown(end_suspension(row, **values, by=self.user))


class ProblemSerializer(RowSerializer):
    """A problem and whose help it asks for."""

    project = ProjectBrief(read_only=True)
    opened_by = serializers.SerializerMethodField(help_text="提出人姓名")

    class Meta:
        model = Problem
        fields = (
            "id", "project", "text", "severity", "help_needed", "opened_on", "opened_by",
            "closed_on", "result",
        )  # fmt: skip

    @extend_schema_field({"type": "string", "nullable": True})
    def get_opened_by(self, row: Problem) -> str | None:
        return str(row.opened_by) if row.opened_by else None


class ProblemFilingSerializer(serializers.Serializer[Any]):
    project = serializers.IntegerField(help_text="项目 id")
    text = serializers.CharField(max_length=500, allow_blank=True, help_text="问题，必填")
    severity = serializers.ChoiceField(
        choices=Problem.Severity.choices, default=Problem.Severity.ORDINARY
    )
    help_needed = serializers.CharField(
        max_length=500, allow_blank=True, default="", help_text="需协调事项，写了的会列入周调度"
    )


class ProblemResultSerializer(serializers.Serializer[Any]):
    result = serializers.CharField(max_length=500, allow_blank=True, help_text="处理结果，必填")


@extend_schema_view(
    list=extend_schema(summary="问题列表"), retrieve=extend_schema(summary="一个问题")
)
class ProblemViewSet(ProjectsViewSet):
    queryset = Problem.objects.select_related("project__region", "opened_by")
    serializer_class = ProblemSerializer
    filterset_class = ProblemFilter
    ordering = ("-opened_on",)
    ordering_fields = (*OF_PROJECT, "opened_on", "closed_on", "severity")
    permissions = {"close": "projects.change_problem"}

    @extend_schema(
        summary="登记问题", request=ProblemFilingSerializer, responses={201: ProblemSerializer}
    )
    def create(self, request: Request) -> Response:
        values = self.validated(ProblemFilingSerializer)
        project = self.the_project(values.pop("project"))
        return self.shown(file_problem(project, **values, by=self.user), 201)

    @extend_schema(summary="问题销号", request=ProblemResultSerializer, responses=ProblemSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: int) -> Response:
        row, values = self.get_object(), self.validated(ProblemResultSerializer)
        return self.shown(close_problem(row, result=values["result"], by=self.user))
