"""Records of a project's works: entered, changed, judged. Each kind has its own rule."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction

from accounts.models import User
from core import clock, regions
from core.exceptions import Refusal
from core.uploads import Incoming
from projects.models import Project
from quality.choices import Verdict
from quality.models import (
    EffectivenessCheck,
    Material,
    MethodNote,
    ProcessCheck,
    Recall,
    SiteLog,
    TestReport,
)
from quality.services.evidence import add_evidence
from quality.services.guards import begin, fill, keep, take
from quality.services.notices import propose_notice

R = TypeVar("R", Material, TestReport, ProcessCheck, SiteLog, MethodNote, EffectivenessCheck)
Files = Iterable[Incoming]


@transaction.atomic
def add_record(
    model: type[R], project: Project, values: Mapping[str, Any], *, by: User, files: Files = ()
) -> R:
    """Enter a record with its photos and files; what failed drafts its notice."""
    Project.objects.select_for_update().get(pk=project.pk)
    row = model(project=project)
    begin(row, by)
    fill(row, values)
    uploads = list(files)
    _check(row, bool(uploads))
    keep(row, by, "登记")
    if uploads:
        add_evidence(row, uploads, by=by)
    _after(row, by)
    return row


@transaction.atomic
def change_record(
    row: R, values: Mapping[str, Any], *, by: User, files: Files = (), seen: int | None = None
) -> R:
    """Change a record; a test report is corrected by a further one instead."""
    if isinstance(row, TestReport):
        raise Refusal("检测报告只增不改；有误的请另登一份，并注明更正哪一份。")
    locked = take(row, by, seen)
    fill(locked, values)
    uploads = list(files)
    _check(locked, bool(uploads) or locked.evidence.exists())
    keep(locked, by)
    if uploads:
        add_evidence(locked, uploads, by=by)
    _after(locked, by)
    return locked


def _check(row: R, has_files: bool) -> None:
    check: Callable[[Any, bool], None] | None = CHECKS.get(type(row))
    if check is not None:
        check(row, has_files)


def _after(row: R, by: User) -> None:
    if isinstance(row, TestReport) and row.failed and row.material is not None:
        _condemn(row.material, by, f"检测报告{row.number}不合格")
    if isinstance(row, Material | TestReport | ProcessCheck):
        propose_notice(row, by)


def _condemn(material: Material, by: User, reason: str) -> None:
    locked = Material.objects.select_for_update().get(pk=material.pk)
    locked.verdict, locked.checked_on = Verdict.FAILED, locked.checked_on or clock.today()
    keep(locked, by, reason)


def _check_material(row: Material, has_files: bool) -> None:
    if row.verdict != Verdict.PENDING:
        if not row.checker:
            raise Refusal("请填写核验人。", "checker")
        if row.checked_on is None:
            raise Refusal("请填写核验日期。", "checked_on")
    if row.checked_on and row.checked_on < row.arrived_on:
        raise Refusal(f"核验日期不能早于进场日期（{row.arrived_on}）。", "checked_on")
    if row.verdict == Verdict.PASSED and not has_files:
        raise Refusal("没有质量证明文件不能判为合格，请上传合格证或检验报告。", "evidence")
    if bool(row.used_on) != bool(row.used_where):
        name = "used_where" if row.used_on else "used_on"
        raise Refusal("使用部位和使用日期请一并填写。", name)
    before = Material.objects.filter(pk=row.pk).values_list("used_on", flat=True).first()
    if row.used_on and not before:
        _check_usable(row)


def _check_usable(row: Material) -> None:
    if row.verdict != Verdict.PASSED:
        words = "待检" if row.verdict == Verdict.PENDING else "不合格"
        raise Refusal(f"核验结论为{words}，不得使用；核验合格后再登记使用部位。", "used_where")
    if row.checked_on and row.used_on and row.used_on < row.checked_on:
        raise Refusal(f"使用日期不能早于核验日期（{row.checked_on}）。", "used_on")
    if row.pk and TestReport.objects.failing().filter(material=row).exists():
        raise Refusal("该批材料有不合格的检测报告，不得使用。", "used_where")
    recalled = Recall.objects.filter(
        kind=row.kind, supplier=row.supplier, batch=row.batch,
        region_id__in=regions.ancestors(row.project.site_id),
    ).first()  # fmt: skip
    if recalled is not None:
        raise Refusal(f"该批材料已于{recalled.opened_on}召回，不得使用。", "used_where")


def _check_test(row: TestReport, has_files: bool) -> None:
    if not has_files:
        raise Refusal("请上传检测报告文件。", "evidence")
    if TestReport.objects.filter(project=row.project, number=row.number).exists():
        raise Refusal("该项目已登记过这个编号的报告；更正的报告请用新编号。", "number")
    for name, other in (("material", row.material), ("corrects", row.corrects)):
        if other is not None and other.project_id != row.project_id:
            raise Refusal("请选择本项目的记录。", name)
    if TestReport.objects.filter(corrects__isnull=False, corrects=row.corrects).exists():
        raise Refusal("这份报告已被更正过，请选择更正后的那一份。", "corrects")


def _check_process(row: ProcessCheck, has_files: bool) -> None:
    """Hidden works need a photo and a pass before the next procedure at the same place."""
    rows = ProcessCheck.objects.filter(project_id=row.project_id, place=row.place)
    last = rows.exclude(pk=row.pk).order_by("checked_on", "pk").last()
    if row.pk is not None or last is None:
        return
    if row.checked_on < last.checked_on:
        raise Refusal(f"检查日期不能早于上道工序（{last.checked_on}）。", "checked_on")
    if last.failed and last.procedure != row.procedure:
        raise Refusal(
            f"上道工序“{last.procedure}”不合格，复查合格后才能进入下道工序。", "procedure"
        )
    if last.hidden and not last.evidence.filter(is_photo=True).exists():
        raise Refusal(
            f"隐蔽工程“{last.procedure}”还没有照片，补传照片后才能进入下道工序。", "procedure"
        )


def _check_log(row: SiteLog, has_files: bool) -> None:
    if bool(row.reply) != bool(row.replied_on):
        name = "replied_on" if row.reply else "reply"
        raise Refusal("处理情况和处理日期请一并填写。", name)
    if row.replied_on and row.replied_on < row.logged_on:
        raise Refusal(f"处理日期不能早于{row.logged_on}。", "replied_on")


def _check_method(row: MethodNote, has_files: bool) -> None:
    if row.to_on and row.to_on < row.from_on:
        raise Refusal(f"结束日期不能早于开始日期（{row.from_on}）。", "to_on")


CHECKS: dict[type[Any], Callable[[Any, bool], None]] = {
    Material: _check_material,
    TestReport: _check_test,
    ProcessCheck: _check_process,
    SiteLog: _check_log,
    MethodNote: _check_method,
}
