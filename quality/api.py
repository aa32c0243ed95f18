"""API of quality supervision, to be read: the scope, filters and secrecy of the pages.

What is entered carries photos, papers and signatures and stays on the pages.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from accounts.api import RegionKeyField
from core import clock
from core.api import RowSerializer, ScopedReadOnlyViewSet, querydata
from core.asked import asked_day
from projects.api.base import ProjectBrief
from projects.models import Project
from quality import filters
from quality.choices import FindingState, RoleKind
from quality.models import (
    AcceptanceRound,
    Inspection,
    InspectionFinding,
    Material,
    ProcessCheck,
    Recall,
    RoleAssignment,
    SignOff,
    SiteCheck,
    TestReport,
)
from quality.responsibility import Term, holders_of
from quality.services.acceptance import unsigned

ON_PAGES = "只读；登记、复查、签字和召回在页面办理。"
PLACE = ("project__name", "project__region_id")


def reads(listed: str, one: str, note: str = "") -> Any:
    """Name the two operations of an endpoint that is only read."""
    told = f"{note}{ON_PAGES}"
    return extend_schema_view(
        list=extend_schema(summary=listed, description=told),
        retrieve=extend_schema(summary=one, description=told),
    )


class InspectionSerializer(RowSerializer):
    """A round; `total` and `visited` count the projects that the caller may see."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    total = serializers.IntegerField(read_only=True, help_text="应检查项目数，单位：个")
    visited = serializers.IntegerField(read_only=True, help_text="已检查项目数，单位：个")

    class Meta:
        model = Inspection
        fields = (
            "id", "kind", "title", "region", "region_name", "planned_on", "lead_unit", "team",
            "scope", "seed", "total", "visited",
        )  # fmt: skip


@reads("检查列表", "一轮检查", "暗访在现场检查登记之前只有组织检查的一级可见。")
class InspectionViewSet(ScopedReadOnlyViewSet):
    """Rounds of the caller's region, and those that check its projects."""

    queryset = Inspection.objects.select_related("region")
    serializer_class = InspectionSerializer
    filterset_class = filters.InspectionFilter
    ordering = ("-planned_on",)
    ordering_fields = ("planned_on", "title", "kind", "region_id")

    def get_queryset(self) -> QuerySet[Any]:
        checks = SiteCheck.objects.visible_to(self.request.user)
        rows: Any = super().get_queryset()
        counted: QuerySet[Inspection] = rows.with_coverage(checks, asked_day(self.request))
        return counted


class OfProjectSerializer(RowSerializer):
    """A record of a project."""

    project = ProjectBrief(read_only=True)


class LineAnswerSerializer(serializers.Serializer[Any]):
    """One line of the checklist."""

    text = serializers.CharField(help_text="检查内容")
    answer = serializers.CharField(help_text="是、否或不涉及")


class SiteCheckSerializer(OfProjectSerializer):
    """What a round found at one project; `visited_on` is null until then."""

    inspection_title = serializers.CharField(source="inspection.title", read_only=True)
    answers = LineAnswerSerializer(many=True, read_only=True)

    class Meta:
        model = SiteCheck
        fields = (
            "id", "inspection", "inspection_title", "project", "visited_on", "inspectors",
            "verdict", "answers", "note",
        )  # fmt: skip


@reads("现场检查列表", "一次现场检查", "暗访在登记之前只有组织检查的一级可见。")
class SiteCheckViewSet(ScopedReadOnlyViewSet):
    """Checks of all rounds, project by project."""

    queryset = SiteCheck.objects.select_related("inspection", "project__region")
    serializer_class = SiteCheckSerializer
    filterset_class = filters.CheckFilter
    ordering = ("-visited_on",)
    ordering_fields = ("visited_on", "inspection__title", "verdict", *PLACE)


class FindingSerializer(OfProjectSerializer):
    """A finding; state and `overdue` follow from its dates as of the asked day."""

    state = serializers.ChoiceField(choices=FindingState.choices, read_only=True)
    overdue = serializers.BooleanField(read_only=True, help_text="是否逾期未整改")

    class Meta:
        model = InspectionFinding
        fields = (
            "id", "project", "site_check", "found_on", "inspectors", "category", "text",
            "requirement", "due_on", "unit", "person", "state", "overdue", "reply", "replied_on",
            "review_note", "closed_on",
        )  # fmt: skip


