"""Milestones: planned and actual dates of all nodes of a project, saved together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.models import Milestone, Project
from projects.services.guards import (
    LineRefusal,
    not_in_future,
    require_change,
    require_fresh,
    signed,
)
from projects.services.projects import ACTUAL, NODE_DATES, check_dates


@dataclass(frozen=True)
class NodeLine:
    """One node as typed: `pk` None for a new one."""

    name: str
    planned_on: date | None
    actual_on: date | None
    pk: int | None = None


@transaction.atomic
def save_milestones(
    project: Project, lines: Sequence[NodeLine], *, by: User, seen: int | None = None
) -> int:
    """Save the nodes of a project, all or none, in the order given; return how many changed.

    The project's own dates follow its nodes 开工, 完工 and 竣工验收. Raises LineRefusal that names
    the line at fault, Stale when somebody saved in between.
    """
    require_change(by, "projects.change_milestone", project.site_id)
    locked = Project.objects.select_for_update().get(pk=project.pk)
    require_fresh(Milestone, seen, project_id=project.pk)
    names = set[str]()
    for number, line in enumerate(lines):
        try:
            _check_line(line, names)
        except Refusal as refusal:
            raise LineRefusal(number, refusal) from refusal
    existing = {row.pk: row for row in Milestone.objects.filter(project=project)}
    changed = sum(
        _save_line(locked, existing.get(line.pk or 0), line, order, by)
        for order, line in enumerate(lines, start=1)
    )
    _follow(locked, lines, by)
    return changed


def _check_line(line: NodeLine, names: set[str]) -> None:
    if line.name in names:
        raise Refusal(f"节点“{line.name}”重复，每个节点只填一行。", "name")
    names.add(line.name)
    not_in_future(line.actual_on, "实际日期", "actual_on")


def _save_line(
    project: Project, row: Milestone | None, line: NodeLine, order: int, by: User
) -> bool:
    wanted = (line.name, order, line.planned_on, line.actual_on)
    if row is None:
        row = Milestone(project=project)
    elif (row.name, row.order, row.planned_on, row.actual_on) == wanted:
        return False
    row.name, row.order, row.planned_on, row.actual_on = wanted
    signed(row, by).save()
    return True


def _follow(project: Project, lines: Sequence[NodeLine], by: User) -> None:
    reached = {NODE_DATES[x.name]: x.actual_on for x in lines if x.name in NODE_DATES}
    if all(getattr(project, name) == day for name, day in reached.items()):
        return
    for name, day in reached.items():
        setattr(project, name, day)
    try:
        check_dates({name: getattr(project, name) for name in ACTUAL})
    except Refusal as refusal:
        raise Refusal(refusal.message) from refusal
    signed(project, by, "随节点更新").save()
