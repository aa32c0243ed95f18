"""What the office does with a bulletin: words, reasons, review, issue, correction."""

import json
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max

from accounts.models import Region, User
from core import clock
from core.exceptions import Refusal
from core.moment import one_moment
from core.reasons import checked_reason, checked_words
from projects.services.guards import signed
from projects.services.weeks import require_scope
from reports.choices import ReportKind, ReportState
from reports.figures import Check
from reports.models import CheckExplanation, Report
from reports.services.building import freeze
from reports.services.content import content_digest, fingerprint
from reports.wording.checks import open_checks, unexplained
from reports.wording.fields import fields, named_of, named_regions
from reports.wording.lint import HEAD, Finding, loose_numbers, placeholders, unknown_fields

LONGEST_TITLE = 120
LONGEST_HEAD = 400
LONGEST_PARAGRAPH = 5000
LARGEST_NUMBER = 9999


class Conflict(Refusal):
    """Somebody changed the words meanwhile."""


class Rejected(Refusal):
    """Words that may not be saved; `findings` names each with what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("；".join(str(one) for one in findings))
        self.findings = list(findings)


class NotReady(Refusal):
    """A bulletin that may not be issued; `reasons` names everything that stands in the way."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("还不能签发：" + "；".join(reasons))
        self.reasons = list(reasons)


def _locked(user: User, report: Report, permission: str, *states: ReportState) -> Report:
    """Return the row locked, if the user may and its state allows; PermissionDenied or Refusal."""
    require_scope(user, permission, report.region_id)
    row = Report.objects.select_for_update(of=("self",)).select_related("region").get(pk=report.pk)
    if row.kind == ReportKind.WEEKLY:
        raise Refusal("周调度生成后即定稿，不能修改。")
    if row.state not in states:
        wanted = "、".join(state.label for state in states)
        raise Refusal(f"通报当前为“{row.get_state_display()}”状态，此操作要求“{wanted}”状态。")
    return row


def _signed(report: Report, user: User, reason: str) -> Report:
    signed(report, user, reason).save()
    return report


@transaction.atomic
def edit_text(
    user: User,
    report: Report,
    *,
    title: str,
    head: Mapping[str, str],
    paragraphs: Mapping[str, Sequence[str]],
    named: Mapping[str, Sequence[int]],
    seen: str,
) -> Report:
    """Replace a draft's words. Numbers stay fields: a number typed by hand is refused.

    `paragraphs` maps a section's key to its paragraphs, `named` a list field to the codes of the
    regions it names. `seen` is `fingerprint` of the text the user started from; a Refusal tells
    when somebody changed it meanwhile.
    """
    row = _locked(user, report, "reports.draft_report", ReportState.DRAFTED)
    if seen != fingerprint(row):
        raise Conflict("文字已被他人修改，请对照最新内容后再保存；您刚才填写的内容仍保留在页面上。")
    text = json.loads(json.dumps(row.text))
    text |= {key: _one_line(head[key], HEAD[key], LONGEST_HEAD) for key in HEAD if key in head}
    for section in text["sections"]:
        if section["key"] in paragraphs:
            section["paragraphs"] = _paragraphs(section["title"], paragraphs[section["key"]])
    text["named"] = _named(row, named)
    title = _one_line(title, "标题", LONGEST_TITLE, "title")
    if not title:
        raise Refusal("请填写标题。", "title")
    found: list[Finding] = [
        *unknown_fields(title, text, fields(row.data, text)),
        *loose_numbers(title, text),
    ]
    if found:
        raise Rejected(found)
    known = open_checks(row)
    row.title, row.text, row.drafted_by = title, text, user
    _signed(row, user, "修改文字")
    _drop_outdated(row, known)
    return row


def _one_line(text: str, label: str, longest: int, field: str | None = None) -> str:
    return " ".join(checked_words(text, label, longest, field).split("\n"))


def _paragraphs(section: str, passages: Sequence[str]) -> list[str]:
    words = [
        checked_words(passage, f"“{section}”第{number}段", LONGEST_PARAGRAPH)
        for number, passage in enumerate(passages, 1)
    ]
    return [passage for passage in words if passage]


