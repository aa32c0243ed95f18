"""Cases (一项一策): opened, filled, reported as fixed with evidence, closed by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from core.uploads import Upload
from projects.models import CaseFile, LagCase, LagReason, Project
from projects.pace_choices import CaseState
from projects.services.guards import require_change, require_fresh, signed

CHANGE, CHECK = "projects.change_lagcase", "projects.check_lagcase"


@dataclass(frozen=True)
class Plan:
    """What a case says; every part may still be empty, the case is then flagged."""

    reasons: Sequence[LagReason] = ()
    analysis: str = ""
    measure: str = ""
    person: str = ""
    due_on: date | None = None


@transaction.atomic
def open_case(project: Project, plan: Plan, *, by: User) -> LagCase:
    """Open the case of a project; refused while another one is open."""
    require_change(by, "projects.add_lagcase", project.site_id)
    Project.objects.select_for_update().get(pk=project.pk)
    if LagCase.objects.filter(project=project).open().exists():
        raise Refusal("该项目已有未销号的一项一策，请在原件上修改。")
    row = LagCase(project=project, opened_on=clock.today(), opened_by=by)
    return _fill(row, plan, by)


@transaction.atomic
def save_case(case: LagCase, plan: Plan, *, by: User, seen: int | None = None) -> LagCase:
    """Change what a case says while it is being worked on; Stale when somebody saved since."""
    locked = _take(case, CHANGE, by)
    require_fresh(LagCase, seen, id=case.pk)
    _require(locked, CaseState.OPEN, "修改")
    return _fill(locked, plan, by)


@transaction.atomic
def report_fixed(case: LagCase, *, result: str, files: Sequence[Upload], by: User) -> LagCase:
    """Ask for closing with what was done and what shows it."""
    locked = _take(case, CHANGE, by)
    _require(locked, CaseState.OPEN, "报请销号")
    missing = locked.missing
    if missing:
        raise Refusal(f"一项一策缺{'、'.join(missing)}，补齐后再报请销号。")
    if not result.strip():
        raise Refusal("请写明整改结果。", "result")
    if not files:
        raise Refusal("请上传销号依据，如现场照片、验收记录。", "attachments")
    locked.result, locked.fixed_on, locked.fixed_by = result.strip(), clock.today(), by
    signed(locked, by, "报请销号").save()
    for upload in files:
        _keep(locked, upload, by)
    return locked


@transaction.atomic
def close_case(case: LagCase, *, opinion: str, by: User) -> LagCase:
    """Close what somebody else has fixed."""
    locked = _take(case, CHECK, by)
    _require(locked, CaseState.FIXED, "销号")
    if not locked.may_close(by):
        raise Refusal("报请销号的人不能自己销号，请由其他审核员或市级办公室核验。")
    if not opinion.strip():
        raise Refusal("请写明核验情况。", "opinion")
    locked.opinion, locked.closed_on, locked.closed_by = opinion.strip(), clock.today(), by
    signed(locked, by, "销号").save()
    return locked


@transaction.atomic
def return_case(case: LagCase, *, opinion: str, by: User) -> LagCase:
    """Send back what is not fixed yet."""
    locked = _take(case, CHECK, by)
    _require(locked, CaseState.FIXED, "退回")
    return _resume(locked, opinion, "退回整改", by)


@transaction.atomic
def reopen_case(case: LagCase, *, opinion: str, by: User) -> LagCase:
    """Open a closed case again, unless the project has another one by now."""
    locked = _take(case, CHECK, by)
    _require(locked, CaseState.CLOSED, "重新打开")
    if LagCase.objects.filter(project=locked.project_id).open().exists():
        raise Refusal("该项目已另有未销号的一项一策，不能再打开这一件。")
    locked.closed_on = locked.closed_by = None
    return _resume(locked, opinion, "重新打开", by)


def _take(case: LagCase, permission: str, by: User) -> LagCase:
    require_change(by, permission, case.project.site_id)
    locked: LagCase = LagCase.objects.select_for_update().get(pk=case.pk)
    return locked


def _require(case: LagCase, state: CaseState, verb: str) -> None:
    if case.state != state:
        raise Refusal(f"本件现为“{case.state.label}”，不能{verb}；请刷新页面查看。")


def _fill(row: LagCase, plan: Plan, by: User) -> LagCase:
    row.analysis, row.measure = plan.analysis.strip(), plan.measure.strip()
    row.person, row.due_on = plan.person.strip(), plan.due_on
    if row.due_on is not None and row.due_on < row.opened_on:
        raise Refusal(f"完成时限不能早于建立日期（{row.opened_on}）。", "due_on")
    signed(row, by).save()
    row.reasons.set(plan.reasons)
    return row


def _resume(case: LagCase, opinion: str, words: str, by: User) -> LagCase:
    if not opinion.strip():
        raise Refusal("请写明理由。", "opinion")
    case.opinion, case.fixed_on, case.fixed_by = opinion.strip(), None, None
    signed(case, by, words).save()
    return case


def _keep(case: LagCase, upload: Upload, by: User) -> None:
    row = CaseFile(
        case=case,
        name=upload.name,
        kind=upload.kind,
        sha256=upload.sha256,
        size=len(upload.content),
        uploaded_on=clock.today(),
        uploaded_by=by,
    )
    row.file.save(upload.name, ContentFile(upload.content), save=False)
    row.save()
