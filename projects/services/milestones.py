"""Milestones: planned and actual dates of all nodes of a project, saved together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.models import Milestone, Project, Reschedule
from projects.services.backplans import PERMISSION, reschedule
from projects.services.evidence import require_evidence
from projects.services.guards import (
    LineRefusal,
    let_go,
    not_in_future,
    require_change,
    require_fresh,
    signed,
)
from projects.services.projects import ACTUAL, NODE_DATES, check_dates


class Keep(Enum):
    """What a line says of a value that it does not bring: it stays as it is."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
HUNDRED: Final = 100


@dataclass(frozen=True)
class NodeLine:
    """One node as typed: `pk` None for a new one."""

    name: str
    planned_on: date | None
    actual_on: date | None
    pk: int | None = None
    weight: int | Keep | None = KEEP
    owner: str | Keep = KEEP


@transaction.atomic
def save_milestones(
    project: Project,
    lines: Sequence[NodeLine],
    *,
    by: User,
    seen: int | None = None,
    reason: str = "",
) -> int:
    """Save the nodes of a project, all or none, in the order given; return how many changed.

    The project's own dates follow its nodes 开工, 完工 and 竣工验收. A plan that was approved moves
    with a reason and by those who may re-schedule. Raises LineRefusal that names the line at fault,
    Stale when somebody saved in between.
    """
    require_change(by, "projects.change_milestone", project.site_id)
    locked = Project.objects.select_for_update().get(pk=project.pk)
    require_fresh(Milestone, seen, project_id=project.pk)
    existing = {row.pk: row for row in Milestone.objects.filter(project=project)}
    brought = {line.pk for line in lines}
    names = {row.name for pk, row in existing.items() if pk not in brought}
    for number, line in enumerate(lines):
        try:
            _check_line(line, names)
            _check_move(existing.get(line.pk or 0), line, reason, by)
        except Refusal as refusal:
            raise LineRefusal(number, refusal) from refusal
    _check_weights(existing, lines)
    Reschedule.objects.bulk_create(
        reschedule(row, line.planned_on, reason.strip(), by)
        for line in lines
        if (row := existing.get(line.pk or 0)) is not None and _moves(row, line)
    )
    pairs = [(existing.get(line.pk or 0), line) for line in lines]
    let_go(Milestone, "name", [row.pk for row, line in pairs if row and row.name != line.name])
    changed = sum(
        _save_line(locked, row, line, order, by) for order, (row, line) in enumerate(pairs, start=1)
    )
    _follow(locked, lines, by)
    return changed


def _check_line(line: NodeLine, names: set[str]) -> None:
    if line.name in names:
        raise Refusal(f"节点“{line.name}”重复，每个节点只填一行。", "name")
    names.add(line.name)
    not_in_future(line.actual_on, "实际日期", "actual_on")


def _moves(row: Milestone, line: NodeLine) -> bool:
    """Say whether a line changes a plan that was approved."""
    return row.baseline_on is not None and row.planned_on != line.planned_on


def _check_move(row: Milestone | None, line: NodeLine, reason: str, by: User) -> None:
    if row is None or not _moves(row, line):
        return
    if not by.has_perm(PERMISSION):
        raise Refusal(
            f"计划已核定（{row.planned_on or '未定'}），调整计划日期请由审核员或市级办公室办理。",
            "planned_on",
        )
    if not reason.strip():
        raise Refusal("计划已核定，调整计划日期请在表下写明原因。", "planned_on")


def _check_weights(existing: Mapping[int, Milestone], lines: Sequence[NodeLine]) -> None:
    weights = dict[int | str, int | None]({pk: row.weight for pk, row in existing.items()})
    for line in lines:
        if not isinstance(line.weight, Keep):
            weights[line.pk if line.pk in existing and line.pk else line.name] = line.weight
    given = [weight for weight in weights.values() if weight is not None]
    if given and sum(given) != HUNDRED:
        raise Refusal(f"各节点权重之和是{sum(given)}，应为100；不用权重的全部留空。")


def _save_line(
    project: Project, row: Milestone | None, line: NodeLine, order: int, by: User
) -> bool:
    values: dict[str, Any] = {
        "name": line.name,
        "order": order,
        "planned_on": line.planned_on,
        "actual_on": line.actual_on,
    }
    values |= {
        name: value
        for name, value in (("weight", line.weight), ("owner", line.owner))
        if not isinstance(value, Keep)
    }
    if row is None:
        row = Milestone(project=project)
    elif all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    signed(row, by).save()
    return True


def _follow(project: Project, lines: Sequence[NodeLine], by: User) -> None:
    reached = {NODE_DATES[x.name]: x.actual_on for x in lines if x.name in NODE_DATES}
    if all(getattr(project, name) == day for name, day in reached.items()):
        return
    try:
        require_evidence(project, reached)
        for name, day in reached.items():
            setattr(project, name, day)
        check_dates({name: getattr(project, name) for name in ACTUAL})
    except Refusal as refusal:
        raise Refusal(refusal.message) from refusal
    signed(project, by, "随节点更新").save()
