"""Photos and files: added to a record, shown and downloaded by those who may see it."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse

from accounts.views.files import stored_file
from core.views import PermittedView
from quality.forms import EvidenceForm
from quality.models import Evidence, Material
from quality.services.evidence import add_evidence
from quality.views.base import FilesPage, crumbs, project_quality_url, row_or_404


class AddFiles(FilesPage):
    """Add photos and files to a record, before and after rectification."""

    permission = "quality.add_evidence"
    title = "添加照片和文件"
    form_class = EvidenceForm
    submit_label = "上传"
    success = "已上传。"
    model: type[models.Model] = Material
    page: str = "material"

    def get_row(self) -> Any:
        rows: Any = self.model._default_manager
        return row_or_404(self.request, rows.select_related("project"), self.kwargs["pk"])

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (*crumbs(self.row.project), (str(self.row), self.back()))

    def save(self, form: Any) -> Any:
        data = form.cleaned_data
        add_evidence(self.row, data["evidence"], by=self.user, moment=data["moment"])
        return self.row

    def back(self) -> str:
        if self.page == "finding":
            return reverse("quality:findings")
        return reverse(f"quality:{self.page}", args=[self.kwargs["pk"]])


class EvidenceFile(PermittedView):
    """A photo in the page, a file as a download; every download of a file is logged."""

    permission = "quality.view_evidence"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        row = row_or_404(request, Evidence.objects, pk)
        back = project_quality_url(row.project)
        return stored_file(request, row, row.kind, back, shown=row.is_photo, evidence=row.pk)
