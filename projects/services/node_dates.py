"""Actual dates of a project's nodes, typed beside its week: on the entry page, off paper, by the API.

They are written by the service of the table of nodes, with its checks, its evidence and its history.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from core.periods import FIRST_ENTERED
from core.workbook.text import squeeze
from projects.models import Milestone, Project
from projects.services.guards import LineRefusal, not_in_future
from projects.services.milestones import NodeLine, save_milestones
from projects.services.weekly import Conflict, Typed

T = TypeVar("T")
MARK: Final = "node:"  # how a node's date is named among the fields of an entry
MOST: Final = 10  # as many as a sheet of paper has room for
DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def asked_nodes(rows: Sequence[Milestone]) -> list[Milestone]:
    """Return the nodes that are asked for, in their order; of too many the first met are left out."""
    surplus = max(len(rows) - MOST, 0)
    left_out = {row.pk for row in [row for row in rows if row.actual_on][:surplus]}
    return [row for row in rows if row.pk not in left_out][:MOST]


def nodes_of(project: Project) -> list[Milestone]:
    return asked_nodes(list(project.milestones.order_by("order", "pk")))


def nodes_in(typed: Mapping[str, T]) -> dict[str, T]:
    """Return what was typed for nodes, by the name of the node."""
    return {name.removeprefix(MARK): one for name, one in typed.items() if name.startswith(MARK)}


def show_day(day: date | None) -> str:
    return day.isoformat() if day else ""


def read_day(name: str, text: str) -> date | None:
    """Return the day that was typed; Refusal for what is none or lies ahead."""
    typed = squeeze(text)
    if not typed:
        return None
    found = DAY.fullmatch(typed)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day < FIRST_ENTERED:
        raise Refusal(f"“{name}”实际日期应如 2023-07-20；现为“{text.strip()[:20]}”。", MARK + name)
    not_in_future(day, f"“{name}”实际日期", MARK + name)
    return day


@transaction.atomic
def save_node_dates(user: User, project: int, typed: Mapping[str, Typed]) -> int:
    """Save actual dates by the name of their node, all or none; return how many changed.

    Raises Conflict when a date is neither what was seen nor what was typed, Project.DoesNotExist out
    of scope, and what `save_milestones` raises, at the node at fault.
    """
    wanted = {name: one for name, one in typed.items() if one.text.strip() != one.seen.strip()}
    if not wanted:
        return 0
    scoped = Project.objects.visible_to(user).select_for_update(of=("self",))
    locked = scoped.get(pk=project)
    rows = list(Milestone.objects.filter(project=locked).order_by("order", "pk"))
    known = {row.name: row.actual_on for row in rows}
    days = {name: _day(name, one, known) for name, one in wanted.items()}
    lines = [
        NodeLine(row.name, row.planned_on, days.get(row.name, row.actual_on), row.pk)
        for row in rows
    ]
    try:
        save_milestones(locked, lines, by=user)
    except LineRefusal as refusal:
        name = lines[refusal.line].name
        raise Refusal(f"“{name}”：{refusal.message}", MARK + name) from refusal
    return sum(day != known[name] for name, day in days.items())


def _day(name: str, typed: Typed, known: Mapping[str, date | None]) -> date | None:
    if name not in known:
        raise Refusal(f"项目已没有“{name[:40]}”节点，请刷新页面。", MARK + name)
    day, now = read_day(name, typed.text), known[name]
    if show_day(now) not in {typed.seen.strip(), show_day(day)}:
        raise Conflict(MARK + name, show_day(now), "", None)
    return day
