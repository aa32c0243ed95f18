"""Acceptance: open a round, sign it, decide it; hand over after the last one has passed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from core.uploads import Incoming
from projects.models import Project
from projects.services.guards import not_in_future, require_change
from projects.services.projects import ACTUAL, update_project
from quality.choices import RoundKind, Verdict
from quality.models import AcceptanceParty, AcceptanceRound, Handover, SignOff
from quality.services.evidence import add_evidence
from quality.services.guards import begin, fill, keep, permission
from quality.services.notices import propose_notice

DATES = ("planned_start", "planned_finish", *ACTUAL)


@transaction.atomic
def open_round(project: Project, values: Mapping[str, Any], *, by: User) -> AcceptanceRound:
    """Open the next round; who has to sign is kept as the list of parties reads today."""
    locked = Project.objects.select_for_update().get(pk=project.pk)
    last = last_round(locked)
    row = AcceptanceRound(project=locked, number=last.number + 1 if last else 1)
    begin(row, by)
    fill(row, values)
    if locked.finished_on is None:
        raise Refusal("项目还没有登记实际完工，不能组织验收。")
    if row.held_on < locked.finished_on:
        raise Refusal(f"验收日期不能早于实际完工（{locked.finished_on}）。", "held_on")
    _check_order(row, last)
    parties = AcceptanceParty.objects.filter(active=True, required=True)
    row.parties = [party.name for party in parties]
    return keep(row, by, "登记")


def last_round(project: Project) -> AcceptanceRound | None:
    return AcceptanceRound.objects.filter(project=project).order_by("number").last()


def _check_order(row: AcceptanceRound, last: AcceptanceRound | None) -> None:
    """初验 → 整改 → 复验 until it passes, then 竣工验收; a failed round is followed by 复验."""
    if last is None:
        if row.kind != RoundKind.INITIAL:
            raise Refusal("第一轮应为初验。", "kind")
        return
    if last.verdict == Verdict.PENDING:
        raise Refusal(f"{last}还没有结论，请先作出结论。")
    if row.held_on < last.held_on:
        raise Refusal(f"验收日期不能早于上一轮（{last.held_on}）。", "held_on")
    if last.failed and row.kind != RoundKind.AGAIN:
        raise Refusal(f"{last}未通过，整改后请组织复验。", "kind")
    if not last.failed and row.kind not in (RoundKind.EXPERT, RoundKind.FINAL):
        raise Refusal(f"{last}已通过，下一步是专家验收或竣工验收。", "kind")
    if last.kind == RoundKind.FINAL and not last.failed:
        raise Refusal("竣工验收已通过，无须再验收。")


@transaction.atomic
def sign_round(
    row: AcceptanceRound, values: Mapping[str, Any], *, by: User, files: Iterable[Incoming] = ()
) -> SignOff:
    """Record one party's signature in a round that is still open."""
    locked = _open(row, "add_acceptanceround", by)
    signature = SignOff(round=locked, entered_by=by)
    fill(signature, values)
    if SignOff.objects.filter(round=locked, party=signature.party).exists():
        raise Refusal(f"{signature.party}已签字。", "party")
    if signature.signed_on < locked.held_on:
        raise Refusal(f"签字日期不能早于验收日期（{locked.held_on}）。", "signed_on")
    if not signature.agrees and not signature.opinion:
        raise Refusal("不同意的，请写明意见。", "opinion")
    keep(signature, by)
    uploads = list(files)
    if uploads:
        add_evidence(locked, uploads, by=by)
    return signature


@transaction.atomic
def decide_round(
    row: AcceptanceRound, *, verdict: str, defects: str, decided_on: date, by: User
) -> AcceptanceRound:
    """Pass or fail a round; a passed 竣工验收 sets the project's date by the projects' own rules."""
    locked = _open(row, "decide_acceptanceround", by)
    not_in_future(decided_on, "结论日期", "decided_on")
    if decided_on < locked.held_on:
        raise Refusal(f"结论日期不能早于验收日期（{locked.held_on}）。", "decided_on")
    if verdict not in (Verdict.PASSED, Verdict.FAILED):
        raise Refusal("请选择结论。", "verdict")
    locked.verdict, locked.decided_on = verdict, decided_on
    locked.defects = defects.strip()
    if verdict == Verdict.FAILED and not locked.defects:
        raise Refusal("未通过的，请逐条写明存在缺陷。", "defects")
    if verdict == Verdict.PASSED:
        _check_signatures(locked)
    keep(locked, by, locked.get_verdict_display())
    if verdict == Verdict.PASSED and locked.kind == RoundKind.FINAL:
        _accept(locked.project, decided_on, by)
    propose_notice(locked, by)
    return locked


@transaction.atomic
def hand_over(project: Project, values: Mapping[str, Any], *, by: User) -> Handover:
    """Hand a project over; refused before its last round, the 竣工验收, has passed."""
    Project.objects.select_for_update().get(pk=project.pk)
    row = Handover(project=project)
    begin(row, by)
    fill(row, values)
    last = last_round(project)
    if last is None or last.kind != RoundKind.FINAL or last.verdict != Verdict.PASSED:
        words = f"{last}{last.get_verdict_display()}" if last else "还没有验收"
        raise Refusal(f"竣工验收通过后才能移交（{words}）。")
    if Handover.objects.filter(project=project).exists():
        raise Refusal("该项目已登记移交。")
    if last.decided_on and row.handed_on < last.decided_on:
        raise Refusal(f"移交日期不能早于竣工验收结论（{last.decided_on}）。", "handed_on")
    return keep(row, by, "登记")


def unsigned(row: AcceptanceRound) -> list[str]:
    """Return the parties that have still to sign."""
    signed_by = {one.party for one in row.signatures.all()}
    return [party for party in row.parties if party not in signed_by]


def _open(row: AcceptanceRound, verb: str, by: User) -> AcceptanceRound:
    name = permission(row, "add") if verb.startswith("add") else f"quality.{verb}"
    require_change(by, name, row.project.site_id)
    locked = AcceptanceRound.objects.select_for_update().get(pk=row.pk)
    if locked.verdict != Verdict.PENDING:
        raise Refusal(f"{locked}已有结论（{locked.get_verdict_display()}），不能再改。")
    return locked


def _check_signatures(row: AcceptanceRound) -> None:
    missing = unsigned(row)
    if missing:
        raise Refusal(f"{'、'.join(missing)}还没有签字，不能判为通过。", "verdict")
    against = [one.party for one in row.signatures.all() if not one.agrees]
    if against:
        raise Refusal(f"{'、'.join(against)}不同意，不能判为通过。", "verdict")


def _accept(project: Project, day: date, by: User) -> None:
    fresh = Project.objects.get(pk=project.pk)
    kept = {name: getattr(fresh, name) for name in DATES}
    facts = {"region": fresh.region, "number": fresh.number, **kept, "accepted_on": day}
    update_project(fresh, facts, by=by)
