"""API of ledger imports: upload a workbook, watch its check, start the import."""

from typing import Any

import django_filters as filters
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import RegionKeyField
from accounts.choices import AccessKind
from accounts.services.access import record
from core.exceptions import Refusal
from core.exports import XLSX, attachment
from core.rest import Json, JsonWhateverAccepted
from projects.api.base import ProjectsViewSet
from projects.choices import ImportState
from projects.filters import RegisterFilter
from projects.models import LedgerImport
from projects.services.ledger_import import PERMISSION, retry_import, start_import, upload_ledger
from projects.services.ledger_jobs import marked_copy


class ImportFilter(RegisterFilter):
    state = filters.ChoiceFilter(label="状态", choices=ImportState.choices)

    class Meta:
        model = LedgerImport
        fields: list[str] = []


class ImportSerializer(serializers.ModelSerializer[LedgerImport]):
    """An upload; `counts` maps a sheet to created, updated and unchanged rows."""

    region = RegionKeyField(read_only=True)
    uploaded_by = serializers.StringRelatedField(help_text="上传人")  # type: ignore[var-annotated]

    class Meta:
        model = LedgerImport
        fields: tuple[str, ...] = (
            "id", "region", "file_name", "size", "sha256", "state", "progress", "step", "counts",
            "message", "uploaded_by", "uploaded_at", "finished_at",
        )  # fmt: skip


class ImportDetailSerializer(ImportSerializer):
    """An upload with every error: sheet, row, column, heading, value, message."""

    class Meta(ImportSerializer.Meta):
        fields: tuple[str, ...] = (*ImportSerializer.Meta.fields, "errors", "warnings")


class UploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="台账工作簿 .xlsx", allow_empty_file=True)


@extend_schema_view(
    list=extend_schema(summary="台账导入列表"), retrieve=extend_schema(summary="一次导入")
)
class ImportViewSet(ProjectsViewSet):
    """Ledger imports of the caller's region."""

    queryset = LedgerImport.objects.select_related("uploaded_by")
    serializer_class = ImportSerializer
    detail_serializer_class = ImportDetailSerializer
    filterset_class = ImportFilter
    parser_classes = [MultiPartParser, Json]
    ordering = ("-uploaded_at",)
    ordering_fields = ("uploaded_at", "state", "file_name")
    permissions = dict.fromkeys(
        ("list", "retrieve", "create", "start", "retry", "marked"), PERMISSION
    )

    @extend_schema(
        summary="上传并检查",
        request={"multipart/form-data": UploadSerializer},
        responses={201: ImportDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        file = self.validated(UploadSerializer)["file"]
        return self.shown(upload_ledger(file, by=self.user), 201)

    @extend_schema(summary="开始导入", request=None, responses=ImportDetailSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: int) -> Response:
        row = self.get_object()
        start_import(row, by=self.user)
        return self.shown(row)

    @extend_schema(summary="重试", request=None, responses=ImportDetailSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: int) -> Response:
        row = self.get_object()
        retry_import(row, by=self.user)
        return self.shown(row)

    @extend_schema(summary="标出错误的工作簿", responses={(200, XLSX): OpenApiTypes.BINARY})
    @action(detail=True, content_negotiation_class=JsonWhateverAccepted)
    def marked(self, request: Request, pk: int) -> HttpResponse:
        row = self.get_object()
        if row.state != ImportState.REJECTED or not row.errors:
            raise Refusal("这次导入没有标出错误的副本。")
        content, name = marked_copy(row), f"错误标记_{row.file_name}"
        record(AccessKind.DOWNLOAD, request=request._request, subject=name, import_id=row.pk)
        answer = HttpResponse(content, content_type=XLSX)
        answer["Content-Disposition"] = attachment(name)
        return answer
