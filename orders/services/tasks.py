"""Keep the list of key tasks: list, report, chase, accept or send back, drop (S0-16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Region, User
from core import clock
from core.exceptions import Refusal
from orders.actions import ANSWER, DRAFT, REVIEW
from orders.choices import TASK_OPEN, TaskEventKind, TaskSource, TaskState
from orders.models import KeyTask, TaskEvent
from projects.services.guards import LineRefusal, require, require_region, signed


@dataclass(frozen=True)
class Source:
    """The speech, document or meeting that asks for the tasks."""

    kind: str
    name: str
    on: date


@dataclass(frozen=True)
class Line:
    """One task as it is listed."""

    region: Region
    task: str
    unit: str
    due_on: date | None
    co_units: str = ""


@transaction.atomic
def list_tasks(source: Source, lines: Sequence[Line], *, by: User) -> list[KeyTask]:
    """Take the tasks of one source into the list, all or none; a refused line is named."""
    require(by, DRAFT)
    if by.region is None:
        raise PermissionDenied
    if source.kind not in TaskSource.values:
        raise Refusal("请选择来源种类。", "source_kind")
    if not source.name.strip():
        raise Refusal("请填写来源文件。", "source")
    if source.on > clock.today():
        raise Refusal("来源日期不能晚于今天。", "source_on")
    if not lines:
        raise Refusal("请至少填写一项任务。")
    listed = []
    for place, line in enumerate(lines):
        try:
            listed.append(_list(source, line, by))
        except Refusal as refusal:
            raise LineRefusal(place, refusal) from refusal
    return listed


@transaction.atomic
def report_task(task: KeyTask, *, text: str, finished: bool, by: User) -> KeyTask:
    """Report progress of an open task, or that it is done and waits to be accepted."""
    locked = _take(task, by)
    if not by.has_perm(ANSWER) or by.region_id != locked.region_id:
        raise PermissionDenied
    _require_state(locked, TaskState.OPEN, "报告")
    _require(text, "请填写进展或完成情况。", "text")
    kind = TaskEventKind.FINISHED if finished else TaskEventKind.PROGRESS
    if finished:
        locked.state = TaskState.REPORTED
        signed(locked, by, kind.label).save()
    return _keep(locked, kind, by, text)


@transaction.atomic
def decide_task(task: KeyTask, *, accepted: bool, opinion: str, by: User) -> KeyTask:
    """Accept that a task is done, or send it back; whoever reported it does not decide."""
    locked = _of_office(task, by, REVIEW)
    _require_state(locked, TaskState.REPORTED, "审核")
    last = locked.events.filter(kind=TaskEventKind.FINISHED).last()
    if last is not None and last.by_id == by.pk:
        raise Refusal("申请销号的人不能审核，请由他人审核。")
    _require(opinion, "请填写审核意见。", "opinion")
    if accepted:
        locked.state, locked.closed_on = TaskState.DONE, clock.today()
        locked.result = last.text if last is not None else opinion.strip()
    else:
        locked.state = TaskState.OPEN
    kind = TaskEventKind.ACCEPTED if accepted else TaskEventKind.RETURNED
    signed(locked, by, kind.label).save()
    return _keep(locked, kind, by, opinion)


@transaction.atomic
def chase_task(task: KeyTask, *, text: str, by: User) -> KeyTask:
    """Chase an open task in words that the lead unit reads on its page."""
    locked = _of_office(task, by, REVIEW)
    _require_state(locked, TaskState.OPEN, "催办")
    _require(text, "请填写催办内容。", "text")
    return _keep(locked, TaskEventKind.CHASED, by, text)


@transaction.atomic
def drop_task(task: KeyTask, *, reason: str, by: User) -> KeyTask:
    """Take a task off the list with a reason; it stays to be seen."""
    locked = _of_office(task, by, DRAFT)
    if locked.state not in TASK_OPEN:
        raise Refusal(f"该任务{locked.get_state_display()}，不能取消。")
    _require(reason, "请写明取消原因。", "reason")
    locked.state, locked.closed_on = TaskState.DROPPED, clock.today()
    signed(locked, by, TaskEventKind.DROPPED.label).save()
    return _keep(locked, TaskEventKind.DROPPED, by, reason)


def keeps(task: KeyTask, by: User) -> bool:
    """Say whether the task's list is the user's office's, or of one below it."""
    return by.oversees(task.office_region_id)


def _list(source: Source, line: Line, by: User) -> KeyTask:
    require_region(by, line.region.pk)
    for name, label in (("task", "任务"), ("unit", "牵头单位")):
        _require(getattr(line, name), f"请填写{label}。", name)
    if line.due_on is None:
        raise Refusal("请填写完成时限。", "due_on")
    if line.due_on < source.on:
        raise Refusal("完成时限不能早于来源日期。", "due_on")
    words = source.name.strip(), line.task.strip()
    same = KeyTask.objects.filter(office_region=by.region_id, source=words[0], task=words[1])
    if same.exists():
        raise Refusal("该来源的这项任务已在清单中。", "task")
    row = KeyTask(
        office_region=by.region, region=line.region, source_kind=source.kind, source=words[0],
        source_on=source.on, task=words[1], unit=line.unit.strip(),
        co_units=line.co_units.strip(), due_on=line.due_on, created_by=by,
    )  # fmt: skip
    signed(row, by).save()
    return _keep(row, TaskEventKind.LISTED, by, "")


def _take(task: KeyTask, by: User) -> KeyTask:
    if not KeyTask.objects.visible_to(by).filter(pk=task.pk).exists():
        raise PermissionDenied
    return KeyTask.objects.select_for_update().get(pk=task.pk)


def _of_office(task: KeyTask, by: User, permission: str) -> KeyTask:
    locked = _take(task, by)
    if not by.has_perm(permission) or not keeps(locked, by):
        raise PermissionDenied
    return locked


def _require_state(task: KeyTask, state: TaskState, verb: str) -> None:
    if task.state != state:
        raise Refusal(f"该任务现为“{task.get_state_display()}”，不能{verb}；请刷新页面查看。")


def _require(text: str, message: str, field: str) -> None:
    if not text.strip():
        raise Refusal(message, field)


def _keep(task: KeyTask, kind: TaskEventKind, by: User, text: str) -> KeyTask:
    TaskEvent(task=task, kind=kind, at=clock.now(), by=by, text=text.strip()).save()
    return task