@reads("检查问题列表", "一个检查问题")
class FindingViewSet(ScopedReadOnlyViewSet):
    """Findings made by the as-of date, as they stood on it."""

    queryset = InspectionFinding.objects.select_related("project__region")
    serializer_class = FindingSerializer
    filterset_class = filters.FindingFilter
    ordering = ("-found_on",)
    ordering_fields = ("found_on", "due_on", "closed_on", "category", *PLACE)

    def detail_queryset(self) -> QuerySet[Any]:
        rows: Any = self.get_queryset()
        told: QuerySet[InspectionFinding] = rows.with_state(clock.today())
        return told


class MaterialSerializer(OfProjectSerializer):
    """A delivery of material."""

    class Meta:
        model = Material
        fields = (
            "id", "project", "kind", "brand", "model", "batch", "supplier", "quantity",
            "arrived_on", "verdict", "checker", "checked_on", "used_where", "used_on", "note",
        )  # fmt: skip


@reads("进场材料列表", "一批进场材料")
class MaterialViewSet(ScopedReadOnlyViewSet):
    """Deliveries that had arrived by the as-of date."""

    queryset = Material.objects.select_related("project__region")
    serializer_class = MaterialSerializer
    filterset_class = filters.MaterialFilter
    ordering = ("-arrived_on",)
    ordering_fields = ("arrived_on", "used_on", "kind", "brand", "batch", "supplier", "verdict", *PLACE)  # fmt: skip


class TestReportSerializer(OfProjectSerializer):
    """A report of a testing agency; one that was corrected names the report that counts now."""

    __test__ = False
    corrected_by = serializers.SerializerMethodField(help_text="更正本报告的报告，未更正为 null")

    class Meta:
        model = TestReport
        fields = (
            "id", "project", "number", "agency", "phase", "item", "sample", "standard",
            "tested_on", "result", "verdict", "advice", "material", "corrects", "corrected_by",
        )  # fmt: skip

    def get_corrected_by(self, row: TestReport) -> int | None:
        later: TestReport | None = getattr(row, "corrected_by", None)
        return later.pk if later else None


@reads("检测报告列表", "一份检测报告")
class TestReportViewSet(ScopedReadOnlyViewSet):
    """Reports of tests made by the as-of date."""

    __test__ = False
    queryset = TestReport.objects.select_related("project__region", "corrected_by")
    serializer_class = TestReportSerializer
    filterset_class = filters.TestFilter
    ordering = ("-tested_on",)
    ordering_fields = ("tested_on", "number", "agency", "item", "phase", "verdict", *PLACE)


class ProcessCheckSerializer(OfProjectSerializer):
    """A procedure looked at before it is covered."""

    class Meta:
        model = ProcessCheck
        fields = (
            "id", "project", "place", "procedure", "hidden", "checked_on", "inspector", "verdict",
            "note",
        )  # fmt: skip


@reads("工序检查列表", "一次工序检查", "hidden=1 为隐蔽工程。")
class ProcessCheckViewSet(ScopedReadOnlyViewSet):
    """Procedures checked by the as-of date, hidden works among them."""

    queryset = ProcessCheck.objects.select_related("project__region")
    serializer_class = ProcessCheckSerializer
    filterset_class = filters.ProcessFilter
    ordering = ("-checked_on",)
    ordering_fields = ("checked_on", "place", "procedure", "hidden", "verdict", *PLACE)


class SignOffSerializer(serializers.ModelSerializer[SignOff]):
    """One party's signature."""

    class Meta:
        model = SignOff
        fields = ("party", "unit", "person", "agrees", "opinion", "signed_on")


class RoundSerializer(OfProjectSerializer):
    """A round of acceptance, its signatures and who has still to sign."""

    signatures = SignOffSerializer(many=True, read_only=True)
    unsigned = serializers.SerializerMethodField(help_text="还没有签字的参加方")

    class Meta:
        model = AcceptanceRound
        fields = (
            "id", "project", "kind", "number", "held_on", "chair", "verdict", "decided_on",
            "defects", "signatures", "unsigned",
        )  # fmt: skip

    def get_unsigned(self, row: AcceptanceRound) -> list[str]:
        return unsigned(row)


