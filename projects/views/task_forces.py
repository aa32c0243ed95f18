"""Task forces (工作专班): the register, one force with what it wrote, the forms."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.views.base import caller
from core import clock
from core.asked import whole
from core.columns import Column, Row
from core.history import history_of
from core.links import row_page
from core.views import ListPage, PermittedView
from projects.models import TaskForce
from projects.pace_filters import TaskForceFilter
from projects.pace_forms import NoteForm, TaskForceForm
from projects.services.task_forces import save_force, write_note
from projects.views.columns import own_url
from projects.views.editing import EditPage
from projects.views.lag_list import pace_tabs


def force_url(row: TaskForce) -> str:
    return row_page("projects:task_force", row.pk)


def force_or_404(request: HttpRequest, pk: int) -> TaskForce:
    rows = TaskForce.objects.visible_to(request.user).select_related("region")
    found: TaskForce = get_object_or_404(rows, pk=pk)
    return found


def silence(row: Any) -> str:
    """Say whether a force wrote as often as it must."""
    late = row.silent(clock.today(), row.last_note)
    return f"超{late}天未记" if late else ""


class TaskForceList(ListPage):
    permission = "projects.view_taskforce"
    title = "工作专班"
    template_name = "projects/pace_list.html"
    filterset_class = TaskForceFilter
    empty = "没有工作专班。"
    empty_how = "成立后登记组长、成员和进驻的项目。"
    columns = (
        Column("专班名称", "name", link=force_url, order="name", primary=True),
        Column("级别", "level", order="level"),
        Column("区划", "region.name", order="region_id"),
        Column("组长", "lead", order="lead"),
        Column("进驻项目", lambda row: len(row.projects.all()), "number", unit="个"),
        Column("调度频次", "get_cadence_display", order="cadence"),
        Column("进驻日期", "on_site_from", "date", order="on_site_from"),
        Column("撤出日期", "on_site_to", "date", order="on_site_to"),
        Column("最近记录", "last_note", "date", order="last_note"),
        Column("记录", silence, "badge", badge=lambda row: "bad"),
    )

    def get_queryset(self) -> QuerySet[TaskForce]:
        rows = TaskForce.objects.visible_to(self.request.user).select_related("region")
        return rows.prefetch_related("projects").order_by("region_id", "name")

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("projects.add_taskforce")
        lag = reverse("projects:lag_list")
        return {
            "tabs": pace_tabs("task_forces"),
            "note": f"滞后达到{settings.TASK_FORCE_LAG_DAYS}天的项目须有专班进驻：应驻未驻的项目",
            "note_url": f"{lag}?force=0&min_lag={settings.TASK_FORCE_LAG_DAYS}",
            "new_url": reverse("projects:task_force_new") if adds else "",
            "new_label": "成立专班",
        }


class TaskForceDetail(PermittedView):
    """One force. Who sees it for one of its projects alone reads nothing of strangers' projects."""

    permission = "projects.view_taskforce"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        force, user = force_or_404(request, pk), caller(request)
        projects = list(force.projects.visible_to(user).select_related("region"))
        notes = list(force.notes.select_related("project", "by"))
        late = force.silent(clock.today(), notes[0].on if notes else None)
        mine = {None, *(one.pk for one in projects)}
        own = user.oversees(force.region_id)
        context = {
            "title": force.name,
            "force": force,
            "late": f"超{late}天未记" if late else "",
            "facts": facts_of(force),
            "projects": [Row(PROJECTS, row) for row in projects],
            "project_columns": PROJECTS,
            "notes": [note for note in notes if own or note.project_id in mine],
            "may_change": own and user.has_perm("projects.change_taskforce"),
            "events": history_of(TaskForce, id=force.pk) if own else [],
        }
        return render(request, "projects/task_force.html", context)


PROJECTS = (
    Column("项目编号", "number"),
    Column("项目名称", "name", link=own_url, primary=True),
    Column("区划", "region.name"),
    Column("责任人", "lead_person"),
)


def facts_of(force: TaskForce) -> list[tuple[str, Any]]:
    return [
        ("级别", force.level),
        ("区划", force.region.name),
        ("组长", force.lead),
        ("成员", force.members),
        ("调度频次", force.get_cadence_display()),
        ("进驻", f"{force.on_site_from} 至 {force.on_site_to or '今'}"),
    ]


class TaskForcePage(EditPage):
    def get_form(self, data: Any = None) -> TaskForceForm:
        return TaskForceForm(data, instance=self.row, user=self.user)

    def save(self, form: Any) -> TaskForce:
        return save_force(self.row, form.cleaned_data, by=self.user, seen=self.seen())

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        above = (("工作专班", reverse("projects:task_forces")),)
        return above if self.row is None else (*above, (self.row.name, force_url(self.row)))

    def back(self) -> str:
        return force_url(self.row)


class TaskForceNew(TaskForcePage):
    permission = "projects.add_taskforce"
    title = "成立工作专班"
    success = "已成立。"

    def get_form(self, data: Any = None) -> TaskForceForm:
        asked = whole(self.request.GET.get("project", ""))
        initial = {
            "on_site_from": clock.today(),
            "region": self.user.region_id,
            "projects": [asked] if asked else [],
        }
        return TaskForceForm(data, user=self.user, initial=initial)


class TaskForceEdit(TaskForcePage):
    permission = "projects.change_taskforce"
    title = "修改工作专班"
    versioned = TaskForce

    def get_row(self) -> TaskForce:
        return force_or_404(self.request, self.kwargs["pk"])


class NoteNew(EditPage):
    permission = "projects.change_taskforce"
    title = "专班记录"
    success = "已记录。"
    row: TaskForce

    def get_row(self) -> TaskForce:
        return force_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> NoteForm:
        projects = self.row.projects.visible_to(self.user)
        return NoteForm(data, projects=projects, initial={"on": clock.today()})

    def save(self, form: Any) -> TaskForce:
        write_note(self.row, **form.cleaned_data, by=self.user)
        return self.row

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (
            ("工作专班", reverse("projects:task_forces")),
            (self.row.name, force_url(self.row)),
        )

    def back(self) -> str:
        return force_url(self.row)
