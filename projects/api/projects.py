"""API of projects, with their nodes and quantities saved as whole tables."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField
from core.api import DayField, MoneyField, RowSerializer
from core.history import latest_version
from projects.api.base import ProjectsViewSet, SeenSerializer, VersionField, require_seen
from projects.choices import CLASSES, ProjectStatus
from projects.models import Community, Milestone, Project, WorkQuantity
from projects.pace.lights import lights
from projects.project_filters import ProjectFilter
from projects.services.milestones import NodeLine, save_milestones
from projects.services.projects import create_project, update_project
from projects.services.quantities import QuantityLine, save_quantities

FACTS: Final = (
    "number", "name", "year", "region", "batch", "out_of_plan", "classes", "total_investment",
    "annual_investment", "planned_start", "planned_finish", "site_entry_on", "started_on",
    "finished_on", "accepted_on", "lead_official", "lead_unit", "lead_person", "contractor",
    "supervisor", "project_manager", "chief_supervisor",
)  # fmt: skip
LONGEST: Final[dict[str, Any]] = {"max_length": 200}
DERIVED: Final = (
    "region_name", "status", "percent", "invested", "overdue_since", "light", "light_sentence",
)  # fmt: skip
AS_OF = OpenApiParameter(
    "as_of", {"type": "string", "format": "date"}, description="截至日期，默认今天"
)


def community_ids(projects: Sequence[Project]) -> dict[int, list[int]]:
    """Return the ids of the communities of each project, in one query."""
    found: dict[int, list[int]] = {project.pk: [] for project in projects}
    links = Project.communities.through._default_manager.filter(project__in=list(found))
    for project, community in links.order_by("community_id").values_list(
        "project_id", "community_id"
    ):
        found[project].append(community)
    return found


class CommunitiesField(serializers.ManyRelatedField):
    """Communities of the caller's scope by id."""

    def __init__(self, **kwargs: Any) -> None:
        child = serializers.PrimaryKeyRelatedField(queryset=Community.objects.none())
        kwargs.setdefault("help_text", "小区的 id，只能选所属区划内的小区")
        super().__init__(child_relation=child, **kwargs)

    def get_attribute(self, instance: Any) -> Any:
        """Return the ids that the list has read for the whole page, else this row's."""
        read: list[int] | None = instance.__dict__.get("community_ids")
        return community_ids([instance])[instance.pk] if read is None else read

    def to_representation(self, iterable: Any) -> list[int]:
        return list(iterable)

    def to_internal_value(self, data: Any) -> list[Community]:
        mine: Any = Community.objects.visible_to(self.context["request"].user)
        relation: Any = self.child_relation
        relation.queryset = mine
        return list(super().to_internal_value(data))


class ProjectSerializer(RowSerializer):
    """A project as of a date.

    `status`, `percent`, `invested` and `overdue_since` are derived: the last two accepted weekly
    values and the planned date of the worst overdue node.
    """

    region = RegionKeyField()
    region_name = serializers.CharField(source="region.name", read_only=True)
    communities = CommunitiesField(required=False)
    year = serializers.IntegerField(min_value=2000, max_value=2100, help_text="年度")
    status = serializers.ChoiceField(
        choices=ProjectStatus.choices, read_only=True, help_text="截至日期的状态，由日期得出"
    )
    percent = serializers.DecimalField(
        5, 2, read_only=True, allow_null=True, help_text="形象进度，单位：%，0至100"
    )
    invested = MoneyField(
        read_only=True, allow_null=True, help_text="累计完成投资，单位：元，两位小数的文本"
    )
    overdue_since = serializers.DateField(
        source="due_since", read_only=True, allow_null=True, help_text="最早一个逾期节点的计划日期"
    )

    light = serializers.SerializerMethodField(
        help_text="red、yellow、green，grey 为停止计时，没有规则为 null"
    )
    light_sentence = serializers.SerializerMethodField(help_text="亮灯的数据和规则")

    class Meta:
        model = Project
        fields: tuple[str, ...] = ("id", *FACTS, "communities", *DERIVED, "remarks")
        read_only_fields = ("remarks",)
        validators: list[Any] = []
        extra_kwargs = {"classes": {"help_text": f"以“、”连接：{'、'.join(CLASSES)}"}}

    def get_light(self, row: Any) -> str | None:
        return row.lights.light if hasattr(row, "lights") else None

    def get_light_sentence(self, row: Any) -> str:
        return row.lights.sentence if hasattr(row, "lights") else ""

    def validate_classes(self, value: str) -> str:
        """Take the classes of the page, and further ones that the row has from its ledger."""
        kept = self.context.get("classes", "")
        known = {*CLASSES, *kept.replace(",", "、").split("、")}
        unknown = [name for name in value.split("、") if name and name not in known]
        if unknown:
            raise serializers.ValidationError(
                f"没有“{unknown[0]}”这一类别，请从{'、'.join(CLASSES)}中选。"
            )
        return value


