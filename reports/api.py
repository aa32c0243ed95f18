"""API of dispatches and bulletins: frozen data, words, files, and what the office does with them."""

from collections.abc import Callable
from typing import Any, Final

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField, region_or_own
from accounts.choices import AccessKind
from accounts.services.access import record
from accounts.views.base import caller
from core.api import ScopedReadOnlyViewSet, WeekField, exception_handler
from core.exports import attachment
from core.periods import Month
from core.rest import JsonWhateverAccepted
from reports.choices import ReportKind
from reports.documents.bulletin import number_of
from reports.documents.render import TYPES, render
from reports.filters import BulletinFilter
from reports.models import Report
from reports.services import bulletins
from reports.services.building import UNBUILT, request_bulletin, request_dispatch, start
from reports.services.content import fingerprint
from reports.wording.checks import open_checks
from reports.wording.fields import NAMED

PEOPLE: Final = ("drafted_by", "reviewed_by", "issued_by")


class ReportFilter(BulletinFilter):
    """The filters of both lists."""

    kind = filters.ChoiceFilter(label="种类", choices=ReportKind.choices)
    region = filters.NumberFilter(label="区划（含下级）", method="in_region")

    class Meta(BulletinFilter.Meta):
        pass

    def in_region(self, queryset: Any, name: str, value: Any) -> QuerySet[Report]:
        try:
            rows: QuerySet[Report] = queryset.in_region(int(value))
        except ValueError:
            rows = queryset.none()
        return rows


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A report in a list; `period` is the first day of its week or month."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    number = serializers.SerializerMethodField(help_text="文号，签发前为 null")
    drafted_by = serializers.StringRelatedField(help_text="起草人")  # type: ignore[var-annotated]
    reviewed_by = serializers.StringRelatedField(help_text="审核人")  # type: ignore[var-annotated]
    issued_by = serializers.StringRelatedField(help_text="签发人")  # type: ignore[var-annotated]
    supersedes = serializers.IntegerField(
        source="supersedes_id", read_only=True, allow_null=True, help_text="所更正的上一版 id"
    )

    class Meta:
        model = Report
        fields: tuple[str, ...] = (
            "id", "kind", "region", "region_name", "period", "as_of", "edition", "state", "title",
            "number", "progress", "error", "built_at", *PEOPLE, "reviewed_at", "issued_at",
            "supersedes", "correction_reason",
        )  # fmt: skip

    def get_number(self, row: Report) -> str | None:
        return number_of(row) if row.number_seq else None


class CheckSerializer(serializers.Serializer[Any]):
    """A breakdown that misses its total; `reason` is null until somebody has written one."""

    key = serializers.CharField()
    what = serializers.CharField()
    stated = serializers.FloatField()
    counted = serializers.FloatField()
    difference = serializers.FloatField(help_text="分项合计－总数")
    unit = serializers.CharField()
    note = serializers.CharField()
    reason = serializers.CharField(allow_null=True)


class ReportDetailSerializer(ReportSerializer):
    """A report with its frozen numbers (`data`), its words (`text`), checks and files.

    Figures in `data` have the keys and units of `/api/v1/figures/`.
    """

    seen = serializers.SerializerMethodField(help_text="文字的指纹：改文字时以 seen 送回")
    checks = serializers.SerializerMethodField(help_text="通报中对不平的项，没有为空")
    files = serializers.SerializerMethodField(help_text="下载地址，未生成时为空")

    class Meta(ReportSerializer.Meta):
        fields: tuple[str, ...] = (
            *ReportSerializer.Meta.fields,
            "data",
            "text",
            "digest",
            "seen",
            "checks",
            "files",
        )

    def get_seen(self, row: Report) -> str:
        return fingerprint(row)

    @extend_schema_field(CheckSerializer(many=True))
    def get_checks(self, row: Report) -> list[dict[str, Any]]:
        if row.state in UNBUILT or not row.is_bulletin:
            return []
        reasons = dict(row.explanations.values_list("check_key", "reason"))
        return [{**check, "reason": reasons.get(check["key"])} for check in open_checks(row)]

    def get_files(self, row: Report) -> dict[str, str]:
        if row.state in UNBUILT:
            return {}
        return {form: reverse("api:report-files", args=[row.pk, form]) for form in TYPES}


class DispatchPeriod(serializers.Serializer[Any]):
    week = WeekField()


class BulletinPeriod(serializers.Serializer[Any]):
    month = serializers.RegexField(r"^20[0-9]{2}-(0[1-9]|1[0-2])$", help_text="月份，如 2023-07")


class TextSerializer(serializers.Serializer[Any]):
    """The words of a draft; what is left out stays. Numbers are fields in braces: {开工率}."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=120)
    head = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=400),
        default=dict,
        help_text="发文机关、主送机关等版头版记",
    )
    paragraphs = serializers.DictField(
        child=serializers.ListField(
            child=serializers.CharField(allow_blank=True, max_length=5000), max_length=200
        ),
        default=dict,
        help_text="每节的段落，键为节的 key",
    )
    named = serializers.DictField(
        child=serializers.ListField(child=serializers.IntegerField(), max_length=1000),
        required=False,
        help_text="列名字段点到的区划代码：" + "、".join(NAMED),
    )
    seen = serializers.CharField(max_length=64, help_text="读取时的 seen")


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(allow_blank=True, max_length=1000, help_text="原因，必填")


class ExplanationSerializer(ReasonSerializer):
    check_key = serializers.CharField(source="key", max_length=120, help_text="对账项的 key")


class IssueSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=32767,
        help_text="发文序号，默认接续",
    )


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Tell what stands in the way of issuing one by one, and another person's words as 409."""
    if isinstance(error, bulletins.NotReady):
        body = {"detail": error.message, "reasons": error.reasons}
        return Response(body, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, bulletins.Conflict):
        return Response({"detail": error.message}, status=status.HTTP_409_CONFLICT)
    return exception_handler(error, context)


