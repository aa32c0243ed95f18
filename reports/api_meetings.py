"""API of meetings and decisions: agendas, and what is decided, answered and confirmed."""

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField
from accounts.choices import AccessKind
from accounts.models import Region
from accounts.services.access import record
from accounts.views.base import caller
from core import clock
from core.api import CodeField, DayField, ScopedReadOnlyViewSet, created
from core.exports import attachment
from core.rest import JsonWhateverAccepted
from projects.models import Project
from reports.choices import DecisionStatus
from reports.documents.render import TYPES
from reports.meeting_actions import ANSWER, CONFIRM, HOLD
from reports.meeting_filters import DecisionFilter, MeetingFilter
from reports.models import Decision, DecisionAnswer, Meeting
from reports.services import decisions
from reports.services.meetings import recompute
from reports.views.meetings import FORMS, render_minutes


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    """A meeting; `week` is the Monday of the week it speaks about."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    dispatch = serializers.IntegerField(
        source="dispatch_id", read_only=True, allow_null=True, help_text="周调度 id"
    )

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = (
            "id", "region", "region_name", "kind", "state", "topic", "week", "dispatch", "held_at",
            "place", "chair", "recorder", "attendees", "absent", "observers", "summary",
            "started_at", "finished_at", "year", "serial",
        )  # fmt: skip


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with its agenda and what people did to it."""

    agenda = serializers.JSONField(read_only=True, help_text="议程：按节列出，会议开始后不变")
    items = serializers.SerializerMethodField(help_text="人工增加和撤下的议题")

    class Meta(MeetingSerializer.Meta):
        fields: tuple[str, ...] = (*MeetingSerializer.Meta.fields, "agenda", "items")

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_items(self, row: Meeting) -> list[Any]:
        return list(row.items.values("key", "text", "unit", "dismissed"))


@extend_schema_view(
    list=extend_schema(summary="调度会列表"), retrieve=extend_schema(summary="一次调度会和议程")
)
class MeetingViewSet(ScopedReadOnlyViewSet):
    queryset = Meeting.objects.select_related("region").defer("minutes")
    serializer_class = MeetingSerializer
    detail_serializer_class = MeetingDetailSerializer
    filterset_class = MeetingFilter
    ordering = ("-held_at",)
    ordering_fields = ("held_at", "week", "region_id", "state")
    permissions = {"recompute": HOLD, "minutes": "reports.view_meeting"}

    @extend_schema(summary="重新生成议程", request=None, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def recompute(self, request: Request, pk: int) -> Response:
        return self.shown(recompute(self.get_object(), by=caller(request)))

    @extend_schema(
        summary="下载纪要",
        parameters=[OpenApiParameter("form", str, "path", enum=list(FORMS))],
        responses={(200, TYPES[form]): OpenApiTypes.BINARY for form in FORMS},
    )
    @action(
        detail=True, url_path="minutes/<str:form>", content_negotiation_class=JsonWhateverAccepted
    )
    def minutes(self, request: Request, pk: int, form: str) -> HttpResponse:
        meeting = self.get_object()
        if form not in FORMS:
            raise Http404
        content, name = render_minutes(meeting, form)
        record(AccessKind.DOWNLOAD, request=request._request, subject=name, meeting=pk, form=form)
        found = HttpResponse(content, content_type=TYPES[form])
        found["Content-Disposition"] = attachment(name)
        return found


class AnswerSerializer(serializers.ModelSerializer[DecisionAnswer]):
    """An answer; `accepted` is null until somebody has confirmed it or sent it back."""

    answered_by = serializers.StringRelatedField()  # type: ignore[var-annotated]
    reviewed_by = serializers.StringRelatedField()  # type: ignore[var-annotated]

    class Meta:
        model = DecisionAnswer
        fields = (
            "id", "text", "answered_on", "answered_by", "accepted", "note", "reviewed_on",
            "reviewed_by",
        )  # fmt: skip


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """A decision; `status` is as of today, or of `as_of` in a list."""

    region = RegionKeyField(read_only=True)
    meeting = serializers.IntegerField(source="meeting_id", read_only=True)
    project = serializers.IntegerField(source="project_id", read_only=True, allow_null=True)
    status = serializers.SerializerMethodField(help_text="办理情况，按日期算出")

    class Meta:
        model = Decision
        fields: tuple[str, ...] = (
            "id", "meeting", "serial", "region", "unit", "person", "leader", "task", "due_on",
            "decided_on", "project", "item_key", "item_text", "done_on", "confirmed_on",
            "withdrawn_on", "withdrawn_reason", "status",
        )  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=DecisionStatus.choices))
    def get_status(self, row: Any) -> str:
        return str(getattr(row, "status", None) or row.status_on(clock.today()))