class ProjectDetailSerializer(ProjectSerializer):
    version = VersionField()

    class Meta(ProjectSerializer.Meta):
        fields: tuple[str, ...] = (*ProjectSerializer.Meta.fields, "version")


class ProjectChangeSerializer(ProjectSerializer, SeenSerializer):
    """A change of some fields of a project."""

    class Meta(ProjectSerializer.Meta):
        fields: tuple[str, ...] = (*FACTS, "communities", "seen")


class NodeLineSerializer(serializers.Serializer[Any]):
    """One node; without `id` it is a new one."""

    id = serializers.IntegerField(required=False, allow_null=True, source="pk")
    name = serializers.CharField(max_length=40)
    planned_on = DayField(required=False, allow_null=True, default=None)
    actual_on = DayField(required=False, allow_null=True, default=None)
    weight = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=100,
        help_text="权重，单位：%；各节点合计100，不送则不变",
    )  # fmt: skip
    owner = serializers.CharField(
        required=False, allow_blank=True, max_length=30, help_text="专人，不送则不变"
    )
    baseline_on = serializers.DateField(read_only=True, help_text="基准日期：首次核定的计划")


class NodeTableSerializer(serializers.Serializer[Any]):
    """All nodes of a project, in order."""

    seen = serializers.IntegerField(min_value=0, help_text="读取时的版本号")
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=300, write_only=True,
        help_text="改动已核定的计划日期时必填",
    )  # fmt: skip
    lines = NodeLineSerializer(many=True, **LONGEST)


class QuantityLineSerializer(serializers.Serializer[Any]):
    """One quantity; without `id` it is a new one."""

    id = serializers.IntegerField(required=False, allow_null=True, source="pk")
    item = serializers.CharField(max_length=40)
    unit = serializers.CharField(max_length=8, help_text="长度 m、km，面积 ㎡，体积 m³，或计数单位")
    planned = serializers.DecimalField(14, 2, required=False, allow_null=True, default=None)
    done = serializers.DecimalField(14, 2, required=False, allow_null=True, default=None)


class QuantityTableSerializer(serializers.Serializer[Any]):
    """Lines to keep or add, and the ids of those to remove."""

    seen = serializers.IntegerField(min_value=0, help_text="读取时的版本号")
    lines = QuantityLineSerializer(many=True, **LONGEST)
    removed = serializers.ListField(
        child=serializers.IntegerField(), required=False, default=list, max_length=200
    )


class QuantityTableShown(QuantityTableSerializer):
    removed = None  # type: ignore[assignment]
    warnings = serializers.ListField(child=serializers.CharField(), required=False)


