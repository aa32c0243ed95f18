"""Inspections: the register, opening a round, its page with the coverage, one visit."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.services.access import actor
from core import money
from core.asked import asked_day
from core.columns import Column
from core.views import ListPage, PermittedView
from quality.choices import InspectionKind, Verdict
from quality.filters import CheckFilter, InspectionFilter
from quality.forms import InspectionForm, VisitForm
from quality.kinds import opens, verdict_column
from quality.models import Inspection, SiteCheck
from quality.services.inspections import drawn_again, open_inspection, record_visit
from quality.views.base import FilesPage, crumbs, drawn, row_or_404, tabs
from quality.views.records import facts, record_context

VISITS = (
    Column("项目名称", "project.name", link=opens("quality:check"), order="project__name",
           primary=True),
    Column("区划", "project.region.name", order="project__region_id"),
    Column("施工单位", "project.contractor", order="project__contractor", on_phone=False),
    Column("检查日期", "visited_on", "date", order="visited_on"),
    Column("检查人", "inspectors"),
    verdict_column(),
    Column("检查情况", "note"),
)  # fmt: skip


def coverage(row: Any) -> str:
    """Return visited and total; never 100 % while one project is left."""
    if not row.total:
        return "—"
    return f"{row.visited}/{row.total}（{money.rate(row.visited, row.total)}%）"


class InspectionList(ListPage):
    permission = "quality.view_inspection"
    title = "检查"
    template_name = "quality/inspections.html"
    filterset_class = InspectionFilter
    noun = "检查"
    empty_how = "点“组织检查”建立一轮，暗访在完成前对区县不可见。"
    columns = (
        Column("名称", "title", link=opens("quality:inspection"), order="title", primary=True),
        Column("种类", lambda row: row.get_kind_display(), order="kind"),
        Column("组织区划", "region.name", order="region_id"),
        Column("计划日期", "planned_on", "date", order="planned_on"),
        Column("牵头单位", "lead_unit"),
        Column("检查组成员", "team", on_phone=False),
        Column("已检查", "visited", "number", unit="个"),
        Column("应检查", "total", "number", unit="个"),
        Column("覆盖", coverage),
    )

    def get_queryset(self) -> QuerySet[Inspection]:
        rows = Inspection.objects.visible_to(self.request.user).select_related("region")
        checks = SiteCheck.objects.visible_to(self.request.user)
        return rows.with_coverage(checks, asked_day(self.request)).order_by("-planned_on", "-pk")

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs("inspections")}


class InspectionNew(FilesPage):
    permission = "quality.add_inspection"
    title = "组织检查"
    submit_label = "建立"
    success = "已建立，逐个项目登记检查结果。"

    def get_form(self, data: Any = None) -> InspectionForm:
        return InspectionForm(data, user=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("检查", reverse("quality:inspections")),)

    def save(self, form: InspectionForm) -> Inspection:
        return open_inspection(form.plan(), by=self.user)

    def back(self) -> str:
        return reverse("quality:inspection", args=[self.row.pk])


class InspectionPage(PermittedView):
    """One round: coverage, how the sample was drawn, each project's result."""

    permission = "quality.view_inspection"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = row_or_404(request, Inspection.objects.select_related("region", "opened_by"), pk)
        checks = list(
            SiteCheck.objects.visible_to(request.user)
            .filter(inspection=row)
            .select_related("project__region")
            .order_by("project__number")
        )
        done = [check for check in checks if check.visited_on]
        own = SiteCheck.objects.filter(inspection=row).count() == len(checks)
        context = {
            "title": row.title,
            "inspection": row,
            "facts": inspection_facts(row),
            "total": len(checks),
            "done": len(done),
            "failed": sum(check.verdict == Verdict.FAILED for check in checks),
            "percent": money.percentage(len(done), len(checks)),
            "hidden": row.kind == InspectionKind.UNANNOUNCED and len(done) < len(checks),
            "columns": VISITS,
            "rows": drawn(VISITS, checks),
            "again": verified(row, checks) if own else "",
        }
        return render(request, "quality/inspection.html", context)


