"""API of weeks: the reporting calendar, who is missing, freezing and unlocking."""

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import region_or_own
from accounts.views.base import caller
from core import clock
from core.api import CodeField, WeekField, querydata
from core.deadlines import cutoff_at, due_at
from core.periods import Week, weeks_back
from projects import completeness
from projects.api.base import ProjectBrief
from projects.completeness import RegionWeeks, Tally
from projects.models import Project, WeekClosing, WeekUnlock
from projects.services.weeks import close_week, openness, unlock_week
from projects.views.weekly_common import week_named

WEEK = OpenApiParameter(
    "week", {"type": "string", "format": "date"}, "path", description="该周任一天"
)
REGION = OpenApiParameter("region", str, description="12位区划代码，默认本人所属区划")


class ScopeQuery(serializers.Serializer[Any]):
    region = CodeField(required=False, help_text="12位区划代码，默认本人所属区划")


class CalendarQuery(ScopeQuery):
    week = WeekField(required=False, help_text="最后一周，默认本周")
    weeks = serializers.IntegerField(min_value=1, max_value=26, default=12, help_text="周数")


class TallySerializer(serializers.Serializer[Tally]):
    """Counts of projects of one region and week; rates as text with one decimal, or null."""

    owed = serializers.IntegerField(help_text="应填项目数")
    reported = serializers.IntegerField(help_text="已填项目数")
    missing = serializers.IntegerField(help_text="未填项目数")
    on_time = serializers.IntegerField(help_text="按时项目数")
    imported = serializers.IntegerField(help_text="台账导入的项目数")
    reporting_rate = serializers.CharField(allow_null=True, help_text="填报率，单位：%")
    timely_rate = serializers.CharField(allow_null=True, help_text="按时率，单位：%")


class RegionWeeksSerializer(serializers.Serializer[RegionWeeks]):
    """A region's tallies in the order of `weeks`; `own` is what hangs on the parent itself."""

    region = serializers.SerializerMethodField(help_text="12位区划代码")
    name = serializers.CharField()
    own = serializers.BooleanField()
    cells = TallySerializer(many=True)

    def get_region(self, row: RegionWeeks) -> str:
        return str(row.region.pk)


class CalendarSerializer(serializers.Serializer[Any]):
    """Region × week."""

    definition = serializers.CharField(help_text="口径")
    weeks = serializers.ListField(child=serializers.DateField(), help_text="各周周一")
    rows = RegionWeeksSerializer(many=True)
    total = RegionWeeksSerializer()


# its list is one object: child regions of one region, not rows to page through
ONE_CALENDAR: Any = forced_singular_serializer(CalendarSerializer)  # type: ignore[no-untyped-call]


class ClosingSerializer(serializers.ModelSerializer[WeekClosing]):
    region = serializers.SerializerMethodField(help_text="12位区划代码")
    closed_by = serializers.StringRelatedField(  # type: ignore[var-annotated]
        help_text="冻结人，到点自动冻结为 null"
    )

    class Meta:
        model = WeekClosing
        fields = ("id", "region", "week", "closed_at", "closed_by")

    def get_region(self, row: WeekClosing) -> str:
        return str(row.region_id)


class UnlockSerializer(serializers.ModelSerializer[WeekUnlock]):
    region = serializers.SerializerMethodField(help_text="12位区划代码")
    unlocked_by = serializers.StringRelatedField(help_text="解锁人")  # type: ignore[var-annotated]

    class Meta:
        model = WeekUnlock
        fields = ("id", "region", "week", "reason", "unlocked_at", "unlocked_by", "until")

    def get_region(self, row: WeekUnlock) -> str:
        return str(row.region_id)


class WeekSerializer(serializers.Serializer[Any]):
    """One week of a region: its moments, whether entries may change, who reported."""

    region = serializers.CharField(help_text="12位区划代码")
    week = serializers.DateField(help_text="周一日期")
    label = serializers.CharField()  # type: ignore[assignment]
    due_at = serializers.DateTimeField(help_text="填报截止")
    cutoff_at = serializers.DateTimeField(help_text="冻结时间")
    open = serializers.BooleanField(help_text="现在能否填报")
    rows = RegionWeeksSerializer(many=True)
    total = RegionWeeksSerializer()


