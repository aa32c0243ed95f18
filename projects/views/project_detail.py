"""One project on one page: facts, nodes, weeks, quantities, suspensions, problems, people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.models import User
from core import clock, money
from core.columns import Column, Row
from core.history import history_of
from core.views import PermittedView
from projects.choices import BADGES, EntryState
from projects.forms import ProjectForm
from projects.models import (
    Community,
    Milestone,
    Problem,
    Project,
    ProjectEvidence,
    Suspension,
    WeeklyEntry,
    WorkQuantity,
)
from projects.nodes import WEIGHTING_RULE, weighted_progress
from projects.views.communities import community_url
from projects.views.editing import project_or_404

WEEKS_SHOWN: Final = 12
HISTORY_SHOWN: Final = 40


@dataclass(frozen=True)
class Table:
    """A part of the page: its table, and where it is edited by those who may."""

    id: str
    caption: str
    rows: Sequence[Row]
    columns: tuple[Column, ...]
    empty: str
    edit_url: str = ""
    edit_label: str = "修改"


def table(
    id: str, caption: str, columns: tuple[Column, ...], rows: Iterable[Any], empty: str, **more: str
) -> Table:
    return Table(id, caption, [Row(columns, row) for row in rows], columns, empty, **more)


class ProjectDetail(PermittedView):
    permission = "projects.view_project"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        assert isinstance(request.user, User)
        day = clock.today()
        rows = Project.objects.visible_to(request.user).select_related("region", "site")
        project: Any = get_object_or_404(rows.with_standing(day), pk=pk)
        nodes_met = list(project.milestones.order_by("order"))
        context = {
            "title": project.name,
            "project": project,
            "badge": BADGES[project.status],
            "day": day,
            "invested": None if project.invested is None else money.to_wan(project.invested),
            "node_progress": weighted_progress(nodes_met, day),
            "weighting_rule": WEIGHTING_RULE,
            "lag": project.lag.days if project.lag is not None else None,
            "parts": ProjectForm(instance=project, user=request.user).facts(),
            "tables": tables(project, request.user, day, nodes_met),
        }
        return render(request, "projects/project.html", context)


class ProjectHistory(PermittedView):
    """Fragment: who changed what of the project and of what hangs on it."""

    permission = "projects.view_project"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        lines = history_of(Project, id=project.pk)
        for model in (Milestone, WorkQuantity, Suspension, Problem, ProjectEvidence):
            lines += history_of(model, project_id=project.pk)
        lines.sort(key=lambda line: line.when, reverse=True)
        return render(request, "projects/history.html", {"events": lines[:HISTORY_SHOWN]})


def tables(project: Any, user: User, day: date, milestones: Sequence[Milestone]) -> list[Table]:
    """Return the page's tables; edit links only where the user holds the permission."""

    def link(permission: str, name: str) -> str:
        return reverse(name, args=[project.pk]) if user.has_perm(permission) else ""

    suspensions = list(project.suspensions.all())
    return [
        table("communities", "小区", COMMUNITIES, communities_of(project), "还没有关联小区。"),
        table(
            "milestones", "节点", nodes(day), milestones, "还没有节点。",
            edit_url=link("projects.change_milestone", "projects:milestones_edit"),
        ),
        table(
            "evidence", "佐证", EVIDENCE, project.evidence.filter(voided_at=None), "还没有佐证。",
            edit_url=reverse("projects:evidence", args=[project.pk]), edit_label="查看和上传",
        ),
        table("weeks", "周进度（近12周）", WEEKS, weeks_of(project), "还没有周报。"),
        table(
            "quantities", "工程量", QUANTITIES, project.quantities.all(), "还没有工程量。",
            edit_url=link("projects.change_workquantity", "projects:quantities_edit"),
        ),
        table(
            "suspensions", "暂缓与停工", suspended(user, day), suspensions, "没有暂缓或停工。",
            edit_url="" if any(row.ended_on is None for row in suspensions)
            else link("projects.add_suspension", "projects:suspension_new"),
            edit_label="登记暂缓或停工",
        ),
        table(
            "problems", "问题", problems(user), project.problems.all(), "没有登记问题。",
            edit_url=link("projects.add_problem", "projects:problem_new"), edit_label="提出问题",
        ),
    ]  # fmt: skip


def communities_of(project: Any) -> Iterable[Community]:
    rows: Iterable[Community] = project.communities.select_related("region").order_by("number")
    return rows


