"""API of the paper loop: a sheet by its code, what stands on it typed in, what came back decided.

Investment is 元 here, as everywhere in the API; days of nodes go by the name of the node.
"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import querydata
from core.exceptions import Refusal
from projects.api.base import ProjectBrief, ProjectsViewSet
from projects.api.weekly import EntrySerializer, EntryValuesSerializer, text_of
from projects.models import PaperAnswer, PaperForm
from projects.services.node_dates import MARK, nodes_in, show_day
from projects.services.paper_forms import (
    UNCHANGED,
    dismiss_answer,
    find_form,
    require_open,
    take_answer,
)
from projects.services.sheets import save_sheet
from projects.services.weekly import ENTER, Typed
from projects.services.weekly_values import FIELDS, parse
from projects.weekly_filters import AnswerFilter, PaperFormFilter


class PaperFormSerializer(serializers.ModelSerializer[PaperForm]):
    """The sheet of one project and week; `code` is printed on it."""

    project = ProjectBrief(read_only=True)
    code = serializers.CharField(source="spoken", help_text="9位代码")

    class Meta:
        model = PaperForm
        fields: tuple[str, ...] = ("id", "project", "week", "code", "printed_at")


class PaperFormDetailSerializer(PaperFormSerializer):
    refusal = serializers.SerializerMethodField(help_text="不能再录入的原因；可录入时为空")

    class Meta(PaperFormSerializer.Meta):
        fields = (*PaperFormSerializer.Meta.fields, "refusal")

    def get_refusal(self, row: PaperForm) -> str:
        try:
            require_open(row)
        except Refusal as refusal:
            return refusal.message
        return ""


class CodeQuerySerializer(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=20, help_text="纸上的代码，不分大小写，可不写“-”")


class NodeDaysField(serializers.DictField):
    """Days by the name of the node."""

    child = serializers.DateField(allow_null=True)


class SheetValuesSerializer(serializers.Serializer[Any]):
    """What stands on a sheet: fields of the entry, and days of nodes by their names."""

    values = EntryValuesSerializer(required=False)
    nodes = NodeDaysField(required=False, help_text="节点名称：实际日期")


class SeenSheetSerializer(serializers.Serializer[Any]):
    seen = SheetValuesSerializer(required=False, help_text="读取时各栏的值，原来为空的可不写")


class SheetSerializer(SheetValuesSerializer, SeenSheetSerializer):
    """Typed off a sheet, all saved or none; `seen` is what was there when read."""

    no_change = serializers.BooleanField(default=False, help_text="本周无变化")


class SheetSavedSerializer(serializers.Serializer[Any]):
    """What was saved; no entry where days of nodes alone were brought."""

    entry = EntrySerializer(allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField())


class PaperAnswerSerializer(serializers.ModelSerializer[PaperAnswer]):
    """What somebody wrote without an account: a proposal until it is taken."""

    form = PaperFormSerializer(read_only=True)
    values = serializers.SerializerMethodField()
    nodes = serializers.SerializerMethodField()
    no_change = serializers.SerializerMethodField(help_text="本周无变化")
    decided_by = serializers.StringRelatedField(help_text="处理人")  # type: ignore[var-annotated]

    class Meta:
        model = PaperAnswer
        fields = (
            "id", "form", "values", "nodes", "no_change", "sender", "state", "received_at",
            "decided_at", "decided_by",
        )  # fmt: skip

    def get_values(self, row: PaperAnswer) -> dict[str, str]:
        return {name: in_yuan(name, text) for name, text in row.typed.items() if name in FIELDS}

    def get_nodes(self, row: PaperAnswer) -> dict[str, str]:
        return nodes_in(row.typed)

    def get_no_change(self, row: PaperAnswer) -> bool:
        return UNCHANGED in row.typed


def in_yuan(name: str, text: str) -> str:
    return f"{parse(FIELDS[name], text):.2f}" if name == "invested" else text


def texts_of(sheet: dict[str, Any]) -> dict[str, str]:
    """Return a sheet's fields as the page types them, its nodes as `node:` and their name."""
    cells = {name: text_of(name, value) for name, value in sheet.get("values", {}).items()}
    return cells | {MARK + name: show_day(day) for name, day in sheet.get("nodes", {}).items()}


@extend_schema_view(
    list=extend_schema(summary="纸质周报表"), retrieve=extend_schema(summary="一张周报表")
)
class PaperFormViewSet(ProjectsViewSet):
    """Sheets that were printed; who typed one in by its code writes the week and the nodes."""

    queryset = PaperForm.objects.select_related("project__region")
    serializer_class = PaperFormSerializer
    detail_serializer_class = PaperFormDetailSerializer
    filterset_class = PaperFormFilter
    ordering = ("-week", "project__region_id", "project__number")
    ordering_fields = ("week", "project__region_id", "project__number", "printed_at")
    permissions = {"list": ENTER, "retrieve": ENTER, "find": ENTER, "entry": ENTER}

    @extend_schema(
        summary="按代码查周报表",
        parameters=[OpenApiParameter("code", str, required=True, description="纸上的代码")],
        responses=PaperFormDetailSerializer,
        filters=False,
    )
    @action(detail=False, pagination_class=None, filter_backends=[])
    def find(self, request: Request) -> Response:
        return self.shown(find_form(querydata(CodeQuerySerializer, request)["code"]))

    @extend_schema(summary="录入周报表", request=SheetSerializer, responses=SheetSavedSerializer)
    @action(detail=True, methods=["post"])
    def entry(self, request: Request, pk: int) -> Response:
        row, sheet = self.get_object(), self.validated(SheetSerializer)
        require_open(row)
        seen = texts_of(sheet.get("seen", {}))
        typed = {name: Typed(text, seen.get(name, "")) for name, text in texts_of(sheet).items()}
        saved = save_sheet(
            self.user, row.project_id, row.named_week,
            cells={name: one for name, one in typed.items() if name in FIELDS},
            nodes=nodes_in(typed), unchanged=sheet["no_change"],
        )  # fmt: skip
        found = {
            "entry": saved.entry if saved else None,
            "warnings": saved.warnings if saved else [],
        }
        return Response(SheetSavedSerializer(found).data)


@extend_schema_view(
    list=extend_schema(summary="现场填报列表"), retrieve=extend_schema(summary="一份现场填报")
)
class PaperAnswerViewSet(ProjectsViewSet):
    """What came back on sheets without an account, and what became of it."""

    queryset = PaperAnswer.objects.select_related("form__project__region", "decided_by")
    serializer_class = PaperAnswerSerializer
    filterset_class = AnswerFilter
    ordering = ("-received_at",)
    ordering_fields = ("received_at", "form__week", "state", "decided_at")
    permissions = {"list": ENTER, "retrieve": ENTER, "take": ENTER, "dismiss": ENTER}

    @extend_schema(
        summary="采用现场填报", request=SeenSheetSerializer, responses=PaperAnswerSerializer
    )
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: int) -> Response:
        row, typed = self.get_object(), self.validated(SeenSheetSerializer)
        return self.shown(take_answer(self.user, row.pk, texts_of(typed.get("seen", {}))).answer)

    @extend_schema(summary="不采用现场填报", request=None, responses=PaperAnswerSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: int) -> Response:
        return self.shown(dismiss_answer(self.user, self.get_object().pk))
