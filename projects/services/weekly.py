"""Weekly entry: save what a clerk types, cell by cell or a whole form, and 本周无变化.

Order of every change: find the project in scope → lock the entry → see whether the week is open
and the entry editable → read the typed text → compare with what the user's page showed → write.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from accounts.models import User
from core.exceptions import Refusal
from core.periods import Week
from projects.choices import EDITABLE_STATES, EntryState
from projects.models import Project, WeeklyEntry
from projects.services import weekly_rules as rules
from projects.services import weekly_values as values
from projects.services.weeks import openness

ENTER: Final = "projects.enter_weeklyentry"
HISTORY_LOOKED_AT: Final = 50
ATTEMPTS: Final = 2


@dataclass(frozen=True)
class Typed:
    """Text typed into a field, and the text that the page showed there before."""

    text: str
    seen: str


@dataclass(frozen=True)
class Saved:
    """What a save left: the entry, the texts to show now, and what to look at again."""

    entry: WeeklyEntry
    shown: dict[str, str]
    warnings: list[str] = field(default_factory=list)
    needs_reason: bool = False


@dataclass(frozen=True)
class Target:
    """A project that owes the entry, with percent and investment (元) accepted before the week."""

    project: Project
    before: tuple[Decimal | None, Decimal | None]


class Conflict(Refusal):
    """Somebody else changed the cell since the page was shown; nothing was overwritten."""

    def __init__(self, name: str, other: str, who: str, at: datetime | None) -> None:
        by = f"{who}已在{localtime(at):%-m月%-d日%H:%M}" if at else "其他人已"
        shown = f"改为“{other}”" if other else "清空这一格"
        super().__init__(f"{by}{shown}。请选择保留对方的值，或用你的值覆盖。", name)
        self.other = other
        self.who = who
        self.at = at


class EntryRefused(Refusal):
    """One or more fields of an entry are refused; none of them was saved."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("有未通过检查的栏目，请按提示修改后再保存。")
        self.refusals = refusals


def save_cell(
    user: User,
    project: int,
    week: Week,
    name: str,
    text: str,
    seen: str,
    *,
    force: bool = False,
) -> Saved:
    """Save one cell. Raises Conflict when the stored value is neither what was seen nor typed."""
    try:
        return save_entry(user, project, week, {name: Typed(text, seen)}, force=force)
    except EntryRefused as refused:
        raise refused.refusals[0] from None


def save_entry(
    user: User, project: int, week: Week, typed: Mapping[str, Typed], *, force: bool = False
) -> Saved:
    """Save the typed fields, all or none; EntryRefused holds a refusal per field.

    `project` is a primary key; Project.DoesNotExist when it is not in the user's scope. With
    `force` the typed value replaces another person's.
    """

    def change(target: Target, entry: WeeklyEntry) -> Saved:
        return _write(user, target, entry, typed, force=force)

    return _changed(user, project, week, change)


def mark_no_change(user: User, project: int, week: Week) -> Saved:
    """Fill an entry with the last accepted week's cumulative figures (本周无变化)."""

    def change(target: Target, entry: WeeklyEntry) -> Saved:
        return _carry_over(user, target, entry)

    return _changed(user, project, week, change)


def _changed(
    user: User, project: int, week: Week, change: Callable[[Target, WeeklyEntry], Saved]
) -> Saved:
    """Change an entry in one transaction; again, when somebody began the same entry meanwhile."""
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return change(*_open_entry(user, project, week))
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _carry_over(user: User, target: Target, entry: WeeklyEntry) -> Saved:
    percent, invested = target.before
    if percent is None or invested is None:
        raise Refusal("没有上一周已审核的数据可沿用，请直接填写形象进度和累计完成投资。")
    for name, last in (("percent", percent), ("invested", invested)):
        now = getattr(entry, name)
        if now is not None and now != last:
            label = values.FIELDS[name].label
            shown = values.show(values.FIELDS[name], now)
            raise Refusal(f"{label}已填 {shown}，与上周不同。确无变化的，请先清空这一格。", name)
    rules.check_start(target.project, Week(entry.week), percent)
    entry.percent, entry.invested, entry.no_change = percent, invested, True
    _store(user, entry)
    return _saved(target, entry)


