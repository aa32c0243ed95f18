"""How one project keeps pace: its lights, whose clock, catch-up, cases and task forces."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.views.base import caller
from core import clock
from core.columns import Column, Row
from core.links import row_page
from core.views import PermittedView
from projects.calendar import Calendar
from projects.models import ClockEvent, Project
from projects.pace import whose_clock
from projects.pace.campaigns import FULL, campaigns_of, standings
from projects.pace.catch_up import CatchUp, best_weeks, catch_up, weekly_percents
from projects.pace.lights import lights
from projects.pace_choices import CASE_BADGES, CHANCE_BADGES, LIGHT_BADGES
from projects.pace_forms import ClockEventForm
from projects.services.clock_events import change_event, record_event
from projects.stops import calendars
from projects.views.cases import case_url
from projects.views.editing import EditPage, project_crumbs, project_or_404
from projects.views.task_forces import force_url


class ProjectPace(PermittedView):
    """Fragment of the project page."""

    permission = "projects.view_project"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        day, user = clock.today(), caller(request)
        rows = Project.objects.visible_to(user).with_standing(day)
        project: Any = get_object_or_404(rows.select_related("region"), pk=pk)
        prefetch_related_objects(
            [project], "milestones", "clock_events", "cases__reasons", "task_forces"
        )
        calendar = calendars([project], date(project.year - 2, 1, 1), date(project.year + 3, 1, 1))[
            pk
        ]
        whole = whose_clock.of_project(project, day, calendar)
        due, found = project.due_since, lights([project], day)[pk]
        context = {
            "project": project,
            "day": day,
            "lights": found,
            "light_rows": [Row(LIGHTS, one) for one in found.shown] if len(found.shown) > 1 else [],
            "light_columns": LIGHTS,
            "light_badges": LIGHT_BADGES,
            "whole": whole,
            "since_due": whose_clock.of_lag(project, due, day, calendar) if due else None,
            "due": due,
            "catch_up": [Row(CATCH_UP, one) for one in deadlines(project, day, calendar)],
            "catch_up_columns": CATCH_UP,
            "cases": [Row(CASES, one) for one in project.cases.all()],
            "case_columns": CASES,
            "forces": [Row(FORCES, one) for one in project.task_forces.all()],
            "force_columns": FORCES,
            "events": [Row(event_columns(user), one) for one in project.clock_events.all()],
            "event_columns": event_columns(user),
            "open_case": any(one.closed_on is None for one in project.cases.all()),
        }
        return render(request, "projects/project_pace.html", context)


def deadlines(project: Any, day: date, calendar: Calendar) -> list[dict[str, Any]]:
    """Return each campaign and the project's own planned finish with what it takes."""
    chosen = campaigns_of(project.site_id, project.year)
    found: list[dict[str, Any]] = []
    if chosen:
        for one in standings(chosen, Project.objects.filter(pk=project.pk), day):
            standing = one.standings[project.pk]
            found.append(
                {
                    "name": one.campaign.name,
                    "due_on": one.campaign.due_on,
                    "sum": standing.sum,
                    "why": standing.why or standing.forecast.label,
                }
            )
    if project.planned_finish is not None:
        best = best_weeks(weekly_percents([project.pk], day).get(project.pk, ()))
        finished = project.finished_on is not None and project.finished_on <= day
        percent = FULL if finished else project.percent
        own = catch_up(percent, best, FULL, day, project.planned_finish, calendar)
        found.append(
            {
                "name": "计划完工",
                "due_on": project.planned_finish,
                "sum": own,
                "why": own.sentence,
            }
        )
    return found


def _sum(row: dict[str, Any], name: str) -> Any:
    found: CatchUp | None = row["sum"]
    return getattr(found, name) if found is not None else None


LIGHTS = (
    Column("对象", lambda row: row.subject.label, primary=True),
    Column(
        "亮灯", lambda row: row.light.label, "badge", badge=lambda row: LIGHT_BADGES[row.light]
    ),
    Column("依据", "sentence"),
)  # fmt: skip
CATCH_UP = (
    Column("时限", "name", primary=True),
    Column("截止日期", "due_on", "date"),
    Column("目标", lambda row: _sum(row, "goal"), "percent"),
    Column("每周须完成", lambda row: _sum(row, "needed"), "number", unit="%", places=2),
    Column("最好四周平均", lambda row: _sum(row, "best"), "number", unit="%", places=2),
    Column(
        "倒算", lambda row: row["sum"].chance.label if row["sum"] else "", "badge",
        badge=lambda row: CHANCE_BADGES[row["sum"].chance],
    ),
    Column("依据", "why"),
)  # fmt: skip
CASES = (
    Column("建立日期", "opened_on", "date", link=case_url, primary=True),
    Column("原因", lambda row: "、".join(str(one) for one in row.reasons.all())),
    Column("整改措施", "measure"),
    Column("责任人", "person"),
    Column("完成时限", "due_on", "date"),
    Column(
        "状态", lambda row: row.state.label, "badge", badge=lambda row: CASE_BADGES[row.state]
    ),
)  # fmt: skip
FORCES = (
    Column("专班名称", "name", link=force_url, primary=True),
    Column("级别", "level"),
    Column("组长", "lead"),
    Column("进驻日期", "on_site_from", "date"),
    Column("撤出日期", "on_site_to", "date"),
)


def event_columns(user: Any) -> tuple[Column, ...]:
    columns = (
        Column("归责", "party", primary=True),
        Column("起始日期", "started_on", "date"),
        Column("结束日期", "ended_on", "date"),
        Column("事由", "reason"),
        Column("依据", "evidence"),
    )
    if not user.has_perm("projects.change_clockevent"):
        return columns
    link = lambda row: row_page("projects:clock_event_edit", row.pk)  # noqa: E731
    return (*columns, Column("处理", lambda row: "修改", link=link))


class ClockEventPage(EditPage):
    form_class = ClockEventForm

    @property
    def project(self) -> Project:
        raise NotImplementedError

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.project)

    def get_context(self) -> dict[str, Any]:
        return {
            "note": "同一天有几条记录的，算在起始较晚的一条名下；合法停工（暂缓、停工、停工窗口）优先于记录，"
            "没有记录的按所处阶段计。"
        }

    def back(self) -> str:
        return f"{reverse('projects:project', args=[self.project.pk])}#clock"


class ClockEventNew(ClockEventPage):
    permission = "projects.add_clockevent"
    title = "登记时长归责"
    success = "已登记。"

    def get_row(self) -> Any:
        return project_or_404(self.request, self.kwargs["pk"])

    @property
    def project(self) -> Project:
        return self.row if isinstance(self.row, Project) else self.row.project

    def save(self, form: Any) -> ClockEvent:
        return record_event(self.row, **form.cleaned_data, by=self.user)


class ClockEventEdit(ClockEventPage):
    permission = "projects.change_clockevent"
    title = "修改时长归责"
    versioned = ClockEvent
    row: ClockEvent

    def get_row(self) -> ClockEvent:
        rows = ClockEvent.objects.visible_to(self.request.user).select_related("project")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def project(self) -> Project:
        return self.row.project

    def get_form(self, data: Any = None) -> ClockEventForm:
        names = ("started_on", "ended_on", "party", "reason", "evidence")
        return ClockEventForm(data, initial={name: getattr(self.row, name) for name in names})

    def save(self, form: Any) -> ClockEvent:
        return change_event(self.row, **form.cleaned_data, by=self.user, seen=self.seen())