@extend_schema_view(
    list=extend_schema(summary="项目列表"),
    retrieve=extend_schema(summary="一个项目", parameters=[AS_OF]),
)
class ProjectViewSet(ProjectsViewSet):
    """Projects as of a date (`as_of`, else today)."""

    queryset = Project.objects.select_related("region")
    serializer_class = ProjectSerializer
    detail_serializer_class = ProjectDetailSerializer
    filterset_class = ProjectFilter
    ordering = ("region_id", "number")
    ordering_fields = (
        "number", "name", "region_id", "year", "planned_start", "planned_finish", "started_on",
        "percent", "invested", "status", "due_since", "lead_person", "total_investment",
    )  # fmt: skip
    permissions = {
        "milestones": "projects.view_milestone",
        "quantities": "projects.view_workquantity",
    }

    def detail_queryset(self) -> QuerySet[Any]:
        """The FilterSet adds what a project is as of a date."""
        seen = ProjectFilter(
            {"as_of": self.request.query_params.get("as_of", "")},
            queryset=self.get_queryset(),
            request=self.request,
        )
        rows: QuerySet[Any] = seen.qs
        return rows

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        ids = community_ids(page or [])
        for project in page or []:
            project.community_ids = ids[project.pk]
        self.complete(page or [])
        return page

    def get_object(self) -> Any:
        row = super().get_object()
        self.complete([row])
        return row

    def complete(self, rows: Sequence[Any]) -> None:
        if rows:
            found = lights(rows, rows[0].seen_on)
            for row in rows:
                row.lights = found[row.pk]

    @extend_schema(
        summary="新增项目", request=ProjectSerializer, responses={201: ProjectDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        return self.shown(create_project(self.validated(ProjectSerializer), by=self.user), 201)

    @extend_schema(
        summary="修改项目",
        request=ProjectChangeSerializer(partial=True),
        responses=ProjectDetailSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        context = {**self.get_serializer_context(), "classes": row.classes}
        form = ProjectSerializer(data=request.data, context=context, partial=True)
        form.is_valid(raise_exception=True)
        values = {name: getattr(row, name) for name in FACTS}
        kept = Community.objects.filter(projects=row)
        values |= {"communities": list(kept)} | form.validated_data
        return self.shown(update_project(row, values, by=self.user, seen=seen))

    @extend_schema(summary="项目的全部节点", responses=NodeTableSerializer)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def milestones(self, request: Request, pk: int) -> Response:
        return self.node_table(self.get_object())

    @extend_schema(
        summary="保存项目的全部节点", request=NodeTableSerializer, responses=NodeTableSerializer
    )
    @milestones.mapping.put
    def save_milestones(self, request: Request, pk: int) -> Response:
        project, typed = self.get_object(), self.validated(NodeTableSerializer)
        lines = [NodeLine(**line) for line in typed["lines"]]
        reason = typed.get("reason", "")
        save_milestones(project, lines, by=self.user, seen=typed["seen"], reason=reason)
        return self.node_table(project)

    @extend_schema(summary="项目的全部工程量", responses=QuantityTableShown)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def quantities(self, request: Request, pk: int) -> Response:
        return self.quantity_table(self.get_object())

    @extend_schema(
        summary="保存项目的工程量", request=QuantityTableSerializer, responses=QuantityTableShown
    )
    @quantities.mapping.put
    def save_quantities(self, request: Request, pk: int) -> Response:
        project, typed = self.get_object(), self.validated(QuantityTableSerializer)
        lines = [QuantityLine(**line) for line in typed["lines"]]
        warnings = save_quantities(
            project, lines, by=self.user, removed=typed["removed"], seen=typed["seen"]
        )
        return self.quantity_table(project, warnings)

    def node_table(self, project: Project) -> Response:
        seen = latest_version(Milestone, project_id=project.pk)
        rows = Milestone.objects.filter(project=project).order_by("order", "pk")
        return Response({"seen": seen, "lines": NodeLineSerializer(rows, many=True).data})

    def quantity_table(self, project: Project, warnings: Sequence[str] = ()) -> Response:
        seen = latest_version(WorkQuantity, project_id=project.pk)
        rows = WorkQuantity.objects.filter(project=project).order_by("item", "pk")
        lines = QuantityLineSerializer(rows, many=True).data
        return Response({"seen": seen, "lines": lines, "warnings": list(warnings)})
