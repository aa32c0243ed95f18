"""Disputes: reported, changed, mediated, withdrawn; the city is told of mass incidents at once."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Region, User
from complaints.dispute_querysets import knows_of_mass_incidents
from complaints.models import Dispute, DisputeLevel, MassNotice, MediationStep
from core import clock
from core.exceptions import Refusal
from core.reasons import checked_reason, checked_words
from projects.models import Project
from projects.services.communities import require_free_number
from projects.services.guards import not_in_future, require, require_change, require_fresh, signed
from projects.services.stoppages import keep_stoppage

WORDS = {"category": 30, "consent_gap": 200, "mediator": 60, "result": 500, "content": 2000}
ACTUAL = ("occurred_on", "resolved_on", "stopped_on", "resumed_on")
AUTO = re.compile(r"J(\d{1,9})")


@transaction.atomic
def report_dispute(project: Project, values: Mapping[str, Any], *, by: User) -> Dispute:
    """Report a dispute of a project; without a number it gets the city's next one."""
    require_change(by, "complaints.add_dispute", project.site_id)
    row = Dispute(project=project, region_id=project.site_id)
    row.reported_in_id = project.region_id
    row.derive()
    Region.objects.select_for_update().get(pk=row.city)  # numbers of a city are given in turn
    row.number = str(values.get("number") or "").strip() or _next_number(row.city)
    require_free_number(Dispute, row.region_id, row.number, None)
    return _save(row, values, by, "上报")


@transaction.atomic
def change_dispute(
    dispute: Dispute, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> Dispute:
    """Change a dispute; the project's stoppage moves with its dates."""
    row = _locked(dispute, by, seen)
    return _save(row, values, by, "")


@transaction.atomic
def withdraw_dispute(dispute: Dispute, *, reason: str, by: User) -> Dispute:
    """Withdraw what was no dispute: it stays to be read, counts no more, stops nothing."""
    row = _locked(dispute, by, None)
    words = checked_reason(reason, "请写明撤销理由。")
    if row.project is not None:
        keep_stoppage(row.project, row.suspension, started_on=None, ended_on=None, reason="", by=by)
    row.suspension, row.withdrawn_on = None, clock.today()
    signed(row, by, f"撤销：{words}").save()
    return row


@transaction.atomic
def add_step(dispute: Dispute, *, held_on: date, people: str, text: str, by: User) -> MediationStep:
    """Add one step of the mediation."""
    row = _locked(dispute, by, None)
    not_in_future(held_on, "日期", "held_on")
    if held_on < row.occurred_on:
        raise Refusal(f"日期不能早于发生日期（{row.occurred_on}）。", "held_on")
    step = MediationStep(dispute=row, held_on=held_on, entered_by=by)
    step.people = _required(people, "调解人和参加人", 100, "people")
    step.text = _required(text, "经过和意见", 1000, "text")
    step.save()
    return step


@transaction.atomic
def take_note(notice: MassNotice, *, instruction: str, by: User) -> MassNotice:
    """Take note of a mass incident for the office, with what is to be done."""
    if not knows_of_mass_incidents(by) or not by.has_perm("complaints.change_massnotice"):
        raise PermissionDenied
    row = MassNotice.objects.select_for_update().get(pk=notice.pk)
    if row.seen_at is not None:
        raise Refusal("已登记知悉。")
    row.instruction = checked_words(instruction, "处置意见", 300, "instruction")
    row.seen_at, row.seen_by = clock.now(), by
    signed(row, by, "知悉").save()
    return row


@transaction.atomic
def save_level(row: DisputeLevel | None, values: Mapping[str, Any], *, by: User) -> DisputeLevel:
    """Add or change a level of the table; disputes keep the level that they were given."""
    require(by, "complaints.change_disputelevel")
    line = row or DisputeLevel()
    for name, value in values.items():
        setattr(line, name, value.strip() if isinstance(value, str) else value)
    if DisputeLevel.objects.filter(name=line.name).exclude(pk=line.pk).exists():
        raise Refusal("已有这个等级，请直接修改。", "name")
    signed(line, by).save()
    return line


def level_for(people: int | None) -> DisputeLevel | None:
    """Return the highest level that a number of people reaches; None without a number."""
    if people is None:
        return None
    rows = DisputeLevel.objects.filter(active=True, min_people__lte=people)
    return rows.order_by("-min_people", "-order").first()


def _locked(dispute: Dispute, by: User, seen: int | None) -> Dispute:
    require_change(by, "complaints.change_dispute", dispute.region_id)
    row = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    if not Dispute.objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    require_fresh(Dispute, seen, id=row.pk)
    if row.withdrawn_on is not None:
        raise Refusal(f"该纠纷已于{row.withdrawn_on}撤销，不能再改。")
    return row


def _save(row: Dispute, values: Mapping[str, Any], by: User, reason: str) -> Dispute:
    _fill(row, values)
    if row.project is not None:
        row.suspension = keep_stoppage(
            row.project, row.suspension, started_on=row.stopped_on, ended_on=row.resumed_on,
            reason=f"纠纷{row.number}：{row.category}", by=by,
        )  # fmt: skip
    signed(row, by, reason).save()
    if row.mass_incident:
        MassNotice.objects.get_or_create(dispute=row, defaults={"region_id": row.city})
    return row


def _fill(row: Dispute, values: Mapping[str, Any]) -> None:
    for name, longest in WORDS.items():
        label = str(Dispute._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        setattr(row, name, checked_words(values.get(name) or "", label, longest, name))
    for name in (*ACTUAL, "people", "level"):
        setattr(row, name, values.get(name))
    row.obstruction = bool(values.get("obstruction"))
    if not row.category:
        raise Refusal("请填写类别。", "category")
    _check_dates(row)
    row.level = row.level or level_for(row.people)
    row.mass_incident = bool(row.level and row.level.mass)
    row.stopped_work = row.stopped_on is not None


def _check_dates(row: Dispute) -> None:
    if row.occurred_on is None:
        raise Refusal("请填写发生日期。", "occurred_on")
    for name in ACTUAL:
        label = str(Dispute._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        not_in_future(getattr(row, name), label, name)
    pairs = (("occurred_on", "resolved_on"), ("stopped_on", "resumed_on"))
    for first, last in pairs:
        begun, ended = getattr(row, first), getattr(row, last)
        if begun and ended and ended < begun:
            earlier = Dispute._meta.get_field(first).verbose_name  # type: ignore[union-attr]
            raise Refusal(f"不能早于{earlier}（{begun}）。", last)
    if row.resumed_on and row.stopped_on is None:
        raise Refusal("填了复工日期，还须填停工日期。", "stopped_on")
    if row.resolved_on and not row.result:
        raise Refusal("已化解的，请写明化解结果。", "result")


def _required(words: str, label: str, longest: int, field: str) -> str:
    kept = checked_words(words, label, longest, field)
    if not kept:
        raise Refusal(f"请填写{label}。", field)
    return kept


def _next_number(city: int) -> str:
    known = Dispute.objects.filter(city=city).values_list("number", flat=True)
    given = [int(found[1]) for number in known if (found := AUTO.fullmatch(number))]
    return f"J{max(given, default=0) + 1:03d}"