def _named(report: Report, chosen: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Return who the lists name; a list that names everybody with a value is left open."""
    found = {}
    known = named_of(report.data)
    for name, codes in chosen.items():
        if name not in known:
            continue
        everybody = {one.region for one in named_regions(report.data, name, {})}
        if not everybody <= set(codes):
            found[name] = sorted(everybody & set(codes))
    return found


def _drop_outdated(report: Report, before: Sequence[Check]) -> None:
    """Remove the reasons of checks that read otherwise now: they explained another difference."""
    still = [check["key"] for check in open_checks(report) if check in before]
    for reason in report.explanations.exclude(check_key__in=still):
        reason.delete()


@transaction.atomic
def explain_check(user: User, report: Report, key: str, reason: str) -> CheckExplanation:
    """Write down why a breakdown may miss its total; the reason is printed as a footnote.

    What was reviewed goes back to drafting: the reviewer did not see this footnote.
    """
    row = _locked(user, report, "reports.draft_report", ReportState.DRAFTED, ReportState.REVIEWED)
    reason = checked_reason(reason, "请写明差异原因，如“2个项目为跨区项目，未计入分区”。")
    if key not in {check["key"] for check in open_checks(row)}:
        raise Refusal("该项已经对平，不需要说明。", "check_key")
    same = row.explanations.filter(check_key=key, reason=reason).first()
    if same is not None:
        return same
    if row.state == ReportState.REVIEWED:
        _to_draft(row, user, "审核后改写对账说明，退回起草")
    explanation, _ = CheckExplanation.objects.update_or_create(
        report=row,
        check_key=key,
        defaults={"reason": reason, "explained_by": user, "explained_at": clock.now()},
    )
    return explanation


@one_moment()
def refreeze(user: User, report: Report, reason: str) -> Report:
    """Take the month's figures anew into a draft, after the ledger was put right.

    Reasons for differences that read otherwise afterwards have to be written again.
    """
    row = _locked(user, report, "reports.draft_report", ReportState.DRAFTED)
    reason = checked_reason(reason, "请写明重新取数的原因，如“石门县更正了开工日期”。")
    known = open_checks(row)
    freeze(row)
    _signed(row, user, f"重新取数：{reason}")
    _drop_outdated(row, known)
    return row


@transaction.atomic
def review(user: User, report: Report) -> Report:
    """Vouch for a draft: by somebody else than the one who last wrote its words.

    Nobody wrote an automatic draft, so anybody who reviews may vouch for it.
    """
    row = _locked(user, report, "reports.review_report", ReportState.DRAFTED)
    if row.drafted_by_id == user.pk:
        raise Refusal("起草人不能审核自己起草的通报，请由他人审核。")
    row.state, row.reviewed_by, row.reviewed_at = ReportState.REVIEWED, user, clock.now()
    return _signed(row, user, "审核通过")


@transaction.atomic
def return_to_draft(user: User, report: Report, reason: str) -> Report:
    """Send a reviewed bulletin back to drafting, with a reason."""
    row = _locked(user, report, "reports.review_report", ReportState.REVIEWED)
    reason = checked_reason(reason, "请写明退回原因。")
    return _to_draft(row, user, f"退回起草：{reason}")


def _to_draft(row: Report, user: User, reason: str) -> Report:
    row.state, row.reviewed_by, row.reviewed_at = ReportState.DRAFTED, None, None
    return _signed(row, user, reason)


def obstacles(report: Report) -> list[str]:
    """Return everything that stands in the way of issuing, in words."""
    found = [
        f"{check['what']}相差{abs(check['difference'])}{check['unit']}，请写明原因"
        for check in unexplained(report)
    ]
    found += [str(one) for one in placeholders(report.title, report.text)]
    known = fields(report.data, report.text)
    found += [str(one) for one in unknown_fields(report.title, report.text, known)]
    found += [str(one) for one in loose_numbers(report.title, report.text)]
    return found


def next_number(report: Report) -> int:
    """Return the sequence number that the bulletin would get this year, per region."""
    return _last_number(report) + 1


def _last_number(report: Report) -> int:
    year = clock.today().year
    rows = Report.objects.filter(region=report.region_id, kind=report.kind, number_year=year)
    return rows.aggregate(last=Max("number_seq"))["last"] or 0


@transaction.atomic
def issue(user: User, report: Report, number: int | None = None) -> Report:
    """Issue a reviewed bulletin under the year's next number; from then on it never changes.

    `number` may skip ahead of the sequence (numbers given before the portal was in use). NotReady
    while a sum misses its total without a reason or a placeholder stands in the text.
    """
    row = _locked(user, report, "reports.issue_report", ReportState.REVIEWED)
    reasons = obstacles(row)
    if reasons:
        raise NotReady(reasons)
    Region.objects.select_for_update(no_key=True).get(pk=row.region_id)
    last = _last_number(row)
    if number is not None and not last < number <= LARGEST_NUMBER:
        raise Refusal(
            f"发文序号应大于已用的{last}号，不超过{LARGEST_NUMBER}，如 {last + 1}。", "number"
        )
    row.number_year, row.number_seq = clock.today().year, number or last + 1
    row.state, row.issued_by, row.issued_at = ReportState.ISSUED, user, clock.now()
    row.digest = content_digest(row)
    return _signed(row, user, "签发")


@one_moment()
def correct(user: User, report: Report, reason: str) -> Report:
    """Open a new edition of an issued bulletin with figures taken anew; the old one stays."""
    old = _locked(user, report, "reports.draft_report", ReportState.ISSUED)
    ask = "请写明更正原因，如“石门县开工数核减1个”。"
    reason = checked_reason(reason.strip().rstrip("。"), ask)
    if Report.objects.filter(supersedes=old).exists():
        raise Refusal("该通报已有更正版本，请在更正版本上修改。")
    new = Report(
        region=old.region,
        kind=old.kind,
        period=old.period,
        as_of=old.as_of,
        edition=old.edition + 1,
        state=ReportState.DRAFTED,
        title=old.title,
        text=old.text,
        drafted_by=user,
        supersedes=old,
        correction_reason=reason,
    )
    freeze(new)
    _signed(new, user, f"更正：{reason}")
    _carry_reasons(old, new)
    return new


def _carry_reasons(old: Report, new: Report) -> None:
    """Copy the reasons of differences that are the same in the new edition."""
    same = {check["key"] for check in open_checks(new) if check in open_checks(old)}
    for reason in old.explanations.filter(check_key__in=same):
        CheckExplanation.objects.create(
            report=new,
            check_key=reason.check_key,
            reason=reason.reason,
            explained_by=reason.explained_by,
            explained_at=reason.explained_at,
        )