def inspection_facts(row: Inspection) -> list[tuple[Any, ...]]:
    return [
        ("种类", row.get_kind_display()),
        ("组织区划", row.region.name),
        ("计划日期", f"{row.planned_on:%Y-%m-%d}"),
        ("牵头单位", row.lead_unit),
        ("检查组成员", row.team),
        ("抽样范围", row.scope),
        ("随机种子", row.seed),
        ("登记", f"{row.opened_by.name}　{row.opened_at:%Y-%m-%d}"),
    ]


def verified(row: Inspection, checks: Sequence[SiteCheck]) -> str:
    """Return what drawing again gives, for those who see the whole round."""
    if row.seed is None:
        return ""
    same = drawn_again(row) == sorted(check.project.number for check in checks)
    words = "与本轮项目一致" if same else "与本轮项目不一致，请查明原因"
    return f"按种子{row.seed}在{len(row.frame)}个项目中重新抽取，{words}。"


class CheckList(ListPage):
    """Checks of all rounds, project by project."""

    permission = "quality.view_sitecheck"
    title = "现场检查"
    template_name = "quality/register.html"
    filterset_class = CheckFilter
    noun = "现场检查"
    empty_how = "在一轮检查中逐个项目填写检查清单后列在这里。"
    columns = (
        *VISITS[:2],
        Column("检查", "inspection.title", order="inspection__title",
               link=lambda row: reverse("quality:inspection", args=[row.inspection_id])),
        *VISITS[2:],
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[SiteCheck]:
        rows = SiteCheck.objects.visible_to(self.request.user)
        return rows.select_related("inspection", "project__region").order_by("-visited_on", "-pk")

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs("inspections")}


class CheckPage(PermittedView):
    """One visit: line by line, with its photos, findings and notice."""

    permission = "quality.view_sitecheck"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = SiteCheck.objects.select_related("inspection", "project", "entered_by")
        row = row_or_404(request, rows, pk)
        user = actor(request)
        may_visit = user.has_perm("quality.change_sitecheck")
        context = record_context(row, user, "check") | {
            "listing": (row.inspection.title, reverse("quality:inspection", args=[row.inspection_id])),
            "facts": facts(row, ("visited_on", "inspectors", "verdict", "note")),
            "answers": row.answers,
            "findings": row.findings.order_by("pk"),
            "finding_url": f"{reverse('quality:finding_new')}?check={pk}"
            if row.visited_on and user.has_perm("quality.add_inspectionfinding") else "",
            "may_edit": may_visit,
            "edit_url": reverse("quality:check_visit", args=[pk]),
        }  # fmt: skip
        return render(request, "quality/record.html", context)


class Visit(FilesPage):
    """Enter what a visit found; photos go into the same form."""

    permission = "quality.change_sitecheck"
    title = "登记检查结果"
    versioned = SiteCheck
    success = "检查结果已登记。"

    def get_row(self) -> SiteCheck:
        rows = SiteCheck.objects.select_related("inspection", "project__region")
        found: SiteCheck = row_or_404(self.request, rows, self.kwargs["pk"])
        return found

    def get_form(self, data: Any = None) -> VisitForm:
        row = self.row
        kept = {"visited_on": row.visited_on, "inspectors": row.inspectors or row.inspection.team}
        kept |= {"verdict": row.verdict, "note": row.note}
        answered = {line["text"]: line["answer"] for line in row.answers}
        for number, text in enumerate(row.inspection.checklist):
            kept[f"line{number}"] = answered.get(text, "不涉及")
        lines = row.inspection.checklist
        return VisitForm(data, self.files(data), lines=lines, initial=kept)

    def save(self, form: VisitForm) -> SiteCheck:
        return record_visit(
            self.row, form.values(), answers=form.answers(), by=self.user,
            files=form.cleaned_data["evidence"], seen=self.seen(),
        )  # fmt: skip

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (*crumbs(self.row.project), (self.row.inspection.title, self.back()))

    def get_context(self) -> dict[str, Any]:
        return {"note": f"{self.row.project.name}　{self.row.inspection.title}"}

    def back(self) -> str:
        return reverse("quality:check", args=[self.kwargs["pk"]])
