"""Task forces (工作专班): set up, changed, and what they write."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.models import ForceNote, Project, TaskForce
from projects.services.guards import not_in_future, require_change, require_fresh, signed

CHANGE = "projects.change_taskforce"


@transaction.atomic
def save_force(
    row: TaskForce | None, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> TaskForce:
    """Set up a task force or change one; its projects must be of the user's scope."""
    if row is None:
        require_change(by, "projects.add_taskforce", values["region"].pk)
        row = TaskForce()
    else:
        require_change(by, CHANGE, row.region_id)
        require_change(by, CHANGE, values["region"].pk)
        row = TaskForce.objects.select_for_update().get(pk=row.pk)
        require_fresh(TaskForce, seen, id=row.pk)
    projects = list(values["projects"])
    _check_projects(projects, by)
    came, left = values["on_site_from"], values["on_site_to"]
    if left is not None and left <= came:
        raise Refusal("撤出日期应晚于进驻日期。", "on_site_to")
    for name in ("name", "level", "region", "lead", "members", "cadence"):
        setattr(row, name, values[name])
    row.on_site_from, row.on_site_to = came, left
    signed(row, by).save()
    row.projects.set(projects)
    return row


def _check_projects(projects: list[Project], by: User) -> None:
    if not projects:
        raise Refusal("请选择进驻的项目。", "projects")
    mine = Project.objects.visible_to(by).filter(pk__in=[one.pk for one in projects])
    if mine.count() != len(projects):
        raise Refusal("有项目不在您的管辖范围内。", "projects")


@transaction.atomic
def write_note(
    force: TaskForce, *, kind: str, on: date, text: str, project: Project | None, by: User
) -> ForceNote:
    """Write the week's note, or a dispatch on site about one of its projects."""
    require_change(by, CHANGE, force.region_id)
    not_in_future(on, "日期", "on")
    if on < force.on_site_from:
        raise Refusal(f"专班{force.on_site_from}才进驻，日期不能更早。", "on")
    if not text.strip():
        raise Refusal("请写明内容。", "text")
    if project is not None and not force.projects.filter(pk=project.pk).exists():
        raise Refusal("该项目不是本专班进驻的项目。", "project")
    row = ForceNote(task_force=force, kind=kind, on=on, text=text.strip(), project=project, by=by)
    signed(row, by).save()
    return row