def weeks_of(project: Any) -> list[dict[str, Any]]:
    """Return the last weeks, newest first, each with its change on the week before."""
    entries: list[WeeklyEntry] = list(
        project.weekly_entries.order_by("-week").only(
            "project_id", "week", "percent", "invested", "workers", "progress_note", "state"
        )[: WEEKS_SHOWN + 1]
    )
    older: list[WeeklyEntry | None] = [*entries[1:], None]
    pairs = zip(entries[:WEEKS_SHOWN], older, strict=False)
    return [
        {
            "entry": entry,
            "percent_change": change(entry.percent, before.percent if before else None),
            "invested_change": change(entry.invested, before.invested if before else None),
        }
        for entry, before in pairs
    ]


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else now - before


COMMUNITIES: Final = (
    Column("编号", "number"),
    Column("小区名称", "name", link=community_url, primary=True),
    Column("所属区划", "region.name"),
    Column("楼栋数", "buildings", "number", unit="栋"),
    Column("户数", "households", "number", unit="户"),
    Column("建筑面积", "floor_area", "number", unit="㎡"),
)
WEEKS: Final = (
    Column("周一日期", "entry.week", "date", primary=True),
    Column("形象进度", "entry.percent", "percent"),
    Column("较上周", "percent_change", "number", unit="个百分点", places=1),
    Column("累计投资", "entry.invested", "money"),
    Column("较上周", "invested_change", "money"),
    Column("现场人数", "entry.workers", "number", unit="人", on_phone=False),
    Column("本周进展", "entry.progress_note"),
    Column(
        "状态",
        lambda row: EntryState(row["entry"].state).label,
        "badge",
        badge=lambda row: BADGES[row["entry"].state],
    ),
)
EVIDENCE: Final = (
    Column("种类", "get_kind_display", primary=True),
    Column("日期", "dated", "date"),
    Column("文件", "name"),
    Column("说明", "note"),
)
QUANTITIES: Final = (
    Column("改造内容", "item", primary=True),
    Column("单位", "unit"),
    Column("计划量", "planned", "number"),
    Column("完成量", "done", "number"),
)


def nodes(day: date) -> tuple[Column, ...]:
    def late(row: Milestone) -> int | None:
        return row.days_late(day)

    def state(row: Milestone) -> str:
        if row.met_by(day):
            return "已完成"
        return "逾期" if late(row) is not None else "未到期"

    colours = {"已完成": "good", "逾期": "bad", "未到期": "neutral"}
    return (
        Column("节点", "name", primary=True),
        Column("计划日期", "planned_on", "date"),
        Column("实际日期", "actual_on", "date"),
        Column("逾期", late, "number", unit="天"),
        Column("状态", state, "badge", badge=lambda row: colours[state(row)]),
        Column("专人", "owner"),
    )


def suspended(user: User, day: date) -> tuple[Column, ...]:
    def due(row: Suspension) -> str:
        late = "（已过）" if row.review_overdue(day) else ""
        return f"{row.review_on}{late}" if row.review_on else ""

    def review(row: Suspension) -> str | None:
        return reverse("projects:suspension_review", args=[row.pk]) if row.covers(day) else None

    def resume(row: Suspension) -> str | None:
        return reverse("projects:suspension_end", args=[row.pk]) if row.ended_on is None else None

    columns = (
        Column("类型", "kind", primary=True),
        Column("起始日期", lambda row: row.started_on or "自始"),
        Column("恢复日期", "ended_on", "date"),
        Column("原因", "reason"),
        Column("决定单位或人员", "decided_by"),
        Column(
            "复核日期",
            due,
            "badge",
            badge=lambda row: "bad" if row.review_overdue(day) else "neutral",
        ),
    )
    if not user.has_perm("projects.change_suspension"):
        return columns
    return (
        *columns,
        Column("复核", lambda row: "复核" if row.covers(day) else "", link=review),
        Column("处理", lambda row: "登记恢复" if row.ended_on is None else "", link=resume),
    )


def problems(user: User) -> tuple[Column, ...]:
    def close(row: Problem) -> str | None:
        return reverse("projects:problem_close", args=[row.pk]) if row.closed_on is None else None

    columns = (
        Column("问题", "text", primary=True),
        Column("程度", "severity"),
        Column("需协调事项", "help_needed"),
        Column("提出日期", "opened_on", "date"),
        Column("解决日期", "closed_on", "date"),
        Column("处理结果", "result"),
    )
    if not user.has_perm("projects.change_problem"):
        return columns
    return (*columns, Column("处理", lambda row: "" if row.closed_on else "销号", link=close))