@reads("验收列表", "一轮验收")
class RoundViewSet(ScopedReadOnlyViewSet):
    """Rounds held by the as-of date."""

    queryset = AcceptanceRound.objects.select_related("project__region").prefetch_related(
        "signatures"
    )
    serializer_class = RoundSerializer
    filterset_class = filters.RoundFilter
    ordering = ("-held_on",)
    ordering_fields = ("held_on", "decided_on", "number", "kind", "verdict", *PLACE)


class RecallSerializer(RowSerializer):
    """A batch that no project of the region may use any more."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)

    class Meta:
        model = Recall
        fields = (
            "id", "region", "region_name", "kind", "supplier", "batch", "reason", "opened_on",
        )  # fmt: skip


@reads("材料召回列表", "一次材料召回", "用过该批次的项目见进场材料，按批号筛选。")
class RecallViewSet(ScopedReadOnlyViewSet):
    """Recalls opened by the as-of date."""

    queryset = Recall.objects.select_related("region")
    serializer_class = RecallSerializer
    filterset_class = filters.RecallFilter
    ordering = ("-opened_on",)
    ordering_fields = ("opened_on", "kind", "supplier", "batch", "region_id")


class AssignmentSerializer(OfProjectSerializer):
    """A recorded change of who answers for a project's quality."""

    class Meta:
        model = RoleAssignment
        fields = ("id", "project", "role", "name", "since", "basis")


@reads("责任主体变更列表", "一次责任主体变更", "某日由谁负责见 responsible。")
class AssignmentViewSet(ScopedReadOnlyViewSet):
    """What was recorded about who answers from which day on."""

    queryset = RoleAssignment.objects.select_related("project__region")
    serializer_class = AssignmentSerializer
    filterset_class = filters.AssignmentFilter
    ordering = ("-since",)
    ordering_fields = ("since", "role", "name", *PLACE)


class OnSerializer(serializers.Serializer[Any]):
    on = serializers.DateField(
        required=False, help_text="查哪一天的责任主体，如2023-07-31；不填为当天"
    )


class HolderSerializer(serializers.Serializer[Term]):
    """Who held a role; `since` null is from the outset, `until` null is to this day."""

    role = serializers.ChoiceField(choices=RoleKind.choices)
    name = serializers.CharField(help_text="单位或姓名")
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    basis = serializers.CharField(help_text="依据；台账为台账所载")


class ResponsibleSerializer(serializers.Serializer[Project]):
    """A project and who answered for its quality on the day."""

    project = ProjectBrief(source="*", read_only=True)
    on = serializers.SerializerMethodField(help_text="所查日期")
    holders = serializers.SerializerMethodField(help_text="当日的责任主体，无人的不列")

    def get_on(self, row: Project) -> date:
        day: date = self.context["on"]
        return day

    @extend_schema_field(HolderSerializer(many=True))
    def get_holders(self, row: Project) -> Any:
        return HolderSerializer(self.context["holders"][row.pk], many=True).data


@extend_schema_view(
    list=extend_schema(
        summary="各项目的质量责任主体", description=ON_PAGES, parameters=[OnSerializer]
    ),
    retrieve=extend_schema(
        summary="一个项目的质量责任主体", description=ON_PAGES, parameters=[OnSerializer]
    ),
)
class ResponsibleViewSet(ScopedReadOnlyViewSet):
    """Who answered on a day, project by project: the ledger and what was recorded, read together."""

    queryset = Project.objects.select_related("region")
    serializer_class = ResponsibleSerializer
    filterset_class = filters.ResponsibleFilter
    ordering = ("number",)
    ordering_fields = ("number", "name", "region_id")
    permissions = {
        "list": "quality.view_roleassignment",
        "retrieve": "quality.view_roleassignment",
    }

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Read the holders of a whole page at once."""
        if args:
            on = self.asked(self.request)
            rows: Sequence[Project] = args[0] if kwargs.get("many") else [args[0]]
            context = {"on": on, "holders": holders_of(rows, on)}
            kwargs["context"] = {**self.get_serializer_context(), **context}
        return super().get_serializer(*args, **kwargs)

    def asked(self, request: Request) -> date:
        day: date = querydata(OnSerializer, request).get("on") or clock.today()
        return day
