"""A project's quality on one page; who was responsible when; its archive and its board."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.choices import AccessKind
from accounts.models import User
from accounts.services.access import actor, record
from core import clock
from core.asked import asked_day
from core.columns import Column
from core.exports import attachment
from core.typst import RenderResult
from core.views import PermittedView
from projects.choices import EvidenceKind
from projects.models import Project, ProjectEvidence
from projects.views.editing import project_or_404
from quality.forms import AssignmentForm
from quality.kinds import KINDS, TRIPLE
from quality.models import (
    AcceptanceRound,
    Handover,
    InspectionFinding,
    RoleAssignment,
    SiteCheck,
)
from quality.paper.archive import render_archive
from quality.paper.board import Paper, render_board
from quality.responsibility import holders_on, terms
from quality.services.assignments import assign_role
from quality.standards import failures
from quality.views.acceptance import ROUNDS
from quality.views.base import OfProjectPage, crumbs, drawn
from quality.views.inspections import VISITS
from quality.views.records import listed

TERMS: Final = (
    Column("责任", lambda row: row.role.label, primary=True),
    Column("单位或姓名", "name"),
    Column("起", lambda row: f"{row.since:%Y-%m-%d}" if row.since else "自始"),
    Column("止", lambda row: f"{row.until:%Y-%m-%d}" if row.until else "至今"),
    Column("依据", "basis"),
)
FINDINGS: Final = (
    Column("发现的问题", "text", primary=True),
    Column("检查日期", "found_on", "date"),
    Column("整改期限", "due_on", "date"),
    Column("整改回复", "reply"),
    Column("销号日期", "closed_on", "date"),
)
CHECKS: Final = (
    Column("检查", "inspection.title", link=VISITS[0].link, primary=True),
    *VISITS[3:],
)


class ProjectQuality(PermittedView):
    """Every register of one project, with what may be added."""

    permission = "quality.view_material"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        user = actor(request)
        day = clock.today()
        boards = ProjectEvidence.objects.standing().filter(project=project, kind=EvidenceKind.BOARD)
        context = {
            "title": "质量",
            "trail": [*crumbs(project)[:-1], ("质量", "")],
            "project": project,
            "day": day,
            "failed": failures(project),
            "open_findings": InspectionFinding.objects.filter(project=project).open_on(day).count(),
            "boards": boards.count(),
            "people": drawn(TERMS, holders_on(project, day)),
            "people_columns": TERMS,
            "parts": parts(project, user),
            "handover": Handover.objects.filter(project=project).first(),
        }
        return render(request, "quality/project.html", context)


def parts(project: Project, user: User) -> list[dict[str, Any]]:
    """Return the tables of the page; a link to add only for those who may."""
    found = [
        {
            "id": kind.listing,
            "title": kind.title,
            "columns": kind.columns,
            "rows": drawn(
                kind.columns, listed(kind, user).filter(project=project).order_by(*kind.order)
            ),
            "new_url": reverse(kind.url("_new"), args=[project.pk])
            if user.has_perm(kind.permission("add")) else "",
            "new_label": "登记" if kind is not TRIPLE else "登记结论",
        }
        for kind in KINDS
    ]  # fmt: skip
    checks = SiteCheck.objects.visible_to(user).filter(project=project)
    checks = checks.select_related("inspection", "project__region").order_by("-visited_on", "-pk")
    rounds = AcceptanceRound.objects.filter(project=project).order_by("number")
    may_accept = user.has_perm("quality.add_acceptanceround")
    return [
        _part("checks", "监督检查", CHECKS, checks),
        _part("findings", "检查问题", FINDINGS, InspectionFinding.objects.filter(project=project)),
        *found,
        _part("rounds", "验收", ROUNDS, rounds,
              reverse("quality:round_new", args=[project.pk]) if may_accept else "", "组织验收"),
    ]  # fmt: skip


def _part(
    id: str, title: str, columns: tuple[Column, ...], rows: Any, url: str = "", label: str = ""
) -> dict[str, Any]:
    return {
        "id": id, "title": title, "columns": columns, "rows": drawn(columns, rows),
        "new_url": url, "new_label": label,
    }  # fmt: skip


class ProjectFragment(PermittedView):
    """A project's quality in figures, as its page includes them by URL."""

    permission = "quality.view_material"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        day = clock.today()
        query = f"?{urlencode({'q': project.number})}"
        findings = InspectionFinding.objects.filter(project=project).open_on(day).count()
        last = AcceptanceRound.objects.filter(project=project).order_by("number").last()
        counts = [
            (kind.title, listed(kind, request.user).filter(project=project).count(),
             reverse(f"quality:{kind.listing}") + query)
            for kind in KINDS
        ]  # fmt: skip
        context = {
            "project": project,
            "failed": failures(project),
            "findings": findings,
            "counts": counts,
            "acceptance": f"{last}：{last.get_verdict_display()}" if last else None,
        }
        return render(request, "quality/project_fragment.html", context)


class People(PermittedView):
    """Who was responsible on a day, and everybody there ever was."""

    permission = "quality.view_roleassignment"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        day = asked_day(request)
        context = {
            "title": "质量责任主体",
            "trail": [*crumbs(project), ("质量责任主体", "")],
            "project": project,
            "day": day,
            "columns": TERMS,
            "rows": drawn(TERMS, holders_on(project, day)),
            "all_rows": drawn(TERMS, terms(project)),
        }
        return render(request, "quality/people.html", context)


class AssignRole(OfProjectPage):
    permission = "quality.add_roleassignment"
    title = "登记责任主体变更"
    form_class = AssignmentForm
    success = "已登记；此前的记录保留，台账中的现任同时更新。"

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (*crumbs(self.row), ("质量责任主体", self.back()))

    def save(self, form: Any) -> RoleAssignment:
        data = dict(form.cleaned_data)
        files = data.pop("evidence")
        return assign_role(self.row, **data, by=self.user, files=files)

    def back(self) -> str:
        return reverse("quality:people", args=[self.kwargs["pk"]])


class Archive(PermittedView):
    """The quality archive as one PDF; every download is logged."""

    permission = "quality.view_material"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        day = asked_day(request)
        return _pdf(
            request, project, f"质量档案_{project.number}.pdf", render_archive(project, day)
        )


class Board(PermittedView):
    """The responsibility board as PDF, A3 or A4."""

    permission = "quality.view_material"
    paper: Paper = "a3"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        url = request.build_absolute_uri(public_path(project))
        board = render_board(project, clock.today(), url, self.paper)
        name = f"质量责任公示牌_{project.number}_{self.paper}.pdf"
        return _pdf(request, project, name, board)


def public_path(project: Project) -> str:
    """Return the project's page for residents; the form that finds a report where it has none."""
    page = getattr(project, "public_page", None)
    return reverse("public:project", args=[page.token]) if page else reverse("public:find")


def _pdf(request: HttpRequest, project: Project, name: str, made: RenderResult) -> HttpResponse:
    record(AccessKind.DOWNLOAD, request=request, subject=name, project=project.pk)
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Disposition"] = attachment(name)
    return response
