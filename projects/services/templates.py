"""Schedule templates: the office adds and changes them as a whole table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.models import ScheduleTemplate, TemplateStep
from projects.services.guards import LineRefusal, require, require_fresh, signed
from projects.services.milestones import HUNDRED

FACTS: Final = ("name", "year", "note", "active")
STEP: Final = ("name", "days", "weight", "on_site", "fixed_month", "fixed_day", "fixed_years")
LEAP_YEAR: Final = 2024


@transaction.atomic
def save_template(
    template: ScheduleTemplate | None,
    values: Mapping[str, Any],
    steps: Sequence[Mapping[str, Any]],
    *,
    by: User,
    seen: int | None = None,
) -> ScheduleTemplate:
    """Add a template (`template` None) or change one; `steps` is its whole table, in order.

    Raises LineRefusal that names the step at fault, Stale when the template changed after `seen`.
    """
    verb = "change" if template else "add"
    require(by, f"projects.{verb}_scheduletemplate")
    rows = ScheduleTemplate.objects.select_for_update()
    row = rows.get(pk=template.pk) if template else ScheduleTemplate()
    if template:
        require_fresh(ScheduleTemplate, seen, id=row.pk)
    if ScheduleTemplate.objects.filter(name=values["name"]).exclude(pk=row.pk).exists():
        raise Refusal(f"已有模板“{values['name']}”，请换一个名称。", "name")
    _check(steps)
    for name in FACTS:
        setattr(row, name, values[name])
    signed(row, by).save()
    _write(row, steps, by)
    return row


def _check(steps: Sequence[Mapping[str, Any]]) -> None:
    names = set[str]()
    if not steps:
        raise Refusal("模板至少要有一个节点。")
    for number, step in enumerate(steps):
        try:
            _check_step(step, names)
        except Refusal as refusal:
            raise LineRefusal(number, refusal) from refusal
    weights = [step["weight"] for step in steps if step["weight"] is not None]
    if weights and sum(weights) != HUNDRED:
        raise Refusal(f"各节点权重之和是{sum(weights)}，应为100；不用权重的全部留空。")


def _check_step(step: Mapping[str, Any], names: set[str]) -> None:
    if step["name"] in names:
        raise Refusal(f"节点“{step['name']}”重复。", "name")
    names.add(step["name"])
    month, day = step["fixed_month"], step["fixed_day"]
    if (month is None) != (day is None):
        raise Refusal("最迟日期的月和日要一起填。", "fixed_day")
    if month is not None and day is not None:
        try:
            date(LEAP_YEAR - 1, month, day)
        except ValueError as error:
            raise Refusal(f"{month}月没有{day}日。", "fixed_day") from error


def _write(template: ScheduleTemplate, steps: Sequence[Mapping[str, Any]], by: User) -> None:
    kept = {row.name: row for row in TemplateStep.objects.filter(template=template)}
    for order, step in enumerate(steps, 1):
        row = kept.pop(step["name"], None) or TemplateStep(template=template)
        values = {name: step[name] for name in STEP} | {"order": order}
        if row.pk and all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        signed(row, by).save()
    for row in kept.values():
        signed(row, by).delete()
