"""API of weekly entries: typing, 本周无变化, submitting, reviewing.

Investment is 元 here as everywhere in the API, while the page takes 万元; percent and number of
people are taken as typed, with the very refusals of the page.
"""

from typing import Any, Final

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField, region_or_own
from core.api import CodeField, MoneyField, RowSerializer, WeekField
from projects.api.base import ProjectBrief, ProjectsViewSet
from projects.models import WeeklyEntry, WeeklySubmission
from projects.services.review import REVIEW, accept_district, accept_entry, return_entry
from projects.services.weekly import ENTER, Saved, Typed, mark_no_change, save_cell, save_entry
from projects.services.weekly_submit import submit_week
from projects.services.weekly_values import FIELDS, show
from projects.weekly_filters import EntryFilter, SubmissionFilter

TYPED: Final = tuple(FIELDS)


class EntrySerializer(RowSerializer):
    """What one project reports for one week, cumulative; `week` is its Monday."""

    project = ProjectBrief(read_only=True)
    late = serializers.BooleanField(read_only=True, help_text="逾期提交")
    entered_by = serializers.StringRelatedField(help_text="填报人")  # type: ignore[var-annotated]
    reviewed_by = serializers.StringRelatedField(help_text="审核人")  # type: ignore[var-annotated]

    class Meta:
        model = WeeklyEntry
        fields = (
            "id", "project", "week", *TYPED, "no_change", "state", "late", "entered_by",
            "submitted_at", "reviewed_by", "reviewed_at", "return_comment",
        )  # fmt: skip
        extra_kwargs = {"percent": {"help_text": "形象进度，单位：%，0至100"}}


class SavedSerializer(serializers.Serializer[Saved]):
    """A saved entry, and what to look at again."""

    entry = EntrySerializer()
    warnings = serializers.ListField(child=serializers.CharField())
    needs_reason = serializers.BooleanField(help_text="累计数下降，须填 fall_reason")


class TypedField(serializers.CharField):
    """Text as typed on the page; null clears the cell."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"required": False, "allow_blank": True, "allow_null": True}
        super().__init__(trim_whitespace=False, max_length=2000, **kwargs)


class EntryValuesSerializer(serializers.Serializer[Any]):
    """Fields of an entry; those left out are not touched."""

    percent = TypedField(help_text="形象进度，单位：%，如 65 或 65.5")
    invested = MoneyField(required=False, allow_null=True)
    workers = TypedField(help_text="现场人数，单位：人")
    progress_note = TypedField()
    next_plan = TypedField()
    problem = TypedField()
    help_needed = TypedField()
    fall_reason = TypedField()


def text_of(name: str, value: Any) -> str:
    if value is None:
        return ""
    return show(FIELDS[name], value) if name == "invested" else str(value)


class EntryTargetSerializer(serializers.Serializer[Any]):
    """Which project and week."""

    project = serializers.IntegerField(help_text="项目 id")
    week = WeekField()


class EntrySaveSerializer(EntryTargetSerializer):
    """Several fields of one entry, saved all or none; `seen` is what they were when read."""

    values = EntryValuesSerializer()
    seen = EntryValuesSerializer(help_text="读取时各栏的值，原来为空的可不写")
    force = serializers.BooleanField(default=False, help_text="覆盖他人刚改的值")


class CellSerializer(EntryTargetSerializer):
    """One cell; `seen` is its value when read."""

    field = serializers.ChoiceField(choices=[(name, FIELDS[name].label) for name in TYPED])
    value = TypedField(help_text="新的值；累计完成投资以元计")
    seen = TypedField(help_text="读取时的值")
    force = serializers.BooleanField(default=False, help_text="覆盖他人刚改的值")


class AcceptSerializer(serializers.Serializer[Any]):
    """An entry to accept, as it was read."""

    seen = serializers.DateTimeField(
        required=False, help_text="读取时的提交时间；此后又提交过的不通过"
    )


class CommentSerializer(serializers.Serializer[Any]):
    comment = serializers.CharField(allow_blank=True, help_text="退回意见，必填，最多300字")


class ShownSerializer(serializers.Serializer[Any]):
    """An entry that was read, and when it had been submitted."""

    id = serializers.IntegerField(help_text="周报的 id")
    submitted_at = serializers.DateTimeField(help_text="读取时的提交时间")


class DistrictSerializer(serializers.Serializer[Any]):
    """A whole region and week, with the entries that are left out."""

    region = CodeField(required=False, help_text="12位区划代码，默认本人所属区划")
    week = WeekField()
    excepted = serializers.ListField(
        child=serializers.IntegerField(), default=list, max_length=2000, help_text="例外周报的 id"
    )
    shown = serializers.ListField(
        child=ShownSerializer(),
        required=False,
        max_length=2000,
        help_text="读到的周报；给出时只通过其中没有再提交过的",
    )


class DistrictAcceptedSerializer(serializers.Serializer[Any]):
    accepted = serializers.IntegerField(help_text="通过的条数")
    excepted = serializers.IntegerField(help_text="例外、仍待审核的条数")
    own = serializers.IntegerField(help_text="本人填报、须由他人审核的条数")
    unseen = serializers.IntegerField(help_text="没有读到或此后又提交过、仍待审核的条数")


@extend_schema_view(
    list=extend_schema(summary="周报列表"), retrieve=extend_schema(summary="一条周报")
)
class WeeklyEntryViewSet(ProjectsViewSet):
    """Weekly entries. Another person's change of the same cell answers 409 with his value."""

    queryset = WeeklyEntry.objects.select_related("project__region", "entered_by", "reviewed_by")
    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    ordering = ("-week", "project__region_id", "project__number")
    ordering_fields = (
        "week", "project__region_id", "project__number", "state", "percent", "invested",
        "submitted_at",
    )  # fmt: skip
    permissions = {
        "cell": ENTER,
        "save": ENTER,
        "no_change": ENTER,
        "accept": REVIEW,
        "send_back": REVIEW,
        "accept_district": REVIEW,
    }

    def saved(self, saved: Saved) -> Response:
        return Response(SavedSerializer(saved).data)

    @extend_schema(summary="保存一格", request=CellSerializer, responses=SavedSerializer)
    @action(detail=False, methods=["post"])
    def cell(self, request: Request) -> Response:
        typed = self.validated(CellSerializer)
        name, force = typed["field"], typed["force"]
        texts = [cell_text(name, typed.get(key), key) for key in ("value", "seen")]
        saved = save_cell(self.user, typed["project"], typed["week"], name, *texts, force=force)
        return self.saved(saved)

    @extend_schema(summary="保存一条周报", request=EntrySaveSerializer, responses=SavedSerializer)
    @action(detail=False, methods=["post"])
    def save(self, request: Request) -> Response:
        form = EntrySaveSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        typed = form.validated_data
        seen = {name: text_of(name, value) for name, value in typed["seen"].items()}
        cells = {
            name: Typed(text_of(name, value), seen.get(name, ""))
            for name, value in typed["values"].items()
        }
        found = save_entry(self.user, typed["project"], typed["week"], cells, force=typed["force"])
        return self.saved(found)

    @extend_schema(summary="本周无变化", request=EntryTargetSerializer, responses=SavedSerializer)
    @action(detail=False, methods=["post"], url_path="no-change")
    def no_change(self, request: Request) -> Response:
        typed = self.validated(EntryTargetSerializer)
        return self.saved(mark_no_change(self.user, typed["project"], typed["week"]))

    @extend_schema(summary="审核通过", request=AcceptSerializer, responses=EntrySerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: int) -> Response:
        return self.shown(accept_entry(self.user, pk, self.validated(AcceptSerializer).get("seen")))

    @extend_schema(summary="退回", request=CommentSerializer, responses=EntrySerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: int) -> Response:
        row, typed = self.get_object(), self.validated(CommentSerializer)
        return self.shown(return_entry(self.user, row.pk, typed["comment"]))

    @extend_schema(
        summary="整区通过", request=DistrictSerializer, responses=DistrictAcceptedSerializer
    )
    @action(detail=False, methods=["post"], url_path="accept-district")
    def accept_district(self, request: Request) -> Response:
        typed = self.validated(DistrictSerializer)
        region = region_or_own(request, typed.get("region"))
        shown = {one["id"]: one["submitted_at"] for one in typed.get("shown", ())}
        excepted = set(typed["excepted"])
        done = accept_district(
            self.user, region, typed["week"], excepted, shown if "shown" in typed else None
        )
        return Response(DistrictAcceptedSerializer(done).data)


