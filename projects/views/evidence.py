"""Evidence of a project: the files, sending one from a phone, and who lacks what."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.views.base import caller
from accounts.views.files import stored_file
from core.columns import Column
from core.evidence import stretches
from core.exceptions import Refusal
from core.uploads import check_upload
from core.views import PermittedView
from projects.models import Project, ProjectEvidence
from projects.schedule_filters import MissingEvidenceFilter
from projects.schedule_forms import EvidenceForm, WithdrawalForm
from projects.services.evidence import add_evidence, void_evidence
from projects.views.columns import own_url
from projects.views.editing import UNPROCESSABLE, project_crumbs, project_or_404
from projects.views.parts import PartList

SHOWN_INLINE: Final = frozenset({"jpg", "png"})


class EvidencePage(PermittedView):
    """The files of a project; those who may send one get the form."""

    permission = "projects.view_projectevidence"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(project_or_404(request, pk), EvidenceForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        user = caller(request)
        if not user.has_perm("projects.add_projectevidence"):
            self.raise_exception = True
            return self.handle_no_permission()
        form = EvidenceForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(project, form, UNPROCESSABLE)
        data = form.cleaned_data
        try:
            add_evidence(
                project,
                kind=data["kind"],
                upload=check_upload(data["photo"] or data["document"], "photo"),
                by=user,
                dated=data["dated"],
                note=data["note"],
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.show(project, form, UNPROCESSABLE)
        messages.success(request, "已上传。")
        return redirect(reverse("projects:evidence", args=[project.pk]))

    def show(self, project: Project, form: EvidenceForm, status: int = 200) -> HttpResponse:
        rows = ProjectEvidence.objects.filter(project=project).select_related("added_by")
        context = {
            "title": "佐证",
            "trail": [*project_crumbs(project), ("佐证", "")],
            "project": project,
            "files": [(row, row.file_kind in SHOWN_INLINE) for row in rows.order_by("-pk")],
            "form": form,
            "may_add": self.request.user.has_perm("projects.add_projectevidence"),
            "may_void": self.request.user.has_perm("projects.change_projectevidence"),
            "rules": list(stretches()),
        }
        return render(self.request, "projects/evidence.html", context, status=status)


class EvidenceFile(PermittedView):
    """One file: a photo is shown, everything else is a download, which is logged."""

    permission = "projects.view_projectevidence"

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponse | FileResponse:
        project = project_or_404(request, pk)
        row = get_object_or_404(ProjectEvidence, project=project, pk=file)
        back = reverse("projects:evidence", args=[project.pk])
        shown = row.file_kind in SHOWN_INLINE and "download" not in request.GET
        return stored_file(request, row, row.file_kind, back, shown=shown, project=project.pk)


class EvidenceVoid(PermittedView):
    permission = "projects.change_projectevidence"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        project = project_or_404(request, pk)
        row = get_object_or_404(ProjectEvidence, project=project, pk=file)
        form = WithdrawalForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            void_evidence(row, reason=reason, by=caller(request))
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"“{row.name}”已作废，不再作为佐证。")
        return redirect(reverse("projects:evidence", args=[project.pk]))


def lacking_words(row: Any) -> str:
    """Return which dates of a project lack their evidence."""
    told = (("开工", row.lacks_start), ("完工", row.lacks_finish), ("验收", row.lacks_accept))
    return "、".join(name for name, lacks in told if lacks)


def evidence_url(row: Project) -> str:
    return reverse("projects:evidence", args=[row.pk])


class MissingEvidence(PartList):
    """Projects whose dates were recorded without the evidence that their rule asks for.

    They come from the ledger: an imported date has the office's file as its source and counts.
    """

    tab = "evidence_missing"
    permission = "projects.view_projectevidence"
    title = "缺佐证"
    filterset_class = MissingEvidenceFilter
    unit_note = "台账导入的日期以导入文件为来源，照常计入各项数字；缺的佐证请补传。"
    columns = (
        Column("项目编号", "number", order="number"),
        Column("项目名称", "name", link=own_url, order="name", primary=True),
        Column("区划", "region.name", order="region_id"),
        Column("实际开工", "started_on", "date", order="started_on"),
        Column("实际完工", "finished_on", "date", order="finished_on"),
        Column("竣工验收", "accepted_on", "date", order="accepted_on"),
        Column("缺佐证", lacking_words),
        Column("责任人", "lead_person", order="lead_person"),
        Column("处理", lambda row: "补传", link=evidence_url),
    )

    @property
    def empty(self) -> str:  # type: ignore[override]
        if any(True for _ in stretches()):
            return "没有缺佐证的项目。"
        return "本市没有启用佐证要求；启用后，没有佐证的开工、完工、验收日期列在这里。"

    def get_columns(self) -> Sequence[Column]:
        adds = self.request.user.has_perm("projects.add_projectevidence")
        return self.columns if adds else self.columns[:-1]

    def get_queryset(self) -> QuerySet[Project]:
        rows = Project.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("region_id", "number")