class DecisionDetailSerializer(DecisionSerializer):
    answers = AnswerSerializer(many=True, read_only=True)

    class Meta(DecisionSerializer.Meta):
        fields: tuple[str, ...] = (*DecisionSerializer.Meta.fields, "answers")


class NewDecisionSerializer(serializers.Serializer[Any]):
    """A decision of a running meeting; unit, person and due date are needed."""

    meeting = serializers.IntegerField(help_text="会议 id")
    region = CodeField(help_text="承办区划，12位代码")
    unit = serializers.CharField(max_length=80)
    person = serializers.CharField(max_length=30)
    task = serializers.CharField(max_length=300)
    due_on = DayField()
    leader = serializers.CharField(max_length=30, default="", allow_blank=True)
    project = serializers.IntegerField(required=False, allow_null=True, help_text="项目 id")
    item_key = serializers.CharField(max_length=40, default="", allow_blank=True)


class AnswerTextSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=1000, allow_blank=True)


class ConfirmSerializer(serializers.Serializer[Any]):
    accepted = serializers.BooleanField()
    note = serializers.CharField(max_length=300, default="", allow_blank=True)


class ReopenSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, allow_blank=True)


@extend_schema_view(
    list=extend_schema(summary="决定事项列表"), retrieve=extend_schema(summary="一项决定和回报")
)
class DecisionViewSet(ScopedReadOnlyViewSet):
    queryset = Decision.objects.select_related("region")
    serializer_class = DecisionSerializer
    detail_serializer_class = DecisionDetailSerializer
    filterset_class = DecisionFilter
    ordering = ("-decided_on",)
    ordering_fields = ("decided_on", "due_on", "done_on", "region_id")
    permissions = {
        "create": HOLD,
        "answer": ANSWER,
        "confirm": CONFIRM,
        "reopen": CONFIRM,
    }

    @extend_schema(
        summary="记录一项决定",
        request=NewDecisionSerializer,
        responses={201: DecisionDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        typed = self.validated(NewDecisionSerializer)
        user = caller(request)
        meeting = self._found(Meeting.objects.visible_to(user), typed.pop("meeting"), "meeting")
        code, project = typed.pop("region"), typed.pop("project", None)
        typed["region"] = self._found(Region.objects.visible_to(user), code, "region")
        if project is not None:
            rows = Project.objects.visible_to(user).select_related("region")
            typed["project"] = self._found(rows, project, "project")
        facts = decisions.DecisionFacts(**typed)
        return created(self.shown(decisions.enter_decision(meeting, facts, by=user)))

    @staticmethod
    def _found(rows: Any, pk: int, field: str) -> Any:
        row = rows.filter(pk=pk).first()
        if row is None:
            raise serializers.ValidationError({field: ["没有这一项，或不在您的管辖范围内。"]})
        return row

    @extend_schema(
        summary="回报结果", request=AnswerTextSerializer, responses=DecisionDetailSerializer
    )
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: int) -> Response:
        row, typed = self.get_object(), self.validated(AnswerTextSerializer)
        decisions.answer_decision(row, **typed, by=caller(request))
        return self.shown(row)

    @extend_schema(
        summary="确认或退回结果", request=ConfirmSerializer, responses=DecisionDetailSerializer
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: int) -> Response:
        row, typed = self.get_object(), self.validated(ConfirmSerializer)
        return self.shown(decisions.review_decision(row, **typed, by=caller(request)))

    @extend_schema(summary="重新办理", request=ReopenSerializer, responses=DecisionDetailSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        row, typed = self.get_object(), self.validated(ReopenSerializer)
        return self.shown(decisions.reopen_decision(row, **typed, by=caller(request)))
