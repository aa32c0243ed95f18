"""全流程推进计划表 of one project: every node from survey to handover; and what was re-scheduled."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.views.base import caller
from core import clock
from core.columns import Column, Row
from core.exceptions import Refusal
from core.exports import workbook_response
from core.history import latest_version
from core.links import row_page
from core.views import PermittedView
from projects.forms import SeenForm
from projects.models import Milestone, Project, ProjectEvidence, Reschedule
from projects.nodes import WEIGHTING_RULE, Stage, stages, weighted_progress
from projects.schedule_filters import RescheduleFilter
from projects.services.backplans import PERMISSION, approve_schedule
from projects.services.evidence import STAGE_KINDS
from projects.stops import calendars
from projects.views.columns import project_columns
from projects.views.editing import project_or_404
from projects.views.parts import PartList

COLOURS: Final = {
    "已完成": "good",
    "迟完成": "warn",
    "逾期": "bad",
    "未到期": "neutral",
    "未定": "muted",
}


def state_of(node: Milestone, day: Any) -> str:
    """Return the state of a node in one word."""
    late = node.days_late(day)
    if node.met_by(day):
        return "迟完成" if late else "已完成"
    if node.planned_on is None:
        return "未定"
    return "未到期" if late is None else "逾期"


def columns_of(project: Project, day: Any, evidence: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns of the table; `evidence` is what there is for a node, by its name."""

    def person(row: Stage) -> str:
        return row.node.owner or project.lead_person

    def word(row: Stage) -> str:
        return state_of(row.node, day)

    return (
        Column("节点", "node.name", primary=True),
        Column("权重", "node.weight", "number", unit="%"),
        Column("基准日期", "node.baseline_on", "date"),
        Column("计划日期", "node.planned_on", "date"),
        Column("较基准", "node.slip", "number", unit="天"),
        Column("实际日期", "node.actual_on", "date"),
        Column("状态", word, "badge", badge=lambda row: COLOURS[word(row)]),
        Column("逾期", lambda row: row.node.days_late(day), "number", unit="天"),
        Column("计划间隔", "planned_days", "number", unit="天"),
        Column("本阶段用时", "dwell", "number", unit="天"),
        Column("其中停工", "stopped", "number", unit="天"),
        Column("专人", person),
        Column("佐证", lambda row: evidence.get(row.node.name, "")),
    )


def evidence_of(project: Project) -> dict[str, str]:
    """Return the words of the standing evidence of a project by the node that it proves."""
    rows = list(ProjectEvidence.objects.standing().filter(project=project))
    return {
        node: "、".join(dict.fromkeys(row.get_kind_display() for row in rows if row.kind in kinds))
        for node, kinds in STAGE_KINDS.items()
    }


class SchedulePage(PermittedView):
    """One table from survey to handover; `?export=xlsx` is the same as a workbook."""

    permission = "projects.view_milestone"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        project = project_or_404(request, pk)
        day = clock.today()
        nodes = list(project.milestones.order_by("order", "pk"))
        calendar = calendars([project], *_stretch(nodes, day))[project.pk]
        columns = columns_of(project, day, evidence_of(project))
        found = stages(nodes, calendar, day)
        if request.GET.get("export") == "xlsx":
            title = f"{project.name}全流程推进计划表"
            return workbook_response(request, title[:60], columns, found)
        user = caller(request)
        context = {
            "title": "全流程推进计划表",
            "project": project,
            "day": day,
            "columns": columns,
            "rows": [Row(columns, one) for one in found],
            "progress": weighted_progress(nodes, day),
            "rule": WEIGHTING_RULE,
            "drafts": sum(n.baseline_on is None and n.planned_on is not None for n in nodes),
            "may_plan": user.has_perm(PERMISSION),
            "seen": latest_version(Milestone, project_id=project.pk),
            "moves": Reschedule.objects.filter(milestone__project=project).select_related(
                "milestone", "changed_by"
            ),
        }
        return render(request, "projects/schedule.html", context)


def _stretch(nodes: Sequence[Milestone], day: Any) -> tuple[Any, Any]:
    """Return the first and last day that any dwell time counts."""
    days = [node.actual_on for node in nodes if node.actual_on]
    return min([*days, day]), max([*days, day])


class ScheduleApprove(PermittedView):
    permission = PERMISSION
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        form = SeenForm(request.POST)
        try:
            if not form.is_valid():
                raise Refusal("打开本页之后计划已变，没有核定，请核对后再办理。")
            count = approve_schedule(project, by=caller(request), seen=form.cleaned_data["seen"])
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request, f"已核定 {count} 个节点的计划，作为基准；以后调整须写明原因。"
            )
        return redirect(reverse("projects:schedule", args=[project.pk]))


def schedule_url(row: Reschedule) -> str:
    return row_page("projects:schedule", row.milestone.project_id)


class RescheduleList(PartList):
    """Every change of an approved plan: who moved which node from when to when, and why."""

    tab = "reschedules"
    permission = "projects.view_reschedule"
    title = "计划调整"
    filterset_class = RescheduleFilter
    empty = (
        "没有计划调整；核定后的计划每改一次日期，由谁、何时、从哪天改到哪天、为什么，都列在这里。"
    )
    unit_note = "按新计划计算是否逾期；较基准推迟的天数见推进计划表。"
    columns = (
        *project_columns("milestone__project"),
        Column("节点", "milestone.name", link=schedule_url, order="milestone__name"),
        Column("原计划", "from_on", "date", order="from_on"),
        Column("新计划", "to_on", "date", order="to_on"),
        Column("变动", "days", "number", unit="天"),
        Column("原因", "reason"),
        Column("调整日期", "changed_on", "date", order="changed_on"),
        Column("调整人", lambda row: str(row.changed_by or "台账导入")),
    )

    def get_queryset(self) -> QuerySet[Any]:
        rows = Reschedule.objects.visible_to(self.request.user)
        return rows.select_related("milestone__project__region", "changed_by").order_by("-pk")