@extend_schema_view(
    list=extend_schema(summary="周调度和月通报列表"), retrieve=extend_schema(summary="一份报告")
)
class ReportViewSet(ScopedReadOnlyViewSet):
    """Dispatches (`kind=weekly`), monthly and inspection bulletins (`monthly`, `inspect`)."""

    queryset = Report.objects.select_related("region", *PEOPLE)
    serializer_class = ReportSerializer
    detail_serializer_class = ReportDetailSerializer
    filterset_class = ReportFilter
    ordering = ("-period", "kind", "-edition")
    ordering_fields = ("period", "as_of", "region_id", "edition", "state", "issued_at", "built_at")
    permissions = {
        "files": "reports.view_report",
        "dispatches": "reports.draft_report",
        "bulletins": "reports.draft_report",
        "words": "reports.draft_report",
        "explain": "reports.draft_report",
        "refreeze": "reports.draft_report",
        "correct": "reports.draft_report",
        "review": "reports.review_report",
        "send_back": "reports.review_report",
        "issue": "reports.issue_report",
    }

    def get_exception_handler(self) -> Any:
        return answer

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        return rows.defer("data") if self.action == "list" else rows

    def opened(self, report: Report) -> Response:
        """Hand a report to the queue and answer 202, or 200 where it was built before."""
        waiting = report.state in UNBUILT
        start(report)
        return self.shown(report, status.HTTP_202_ACCEPTED if waiting else status.HTTP_200_OK)

    def done(
        self, change: Callable[..., Any], kind: type[serializers.Serializer[Any]] | None = None
    ) -> Response:
        report = self.get_object()
        typed = self.validated(kind) if kind else {}
        found = change(caller(self.request), report, **typed)
        return self.shown(found if isinstance(found, Report) else report)

    @extend_schema(
        summary="冻结一周并生成周调度",
        request=DispatchPeriod,
        responses={200: ReportDetailSerializer, 202: ReportDetailSerializer},
    )
    @action(detail=False, methods=["post"])
    def dispatches(self, request: Request) -> Response:
        week = self.validated(DispatchPeriod)["week"]
        return self.opened(request_dispatch(region_or_own(request, None), week, caller(request)))

    @extend_schema(
        summary="起草一个月的月通报",
        request=BulletinPeriod,
        responses={200: ReportDetailSerializer, 202: ReportDetailSerializer},
    )
    @action(detail=False, methods=["post"])
    def bulletins(self, request: Request) -> Response:
        month = Month.parse(self.validated(BulletinPeriod)["month"])
        return self.opened(request_bulletin(region_or_own(request, None), month, caller(request)))

    @extend_schema(
        summary="下载 PDF、DOCX 或工作簿",
        parameters=[OpenApiParameter("form", str, "path", enum=list(TYPES))],
        responses={(200, kind): OpenApiTypes.BINARY for kind in TYPES.values()},
    )
    @action(
        detail=True,
        url_path="files/<str:form>",
        content_negotiation_class=JsonWhateverAccepted,
    )
    def files(self, request: Request, pk: int, form: str) -> HttpResponse:
        report = self.get_object()
        file = render(report, form)
        record(
            AccessKind.DOWNLOAD,
            request=request._request,
            subject=file.name,
            report=report.pk,
            edition=report.edition,
            form=form,
        )
        found = HttpResponse(file.content, content_type=file.content_type)
        found["Content-Disposition"] = attachment(file.name)
        return found

    @extend_schema(summary="修改文字", request=TextSerializer, responses=ReportDetailSerializer)
    @action(detail=True, methods=["put"], url_path="text")
    def words(self, request: Request, pk: int) -> Response:
        row, typed = self.get_object(), self.validated(TextSerializer)
        report = bulletins.edit_text(
            caller(request),
            row,
            title=typed.get("title", row.title),
            head=typed["head"],
            paragraphs=typed["paragraphs"],
            named=typed.get("named", row.text.get("named", {})),
            seen=typed["seen"],
        )
        return self.shown(report)

    @extend_schema(
        summary="说明对不平的原因",
        request=ExplanationSerializer,
        responses=ReportDetailSerializer,
    )
    @action(detail=True, methods=["post"])
    def explain(self, request: Request, pk: int) -> Response:
        return self.done(bulletins.explain_check, ExplanationSerializer)

    @extend_schema(summary="重新取数", request=ReasonSerializer, responses=ReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def refreeze(self, request: Request, pk: int) -> Response:
        return self.done(bulletins.refreeze, ReasonSerializer)

    @extend_schema(summary="审核通过", request=None, responses=ReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: int) -> Response:
        return self.done(bulletins.review)

    @extend_schema(summary="退回起草", request=ReasonSerializer, responses=ReportDetailSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: int) -> Response:
        return self.done(bulletins.return_to_draft, ReasonSerializer)

    @extend_schema(summary="签发", request=IssueSerializer, responses=ReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: int) -> Response:
        return self.done(bulletins.issue, IssueSerializer)

    @extend_schema(
        summary="更正：生成新版",
        request=ReasonSerializer,
        responses=ReportDetailSerializer,
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: int) -> Response:
        return self.done(bulletins.correct, ReasonSerializer)
