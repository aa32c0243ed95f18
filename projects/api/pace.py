"""API of lag: the lag list, cases, task forces, campaigns, and the rules of lights."""

from typing import Any

from django.db.models import F, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField
from core import clock
from core.api import RowSerializer, ScopedReadOnlyViewSet
from projects.api.base import (
    ProjectBrief,
    ProjectsViewSet,
    SeenSerializer,
    VersionField,
    require_seen,
)
from projects.models import Campaign, LagCase, LightRule, LightRuleSet, Project, TaskForce
from projects.pace.campaigns import standings
from projects.pace.lag_list import completed
from projects.pace_choices import Forecast
from projects.pace_filters import CaseFilter, LagFilter, TaskForceFilter
from projects.services.cases import Plan, close_case, open_case, return_case, save_case


class LagSerializer(serializers.Serializer[Any]):
    """A project that lags or has not begun in time, as of a date."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="项目编号")
    name = serializers.CharField(help_text="项目名称")
    region = RegionKeyField(read_only=True)
    lag_days = serializers.IntegerField(
        allow_null=True, help_text="滞后天数，扣除停工；只是逾期未开工的为 null", source="lag.days",
        default=None,
    )  # fmt: skip
    overdue_node = serializers.CharField(source="due_node", allow_null=True)
    overdue_since = serializers.DateField(source="due_since", allow_null=True)
    started_on = serializers.DateField(allow_null=True)
    late_start = serializers.BooleanField(help_text="过了计划开工日期没有开工")
    light = serializers.CharField(source="lights.light", allow_null=True)
    light_sentence = serializers.CharField(source="lights.sentence", help_text="亮灯的数据和规则")
    case = serializers.IntegerField(source="case.pk", allow_null=True, default=None)
    reasons = serializers.SerializerMethodField(help_text="未销号一项一策的原因")
    task_forces = serializers.ListField(source="forces", child=serializers.CharField())

    def get_reasons(self, row: Any) -> list[str]:
        return [str(one) for one in row.case.reasons.all()] if row.case else []


@extend_schema_view(
    list=extend_schema(summary="滞后清单"), retrieve=extend_schema(summary="一个项目的滞后")
)
class LagViewSet(ProjectsViewSet):
    """The lag list: each project once, the worst first."""

    http_method_names = ["get", "head", "options"]
    queryset = Project.objects.select_related("region")
    serializer_class = LagSerializer
    filterset_class = LagFilter
    ordering = (F("lag").desc(nulls_last=True),)  # type: ignore[assignment]
    ordering_fields = ("number", "region_id", "due_since", "lag")

    def detail_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = LagFilter(
            {"as_of": self.request.query_params.get("as_of", "")},
            queryset=self.get_queryset(), request=self.request,
        ).qs  # fmt: skip
        return rows

    def get_object(self) -> Any:
        row = super().get_object()
        completed([row], row.seen_on)
        return row

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        if page:
            completed(page, page[0].seen_on)
        return page


class CaseSerializer(RowSerializer):
    """A case (一项一策); `missing` are the labels of its empty fields."""

    project = ProjectBrief(read_only=True)
    reasons: Any = serializers.SlugRelatedField("name", many=True, read_only=True)
    state = serializers.CharField(
        read_only=True, help_text="open 整改中、fixed 待核验、closed 已销号"
    )
    missing = serializers.ListField(child=serializers.CharField(), read_only=True)
    overdue_days = serializers.SerializerMethodField(help_text="超过完成时限的天数，单位：天")

    class Meta:
        model = LagCase
        fields = (
            "id", "project", "reasons", "analysis", "measure", "person", "due_on", "opened_on",
            "state", "missing", "overdue_days", "result", "fixed_on", "opinion", "closed_on",
        )  # fmt: skip

    def get_overdue_days(self, row: LagCase) -> int:
        return row.overdue(clock.today())


class CaseDetailSerializer(CaseSerializer):
    version = VersionField()

    class Meta(CaseSerializer.Meta):
        fields = (*CaseSerializer.Meta.fields, "version")  # type: ignore[assignment]


class CaseWriteSerializer(RowSerializer):
    """What a case says; `reasons` by id."""

    class Meta:
        model = LagCase
        fields = ("reasons", "analysis", "measure", "person", "due_on")
        extra_kwargs = {"reasons": {"required": False, "allow_empty": True}}


class CaseNewSerializer(CaseWriteSerializer):
    project = serializers.IntegerField(help_text="项目")

    class Meta(CaseWriteSerializer.Meta):
        fields = ("project", *CaseWriteSerializer.Meta.fields)  # type: ignore[assignment]


class CaseChangeSerializer(CaseWriteSerializer, SeenSerializer):
    class Meta(CaseWriteSerializer.Meta):
        fields = (*CaseWriteSerializer.Meta.fields, "seen")  # type: ignore[assignment]


class OpinionSerializer(serializers.Serializer[Any]):
    opinion = serializers.CharField(max_length=300, allow_blank=True, help_text="核验意见，必填")


@extend_schema_view(
    list=extend_schema(summary="一项一策列表"), retrieve=extend_schema(summary="一件一项一策")
)
class CaseViewSet(ProjectsViewSet):
    """Cases. What is fixed is reported with its evidence on the page alone."""

    queryset = LagCase.objects.select_related("project__region").prefetch_related("reasons")
    serializer_class = CaseSerializer
    detail_serializer_class = CaseDetailSerializer
    filterset_class = CaseFilter
    ordering = ("due_on",)
    ordering_fields = ("due_on", "opened_on", "closed_on")
    permissions = {"close": "projects.check_lagcase", "send_back": "projects.check_lagcase"}

    @extend_schema(
        summary="建立一项一策", request=CaseNewSerializer, responses={201: CaseDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        values = self.validated(CaseNewSerializer)
        project = self.the_project(values.pop("project"))
        return self.shown(open_case(project, Plan(**values), by=self.user), 201)

    @extend_schema(
        summary="修改一项一策",
        request=CaseChangeSerializer(partial=True),
        responses=CaseDetailSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        kept = {name: getattr(row, name) for name in ("analysis", "measure", "person", "due_on")}
        kept["reasons"] = list(row.reasons.all())
        plan = Plan(**(kept | self.validated(CaseWriteSerializer, partial=True)))
        return self.shown(save_case(row, plan, by=self.user, seen=seen))

    @extend_schema(summary="核验销号", request=OpinionSerializer, responses=CaseDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: int) -> Response:
        case, opinion = self.get_object(), self.validated(OpinionSerializer)["opinion"]
        return self.shown(close_case(case, opinion=opinion, by=self.user))

    @extend_schema(summary="退回整改", request=OpinionSerializer, responses=CaseDetailSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: int) -> Response:
        case, opinion = self.get_object(), self.validated(OpinionSerializer)["opinion"]
        return self.shown(return_case(case, opinion=opinion, by=self.user))


class TaskForceSerializer(RowSerializer):
    region = RegionKeyField(read_only=True)
    projects = serializers.SerializerMethodField(help_text="进驻项目")

    class Meta:
        model = TaskForce
        fields = (
            "id", "name", "level", "region", "lead", "members", "cadence", "on_site_from",
            "on_site_to", "projects",
        )  # fmt: skip

    def get_projects(self, row: TaskForce) -> list[int]:
        mine: set[int] = self.context.get("mine", set())
        return [one.pk for one in row.projects.all() if one.pk in mine]


@extend_schema_view(
    list=extend_schema(summary="工作专班列表"), retrieve=extend_schema(summary="一个工作专班")
)
class TaskForceViewSet(ScopedReadOnlyViewSet):
    queryset = TaskForce.objects.prefetch_related("projects")
    serializer_class = TaskForceSerializer
    filterset_class = TaskForceFilter
    ordering = ("region_id",)
    ordering_fields = ("region_id", "name", "on_site_from")

    def get_serializer_context(self) -> dict[str, Any]:
        mine = Project.objects.visible_to(self.request.user).filter(task_forces__isnull=False)
        mine_too = {"mine": set(mine.values_list("pk", flat=True))}
        return {**super().get_serializer_context(), **mine_too}


class CampaignSerializer(RowSerializer):
    region = RegionKeyField(read_only=True)

    class Meta:
        model = Campaign
        fields = ("id", "name", "region", "year", "target", "due_on", "source")


class ProgressSerializer(serializers.Serializer[Any]):
    """How the caller's projects stand to one campaign; each is in exactly one list."""

    as_of = serializers.DateField()
    days_left = serializers.IntegerField(help_text="单位：天，过期为负")
    total = serializers.IntegerField()
    done = serializers.ListField(child=serializers.IntegerField(), help_text="已完成的项目")
    makes = serializers.ListField(child=serializers.IntegerField(), help_text="预计能完成")
    misses = serializers.ListField(child=serializers.IntegerField(), help_text="预计完不成")
    stopped = serializers.ListField(child=serializers.IntegerField(), help_text="停止计时")


