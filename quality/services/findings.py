"""What happens to a finding: entered, corrected, replied to, confirmed or sent back."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from core.reasons import checked_words
from projects.models import Project
from projects.services.guards import not_in_future, require_change, require_fresh, signed
from quality.choices import FindingCategory
from quality.models import InspectionFinding, SiteCheck

LONGEST = 500


@dataclass(frozen=True)
class Facts:
    """What the office writes down about a finding."""

    found_on: date
    inspectors: str
    category: str
    text: str
    requirement: str
    due_on: date
    unit: str
    person: str


@transaction.atomic
def enter_finding(
    project: Project, facts: Facts, *, by: User, check: SiteCheck | None = None
) -> InspectionFinding:
    """Enter what an inspection found on a project; `check` is the visit that found it."""
    require_change(by, "quality.add_inspectionfinding", project.site_id)
    row = InspectionFinding(project=project, site_check=check, entered_by=by)
    _fill(row, facts)
    signed(row, by, "登记").save()
    return row


@transaction.atomic
def correct_finding(
    finding: InspectionFinding, facts: Facts, *, by: User, seen: int | None = None
) -> InspectionFinding:
    """Put right what was written down, as long as nobody has replied to it."""
    row = _locked(finding, "quality.change_inspectionfinding", by, seen)
    if row.replied_on is not None or row.closed_on is not None:
        raise Refusal("已有整改回复的问题不能再改；需要重新整改的，请在复查时退回。")
    _fill(row, facts)
    signed(row, by, "修改登记内容").save()
    return row


@transaction.atomic
def reply_to_finding(
    finding: InspectionFinding, *, reply: str, by: User, seen: int | None = None
) -> InspectionFinding:
    """Tell as of today how a finding was put right; the office has to confirm it."""
    row = _locked(finding, "quality.answer_inspectionfinding", by, seen)
    if row.closed_on is not None:
        raise Refusal(f"该问题已于 {row.closed_on} 销号，不需要再回复。")
    if row.replied_on is not None:
        raise Refusal(f"该问题已于 {row.replied_on} 回复，正待复查。")
    row.reply = _required(
        reply, "整改回复", "reply", "请写明整改情况，如“破损防护网已于7月5日更换”。"
    )
    row.replied_on, row.replied_by = clock.today(), by
    signed(row, by, "整改回复").save()
    return row


@transaction.atomic
def close_finding(
    finding: InspectionFinding, *, note: str, by: User, seen: int | None = None
) -> InspectionFinding:
    """Confirm as of today that a finding is put right: by somebody else than who replied."""
    row = _replied(finding, by, seen)
    row.review_note = checked_words(note, "复查意见", LONGEST, "note")
    row.closed_on, row.closed_by = clock.today(), by
    signed(row, by, "复查销号").save()
    return row


@transaction.atomic
def send_back_finding(
    finding: InspectionFinding, *, note: str, by: User, seen: int | None = None
) -> InspectionFinding:
    """Refuse a reply: the finding is open again, what is still wrong is required."""
    row = _replied(finding, by, seen)
    ask = "退回的须写明还有哪些未整改到位。"
    row.review_note = _required(note, "复查意见", "note", ask)
    row.replied_on, row.replied_by = None, None
    signed(row, by, f"退回整改：{row.review_note}").save()
    return row


def _locked(
    finding: InspectionFinding, permission: str, by: User, seen: int | None
) -> InspectionFinding:
    require_change(by, permission, finding.project.site_id)
    rows = InspectionFinding.objects.select_for_update(of=("self",))
    row = rows.select_related("project").get(pk=finding.pk)
    require_fresh(InspectionFinding, seen, id=row.pk)
    return row


def _replied(finding: InspectionFinding, by: User, seen: int | None) -> InspectionFinding:
    row = _locked(finding, "quality.close_inspectionfinding", by, seen)
    if row.closed_on is not None:
        raise Refusal(f"该问题已于 {row.closed_on} 销号。")
    if row.replied_on is None:
        raise Refusal("责任单位尚未回复整改情况，不能复查。")
    if row.replied_by_id == by.pk:
        raise PermissionDenied
    return row


def _fill(row: InspectionFinding, facts: Facts) -> None:
    not_in_future(facts.found_on, "检查日期", "found_on")
    if facts.due_on < facts.found_on:
        raise Refusal(f"整改期限不能早于检查日期（{facts.found_on:%Y-%m-%d}）。", "due_on")
    if facts.category not in FindingCategory.values:
        raise Refusal("请选择问题类别。", "category")
    row.found_on, row.due_on, row.category = facts.found_on, facts.due_on, facts.category
    row.inspectors = _required(facts.inspectors, "检查人", "inspectors", "请填写检查人。", 100)
    row.text = _required(facts.text, "发现的问题", "text", "请写明发现的问题。")
    ask = "请写明整改要求。"
    row.requirement = _required(facts.requirement, "整改要求", "requirement", ask)
    row.unit = _required(facts.unit, "责任单位", "unit", "请填写责任单位。", 80)
    row.person = checked_words(facts.person, "责任人", 30, "person")


def _required(words: str, label: str, field: str, ask: str, longest: int = LONGEST) -> str:
    kept = checked_words(words, label, longest, field)
    if not kept:
        raise Refusal(ask, field)
    return kept
