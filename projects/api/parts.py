"""API of what hangs on projects: nodes, quantities, suspensions, problems; and the catalogue."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import units
from core.api import DayField, RowSerializer
from core.rest import Ordering
from projects.api.base import (
    ProjectBrief,
    ProjectsViewSet,
    SeenSerializer,
    VersionField,
    require_seen,
)
from projects.choices import CLASSES, SuspensionKind
from projects.filters import (
    MilestoneFilter,
    ProblemFilter,
    QuantityFilter,
    SuspensionFilter,
)
from projects.models import Milestone, Problem, Suspension, WorkItem, WorkQuantity
from projects.services.problems import close_problem, file_problem
from projects.services.quantities import save_work_item
from projects.services.suspensions import end_suspension, review_suspension, start_suspension

OF_PROJECT = ("project__region_id", "project__number")


class MilestoneSerializer(RowSerializer):
    """A node; `days_late` counts on the as-of date of the list, null before it is due."""

    project = ProjectBrief(read_only=True)
    days_late = serializers.SerializerMethodField(help_text="逾期天数，单位：天")
    slip = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="计划较基准推迟的天数，负数为提前"
    )

    class Meta:
        model = Milestone
        fields = (
            "id", "project", "name", "order", "planned_on", "actual_on", "days_late",
            "baseline_on", "slip", "weight", "owner",
        )  # fmt: skip
        extra_kwargs = {"weight": {"help_text": "权重，单位：%"}, "owner": {"help_text": "专人"}}

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


ITEM_FACTS = ("name", "work_class", "unit", "further_units", "unit_cost", "order")


class WorkItemSerializer(RowSerializer):
    """An entry of the catalogue; `dimension` (长度, 面积, 体积 or 数量) is that of `unit`."""

    work_class = serializers.ChoiceField(choices=[(name, name) for name in CLASSES])
    unit = serializers.ChoiceField(
        choices=[(unit, kind) for unit, (kind, _) in units.UNITS.items()], help_text="常用单位"
    )
    dimension = serializers.CharField(read_only=True)

    class Meta:
        model = WorkItem
        fields: tuple[str, ...] = ("id", *ITEM_FACTS, "dimension")
        extra_kwargs = {
            "name": {"validators": []},
            "further_units": {"help_text": "其他单位，以“、”连接"},
            "unit_cost": {"help_text": "每常用单位的综合单价，单位：元"},
        }


class WorkItemDetailSerializer(WorkItemSerializer):
    version = VersionField()

    class Meta(WorkItemSerializer.Meta):
        fields = (*WorkItemSerializer.Meta.fields, "version")


class WorkItemChangeSerializer(WorkItemSerializer, SeenSerializer):
    class Meta(WorkItemSerializer.Meta):
        fields = (*ITEM_FACTS, "seen")


@extend_schema_view(
    list=extend_schema(summary="改造内容目录"), retrieve=extend_schema(summary="一项改造内容")
)
class WorkItemViewSet(ProjectsViewSet):
    """The catalogue of work items, the same for everybody; the office keeps it."""

    queryset = WorkItem.objects.all()
    serializer_class = WorkItemSerializer
    detail_serializer_class = WorkItemDetailSerializer
    filter_backends = [Ordering]
    ordering = ("order", "name")
    ordering_fields = ("order", "name", "work_class")

    def get_queryset(self) -> QuerySet[Any]:
        return WorkItem.objects.all()

    @extend_schema(
        summary="新增改造内容",
        request=WorkItemSerializer,
        responses={201: WorkItemDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        values = self.validated(WorkItemSerializer)
        return self.shown(save_work_item(None, values, by=self.user), 201)

    @extend_schema(
        summary="修改改造内容",
        request=WorkItemChangeSerializer(partial=True),
        responses=WorkItemDetailSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        changes = self.validated(WorkItemSerializer, partial=True)
        values = {name: getattr(row, name) for name in ITEM_FACTS} | changes
        return self.shown(save_work_item(row, values, by=self.user, seen=seen))


class SuspensionSerializer(RowSerializer):
    """A period in which a project's clock stands still; `ended_on` is the first day of work."""

    project = ProjectBrief(read_only=True)

    class Meta:
        model = Suspension
        fields: tuple[str, ...] = (
            "id", "project", "kind", "started_on", "ended_on", "reason", "decided_by", "review_on",
        )  # fmt: skip


class SuspensionDetailSerializer(SuspensionSerializer):
    version = VersionField()

    class Meta(SuspensionSerializer.Meta):
        fields = (*SuspensionSerializer.Meta.fields, "version")


class SuspensionReviewSerializer(SeenSerializer):
    """That a lasting suspension was looked at again."""

    reason = serializers.CharField(max_length=300, allow_blank=True, help_text="原因，必填")
    decided_by = serializers.CharField(
        max_length=80, allow_blank=True, default="", help_text="决定单位或人员"
    )
    review_on = DayField(allow_null=True, default=None, help_text="下次复核日期")


class SuspensionStartSerializer(serializers.Serializer[Any]):
    project = serializers.IntegerField(help_text="项目 id")
    kind = serializers.ChoiceField(choices=SuspensionKind.choices)
    started_on = DayField(help_text="起始日期")
    reason = serializers.CharField(max_length=300, allow_blank=True, help_text="原因，必填")
    decided_by = serializers.CharField(
        max_length=80, allow_blank=True, default="", help_text="决定单位或人员"
    )
    review_on = DayField(allow_null=True, default=None, help_text="复核日期")


class SuspensionEndSerializer(serializers.Serializer[Any]):
    ended_on = DayField(help_text="恢复施工或推进的第一天")


@extend_schema_view(
    list=extend_schema(summary="暂缓和停工列表"), retrieve=extend_schema(summary="一次暂缓或停工")
)
class SuspensionViewSet(ProjectsViewSet):
    """Suspensions that last on the as-of date; `lasting` asks for ended ones, or for all."""

    queryset = Suspension.objects.select_related("project__region")
    serializer_class = SuspensionSerializer
    detail_serializer_class = SuspensionDetailSerializer
    filterset_class = SuspensionFilter
    ordering = (*OF_PROJECT, "started_on")
    ordering_fields = (*OF_PROJECT, "started_on", "ended_on", "review_on")
    permissions = dict.fromkeys(("end", "review"), "projects.change_suspension")

    @extend_schema(
        summary="登记暂缓或停工",
        request=SuspensionStartSerializer,
        responses={201: SuspensionDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        values = self.validated(SuspensionStartSerializer)
        project = self.the_project(values.pop("project"))
        return self.shown(start_suspension(project, **values, by=self.user), 201)

    @extend_schema(
        summary="登记复核",
        request=SuspensionReviewSerializer,
        responses=SuspensionDetailSerializer,
    )
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: int) -> Response:
        row, values = self.get_object(), self.validated(SuspensionReviewSerializer)
        return self.shown(review_suspension(row, **values, by=self.user))

    @extend_schema(
        summary="登记恢复", request=SuspensionEndSerializer, responses=SuspensionDetailSerializer
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