def cell_text(name: str, value: str | None, key: str) -> str:
    """Return a cell's text as the page types it: 元 becomes 万元; 400 where it is no amount."""
    if name != "invested" or not value:
        return value or ""
    try:
        return text_of(name, MoneyField().run_validation(value))
    except ValidationError as error:
        raise ValidationError({key: error.detail}) from error


class SubmissionSerializer(serializers.ModelSerializer[WeeklySubmission]):
    """A receipt of a submission."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    submitted_by = serializers.StringRelatedField(help_text="填报人")  # type: ignore[var-annotated]

    class Meta:
        model = WeeklySubmission
        fields = (
            "id", "region", "region_name", "week", "submitted_by", "submitted_at", "entries",
            "receipt",
        )  # fmt: skip


class SubmitSerializer(serializers.Serializer[Any]):
    region = CodeField(required=False, help_text="12位区划代码，默认本人所属区划")
    week = WeekField()
    partial = serializers.BooleanField(  # type: ignore[assignment]
        default=False, help_text="确认只提交已填好的"
    )


@extend_schema_view(
    list=extend_schema(summary="提交回执列表"), retrieve=extend_schema(summary="一张回执")
)
class SubmissionViewSet(ProjectsViewSet):
    """Receipts; a new one is made by submitting a week."""

    queryset = WeeklySubmission.objects.select_related("region", "submitted_by")
    serializer_class = SubmissionSerializer
    filterset_class = SubmissionFilter
    ordering = ("-submitted_at",)
    ordering_fields = ("submitted_at", "week", "region_id")
    permissions = {"create": ENTER}

    @extend_schema(
        summary="提交周报", request=SubmitSerializer, responses={201: SubmissionSerializer}
    )
    def create(self, request: Request) -> Response:
        typed = self.validated(SubmitSerializer)
        region = region_or_own(request, typed.get("region"))
        receipt = submit_week(self.user, region, typed["week"], partial=typed["partial"])
        return self.shown(receipt, 201)
