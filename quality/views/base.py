"""What quality's pages share: the record from the user's scope, tabs, forms that carry files."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from core import links
from core.columns import Column, Row
from core.links import page
from projects.models import Project
from projects.views.editing import EditPage, project_or_404
from quality.kinds import KINDS

TABS = (
    ("检查", "inspections", "view_inspection"),
    ("检查问题", "findings", "view_inspectionfinding"),
    *((kind.title, kind.listing, f"view_{kind.name}") for kind in KINDS),
    ("验收", "rounds", "view_acceptanceround"),
    ("材料召回", "recalls", "view_recall"),
    ("施工单位", "contractors", "view_inspection"),
)


def tabs(current: str) -> list[dict[str, Any]]:
    return links.tabs("quality", [(label, name) for label, name, _ in TABS], current)


def project_quality_url(project: Project) -> str:
    return reverse("quality:project", args=[project.pk])


def crumbs(project: Project) -> Sequence[tuple[str, str]]:
    return (
        ("项目", page("projects:projects")),
        (project.name, reverse("projects:project", args=[project.pk])),
        ("质量", project_quality_url(project)),
    )


def drawn(columns: tuple[Column, ...], rows: Any) -> list[Row]:
    return [Row(columns, row) for row in rows]


def row_or_404(request: HttpRequest, rows: Any, pk: int) -> Any:
    """Return a row of the user's scope with its project."""
    found = rows.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class FilesPage(EditPage):
    """A form with photos and files."""

    template_name = "quality/edit.html"

    def get_form(self, data: Any = None) -> Any:
        return self.form_class(data, self.files(data), initial=self.initial())

    def files(self, data: Any) -> Any:
        return None if data is None else self.request.FILES

    def initial(self) -> dict[str, Any]:
        return {}


class OfProjectPage(FilesPage):
    """A form about the project of the address."""

    row: Project

    def get_row(self) -> Project:
        return project_or_404(self.request, self.kwargs["pk"])

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return crumbs(self.row)

    def get_context(self) -> dict[str, Any]:
        return {"note": f"{self.row.name}（{self.row.number}）"}

    def back(self) -> str:
        return reverse("quality:project", args=[self.kwargs["pk"]])