def _open_entry(user: User, project: int, week: Week) -> tuple[Target, WeeklyEntry]:
    """Find the project, lock its entry (or begin one), and refuse when it may not change."""
    if not user.has_perm(ENTER):
        raise PermissionDenied
    entries = WeeklyEntry.objects.visible_to(user).select_related("project")
    found = entries.select_for_update(of=("self",)).filter(project=project, week=week.monday)
    entry = found.order_by().first() or _new_entry(user, project, week)
    target = entry.project
    openness(target.site_id, week, below=False).require(target.site_id)
    if rules.stopped(target, week) or not rules.in_programme(target, week):
        raise Refusal(f"“{target}”{week.label}已验收、暂缓或不在本年度，不用填报。")
    if entry.state == EntryState.SUBMITTED:
        raise Refusal("本周周报已提交，正在等待审核。要修改的，请审核员先退回。")
    if entry.state not in EDITABLE_STATES:
        raise Refusal("本周周报已审核通过。要修改的，请审核员先退回。")
    return Target(target, WeeklyEntry.objects.filter(project=target).last_accepted(week)), entry


def _new_entry(user: User, project: int, week: Week) -> WeeklyEntry:
    target = Project.objects.visible_to(user).get(pk=project)
    return WeeklyEntry(project=target, week=week.monday)


def _write(
    user: User, target: Target, entry: WeeklyEntry, typed: Mapping[str, Typed], *, force: bool
) -> Saved:
    week = Week(entry.week)
    changes: dict[str, values.Value] = {}
    refusals: list[Refusal] = []
    for name, cell in typed.items():
        try:
            new = _checked(target.project, entry, week, name, cell, force=force)
        except Refusal as refusal:
            refusals.append(refusal)
            continue
        if new != getattr(entry, name):
            changes[name] = new
    if refusals:
        raise EntryRefused(refusals)
    if changes:
        for name, new in changes.items():
            setattr(entry, name, new)
        if {"percent", "invested"} & changes.keys():
            entry.no_change = False
        _store(user, entry)
    return _saved(target, entry)


def _checked(
    project: Project, entry: WeeklyEntry, week: Week, name: str, cell: Typed, *, force: bool
) -> values.Value:
    column = values.field_named(name)
    new = values.parse(column, cell.text)
    if name == "percent":
        assert new is None or isinstance(new, Decimal)
        rules.check_start(project, week, new)
    stored: values.Value = getattr(entry, name)
    if not force and stored != new and not values.same(column, cell.seen, stored):
        raise _conflict(entry, column)
    return new


def _conflict(entry: WeeklyEntry, column: values.Field) -> Conflict:
    """Name the person and the moment of the last change of the field, out of the history."""
    stored = getattr(entry, column.name)
    who, at = "其他人", None
    history = entry.history.select_related("history_user").order_by("-history_date", "-history_id")
    for row in history[:HISTORY_LOOKED_AT]:
        if getattr(row, column.name) != stored:
            break
        who, at = str(row.history_user or "其他人"), row.history_date
    return Conflict(column.name, values.show(column, stored), who, at)


def _store(user: User, entry: WeeklyEntry) -> None:
    if entry.state == EntryState.RETURNED:
        entry.state = EntryState.DRAFT
    entry.entered_by = user
    entry._history_user = user  # type: ignore[attr-defined]
    entry.save()


def _saved(target: Target, entry: WeeklyEntry) -> Saved:
    shown = {
        name: values.show(column, getattr(entry, name)) for name, column in values.FIELDS.items()
    }
    return Saved(
        entry=entry,
        shown=shown,
        warnings=rules.warnings(entry, target.project, *target.before),
        needs_reason=bool(rules.falls(entry, *target.before)),
    )
