"""Open an inspection over the projects it names or draws; record what was found at each."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Region, User
from core import clock, regions
from core.exceptions import Refusal
from core.uploads import Incoming
from projects.models import Project
from projects.services.guards import not_in_future, require, signed
from quality.choices import InspectionKind, Verdict
from quality.draw import draw
from quality.models import ChecklistItem, Inspection, SiteCheck
from quality.services.evidence import add_evidence
from quality.services.guards import fill, keep, take
from quality.services.notices import propose_notice

ANSWERS: Final = ("是", "否", "不涉及")
SEEDS: Final = 10**9


@dataclass(frozen=True)
class Plan:
    """What an inspection is. `projects` are named for 定期检查 and 暗访; `area` and `size` say
    what 随机抽查 draws from, `area` alone what 安全排查 covers: all works under construction.
    """

    kind: str
    title: str
    planned_on: date
    lead_unit: str
    team: str
    projects: Sequence[Project] = ()
    area: Region | None = None
    size: int = 0
    seed: int | None = None


@transaction.atomic
def open_inspection(plan: Plan, *, by: User) -> Inspection:
    """Open a round; its projects are fixed here, the draw is stored with seed and frame."""
    require(by, "quality.add_inspection")
    if by.region is None:
        raise Refusal("账号没有所属区划，不能组织检查。")
    row = Inspection(region=by.region, opened_by=by)
    facts = ("kind", "title", "lead_unit", "team")
    fill(row, {name: getattr(plan, name) for name in facts})
    row.planned_on = plan.planned_on
    chosen = _choose(row, plan, by)
    lines = ChecklistItem.objects.filter(Q(kind=row.kind) | Q(kind=""), active=True)
    row.checklist = [line.text for line in lines]
    signed(row, by, "登记").save()
    for project in chosen:
        signed(SiteCheck(inspection=row, project=project, entered_by=by), by).save()
    return row


def building(area: Region, by: User, day: date) -> QuerySet[Project]:
    """Return the projects of an area that are under construction on a day."""
    rows = Project.objects.visible_to(by).in_region(area.pk).filter(started_on__lte=day)
    return rows.filter(Q(finished_on=None) | Q(finished_on__gt=day)).order_by("number")


def _choose(row: Inspection, plan: Plan, by: User) -> list[Project]:
    if plan.kind in (InspectionKind.SCHEDULED, InspectionKind.UNANNOUNCED):
        if not plan.projects:
            raise Refusal("请填写要检查的项目编号。", "projects")
        return list(plan.projects)
    if (
        plan.area is None
        or by.region_id is None
        or plan.area.pk not in regions.subtree(by.region_id)
    ):
        raise Refusal("请选择本辖区的区划。", "area")
    day = min(plan.planned_on, clock.today())
    found = list(building(plan.area, by, day))
    if not found:
        raise Refusal(f"{plan.area.name}没有在建项目，不能抽取。", "area")
    row.frame = [{"id": one.pk, "number": one.number, "name": one.name} for one in found]
    row.scope = f"{plan.area.name}{day:%Y-%m-%d}在建项目{len(found)}个"
    if plan.kind == InspectionKind.SAFETY:
        return found
    if not 0 < plan.size <= len(found):
        raise Refusal(f"抽取数量应为1至{len(found)}（在建项目数）。", "size")
    row.seed = secrets.randbelow(SEEDS) if plan.seed is None else plan.seed
    by_number = {one.number: one for one in found}
    return [by_number[number] for number in draw(list(by_number), plan.size, row.seed)]


def drawn_again(row: Inspection) -> list[str]:
    """Return the numbers that seed and frame give, to compare with what was checked."""
    if row.seed is None:
        return []
    return draw([one["number"] for one in row.frame], row.checks.count(), row.seed)


@transaction.atomic
def record_visit(
    check: SiteCheck,
    values: Mapping[str, Any],
    *,
    answers: Mapping[str, str],
    by: User,
    files: Iterable[Incoming] = (),
    seen: int | None = None,
) -> SiteCheck:
    """Record what a visit found, line by line; what failed drafts its notice."""
    locked = take(check, by, seen)
    fill(locked, values)
    not_in_future(locked.visited_on, "检查日期", "visited_on")
    if locked.visited_on is None:
        raise Refusal("请填写检查日期。", "visited_on")
    if not locked.inspectors:
        raise Refusal("请填写检查人。", "inspectors")
    if locked.verdict not in (Verdict.PASSED, Verdict.FAILED):
        raise Refusal("请选择结论。", "verdict")
    locked.answers = [
        {"text": text, "answer": _answer(answers.get(text, ""))}
        for text in locked.inspection.checklist
    ]
    if locked.verdict == Verdict.PASSED and any(a["answer"] == "否" for a in locked.answers):
        raise Refusal("逐项结果中有“否”，结论不能为合格。", "verdict")
    if locked.failed and not locked.note and not any(a["answer"] == "否" for a in locked.answers):
        raise Refusal("结论为不合格的，请写明检查情况。", "note")
    keep(locked, by, "登记检查结果")
    uploads = list(files)
    if uploads:
        add_evidence(locked, uploads, by=by)
    propose_notice(locked, by)
    return locked


def _answer(typed: str) -> str:
    return typed if typed in ANSWERS else "不涉及"