class UnlockingSerializer(ScopeQuery):
    hours = serializers.IntegerField(help_text="解锁时长，单位：小时，1至168")
    reason = serializers.CharField(allow_blank=True, help_text="原因，必填，最多300字")


class MissingSerializer(serializers.Serializer[Project]):
    project = ProjectBrief(source="*")
    lead_unit = serializers.CharField(help_text="责任单位")
    lead_person = serializers.CharField(help_text="责任人")


class WeekViewSet(viewsets.GenericViewSet[Any]):
    """Weeks, named by any of their days."""

    queryset = WeekClosing.objects.none()
    lookup_field = "week"
    filter_backends: list[Any] = []
    permissions = {
        "list": "projects.view_weeklyentry",
        "retrieve": "projects.view_weeklyentry",
        "missing": "projects.view_weeklyentry",
        "close": "projects.close_week",
        "unlock": "projects.unlock_week",
    }

    @extend_schema(
        summary="填报日历",
        parameters=[CalendarQuery],
        responses=ONE_CALENDAR,
    )
    def list(self, request: Request) -> Response:
        asked = querydata(CalendarQuery, request)
        region = region_or_own(request, asked.get("region"))
        last = asked.get("week") or Week.of(clock.today())
        found = completeness.calendar(region, weeks_back(last, asked["weeks"]))
        body = {
            "definition": completeness.DEFINITION,
            "weeks": [week.monday for week in found.weeks],
            "rows": found.rows,
            "total": found.total,
        }
        return Response(CalendarSerializer(body).data)

    @extend_schema(summary="一周的填报情况", parameters=[WEEK, REGION], responses=WeekSerializer)
    def retrieve(self, request: Request, week: str) -> Response:
        at = week_named(week)
        region = region_or_own(request, querydata(ScopeQuery, request).get("region"))
        found = completeness.calendar(region, [at])
        body = {
            "region": str(region.pk),
            "week": at.monday,
            "label": at.label,
            "due_at": due_at(at),
            "cutoff_at": cutoff_at(at),
            "open": openness(region.pk, at).is_open(region.pk),
            "rows": found.rows,
            "total": found.total,
        }
        return Response(WeekSerializer(body).data)

    @extend_schema(
        summary="未报项目", parameters=[WEEK, REGION], responses=MissingSerializer(many=True)
    )
    @action(detail=True)
    def missing(self, request: Request, week: str) -> Response:
        region = region_or_own(request, querydata(ScopeQuery, request).get("region"))
        rows = completeness.missing(region.pk, week_named(week)).select_related("region")
        page: Any = self.paginate_queryset(rows.order_by("site_id", "number", "pk"))
        return self.get_paginated_response(MissingSerializer(page, many=True).data)

    @extend_schema(
        summary="冻结一周", parameters=[WEEK], request=ScopeQuery, responses=ClosingSerializer
    )
    @action(detail=True, methods=["post"])
    def close(self, request: Request, week: str) -> Response:
        asked = body(ScopeQuery, request)
        region = region_or_own(request, asked.get("region"))
        closing = close_week(region, week_named(week), caller(request))
        return Response(ClosingSerializer(closing).data)

    @extend_schema(
        summary="解锁一周",
        parameters=[WEEK],
        request=UnlockingSerializer,
        responses={201: UnlockSerializer},
    )
    @action(detail=True, methods=["post"])
    def unlock(self, request: Request, week: str) -> Response:
        asked = body(UnlockingSerializer, request)
        region = region_or_own(request, asked.get("region"))
        unlock = unlock_week(
            caller(request), region, week_named(week), asked["reason"], asked["hours"],
            request._request,
        )  # fmt: skip
        return Response(UnlockSerializer(unlock).data, status=201)


def body(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    form = kind(data=request.data)
    form.is_valid(raise_exception=True)
    found: dict[str, Any] = form.validated_data
    return found