@extend_schema_view(
    list=extend_schema(summary="攻坚时限列表"), retrieve=extend_schema(summary="一个攻坚时限")
)
class CampaignViewSet(ScopedReadOnlyViewSet):
    queryset = Campaign.objects.all()
    serializer_class = CampaignSerializer
    filterset_fields = ("year", "target")
    ordering = ("due_on",)
    ordering_fields = ("due_on", "year")
    permissions = {"progress": "projects.view_campaign"}

    @extend_schema(
        summary="攻坚时限的预测",
        responses=ProgressSerializer,
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def progress(self, request: Request, pk: int) -> Response:
        campaign, day = self.get_object(), clock.today()
        rows = Project.objects.visible_to(request.user).in_region(campaign.region_id)
        found = standings([campaign], rows.of_year(campaign.year), day)[0]
        body: dict[str, Any] = {"as_of": day, "days_left": found.days_left, "total": found.total}
        return Response(body | {str(one): found.pks(one) for one in Forecast})


class RuleSerializer(RowSerializer):
    class Meta:
        model = LightRule
        fields = (
            "subject", "formula", "yellow", "yellow_over", "red", "red_over", "needed", "curve",
        )  # fmt: skip


class RuleSetSerializer(RowSerializer):
    """A set of rules of lights; `region` null holds wherever nobody nearer has his own."""

    rules = RuleSerializer(many=True, read_only=True)
    region = serializers.SerializerMethodField(help_text="12位区划代码")

    class Meta:
        model = LightRuleSet
        fields = ("id", "name", "region", "effective_on", "source", "rules")

    def get_region(self, row: LightRuleSet) -> str | None:
        return None if row.region_id is None else str(row.region_id)


@extend_schema_view(
    list=extend_schema(summary="亮灯规则列表"), retrieve=extend_schema(summary="一套亮灯规则")
)
class RuleSetViewSet(ScopedReadOnlyViewSet):
    queryset = LightRuleSet.objects.prefetch_related("rules")
    serializer_class = RuleSetSerializer
    ordering = ("-effective_on",)
    ordering_fields = ("effective_on", "name")
