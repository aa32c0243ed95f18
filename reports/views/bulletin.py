"""One bulletin: how it reads, where it stands, what holds it up, and what may be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import User
from core.periods import Month
from core.views import PermittedView
from reports.choices import BADGES, BULLETINS, ReportKind, ReportState
from reports.documents.bulletin import correction_note, number_of
from reports.figures import Check
from reports.links import list_url_of
from reports.models import Report
from reports.services.bulletins import next_number, obstacles
from reports.services.content import unchanged
from reports.services.publishing import PERMISSION as PUBLISH
from reports.services.publishing import publication_of
from reports.views.scope import signed_in
from reports.views.scoped import building_page, is_briefed, is_unbuilt, report_or_404
from reports.wording.changes import Reworded, reworded
from reports.wording.checks import footnotes, open_checks
from reports.wording.draft import attachments_of
from reports.wording.fields import children, fields, own
from reports.wording.preview import parts, sections
from reports.wording.resolve import Footnotes, plain

UNPROCESSABLE: Final = 422
SHOWN: Final = 30


@dataclass(frozen=True)
class Step:
    """A state of the way to issue: who took it and when; `reached` and `current` for the eye."""

    name: str
    who: User | None
    when: datetime | None
    reached: bool
    current: bool


@dataclass(frozen=True)
class Action:
    """Something that may be done now, with the dialog that names its consequence.

    `key` ends the URL name. `reason` labels the text that must be written, `number` is the
    proposal for a number field.
    """

    key: str
    button: str
    text: str
    kind: str = "primary"
    reason: str = ""
    number: int | None = None
    blocked: str = ""


@dataclass(frozen=True)
class CheckLine:
    """One sum that does not add up, and the reason written for it."""

    check: Check
    reason: str
    by: User | None
    at: datetime | None


@dataclass(frozen=True)
class Version:
    """One saved version of a bulletin: who, when, why, and the words that changed."""

    when: datetime
    who: str
    reason: str
    words: list[Reworded]


class BulletinPage(PermittedView):
    permission = "reports.view_report"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = report_or_404(request, pk, *BULLETINS)
        if is_unbuilt(report):
            return building_page(request, report)
        return render(request, "reports/bulletin.html", page(signed_in(request), report))


def refused(
    request: HttpRequest, report: Report, key: str, message: str, **typed: str
) -> HttpResponse:
    """Show the bulletin again with a refused action open, filled as it was typed."""
    refusal = {"key": key, "message": message, **typed}
    context = page(signed_in(request), report) | {"refusal": refusal}
    return render(request, "reports/bulletin.html", context, status=UNPROCESSABLE)


def page(user: User, report: Report) -> dict[str, Any]:
    """Return what the page of a bulletin shows."""
    data, text = report.data, report.text
    known = fields(data, text)
    mine = user.oversees(report.region_id)
    # whoever reads the bulletin of a region above would see only some of the rows behind a number
    notes, figures = Footnotes(footnotes(report)), own(data) if mine else None
    in_hand = report.state in (ReportState.DRAFTED, ReportState.REVIEWED)
    return {
        "title": name_of(report),
        "list_url": list_url_of(report),
        "monthly": report.kind == ReportKind.MONTHLY,
        "may_brief": report.kind == ReportKind.MONTHLY and is_briefed(report, user),
        "report": report,
        "data": data,
        "text": text,
        "badge": BADGES[report.state],
        "number": number_of(report),
        "opening": list(parts(text["opening"], known, notes, figures)),
        "sections": sections(text, known, notes, figures),
        "notes_left": notes.left,
        "correction_note": correction_note(report),
        "attachments": [plain(title, known) for title in attachments_of(data)],
        "steps": steps(report),
        "checks": check_lines(report),
        "children_checks": [child for child in children(data) if child.checks],
        "obstacles": obstacles(report) if in_hand else [],
        "actions": [
            (one, reverse(f"reports:bulletin_{one.key}", args=[report.pk]))
            for one in actions(user, report)
        ],
        "may_edit": mine
        and user.has_perm("reports.draft_report")
        and report.state == ReportState.DRAFTED,
        "may_explain": mine and user.has_perm("reports.draft_report") and in_hand,
        "newer": Report.objects.filter(supersedes=report).only("pk", "edition", "state").first(),
        "intact": unchanged(report) if report.frozen else None,
        "versions": versions(report),
        "publication": publication_of(report) if report.frozen else None,
    }


def name_of(report: Report) -> str:
    """Return 2023年7月通报 or 2023年7月检查通报."""
    kind = "通报" if report.kind == ReportKind.MONTHLY else report.get_kind_display()
    return f"{Month.of(report.period).label}{kind}"


def steps(report: Report) -> list[Step]:
    """Return 起草, 审核, 签发 with who took each and when."""
    order = [ReportState.DRAFTED, ReportState.REVIEWED, ReportState.ISSUED]
    at = order.index(ReportState(report.state))
    people = (
        (report.drafted_by, report.built_at),
        (report.reviewed_by, report.reviewed_at),
        (report.issued_by, report.issued_at),
    )
    return [
        Step(str(state.label), who, when, place <= at, place == at and not report.frozen)
        for place, (state, (who, when)) in enumerate(zip(order, people, strict=True))
    ]


def actions(user: User, report: Report) -> list[Action]:
    """Return what the user may do in the bulletin's state."""
    if not user.oversees(report.region_id):
        return []
    offered = {
        ReportState.DRAFTED: (_review, _refreeze),
        ReportState.REVIEWED: (_issue, _return),
        ReportState.ISSUED: (_correct, _publicity),
    }.get(ReportState(report.state), ())
    return [one for make in offered if (one := make(user, report)) is not None]


def _review(user: User, report: Report) -> Action | None:
    if not user.has_perm("reports.review_report"):
        return None
    own_words = report.drafted_by_id == user.pk
    return Action(
        "review",
        "审核通过",
        "审核通过后文字不能再改，要改须先退回起草。",
        blocked="您是起草人，请由他人审核" if own_words else "",
    )


def _refreeze(user: User, report: Report) -> Action | None:
    if not user.has_perm("reports.draft_report"):
        return None
    return Action(
        "refreeze",
        "重新取数",
        f"将按{report.as_of:%-m月%-d日}口径重新计算全部数字和附件，文字保留；差异有变化的对账说明须重新填写。",
        kind="",
        reason="重新取数的原因",
    )


def _issue(user: User, report: Report) -> Action | None:
    if not user.has_perm("reports.issue_report"):
        return None
    return Action(
        "issue",
        "签发",
        "签发后编号、文字和数字永久固定，只能以新版更正；各县区随即可见。",
        number=next_number(report),
        blocked="请先处理下列事项" if obstacles(report) else "",
    )


def _return(user: User, report: Report) -> Action | None:
    if not user.has_perm("reports.review_report"):
        return None
    return Action(
        "return", "退回", "将退回起草状态，审核记录保留在修改记录中。", "", reason="退回原因"
    )


def _correct(user: User, report: Report) -> Action | None:
    if not user.has_perm("reports.draft_report"):
        return None
    if Report.objects.filter(supersedes=report).exists():
        return None
    return Action(
        "correct",
        "更正",
        f"将按{report.as_of:%-m月%-d日}口径重新取数，生成第{report.edition + 1}版草稿；"
        "本版保留可查，新版签发后取代本版。",
        "",
        reason="更正原因",
    )


def _publicity(user: User, report: Report) -> Action | None:
    """Offer the edition that stands for its month to the public, or to take it back."""
    if report.kind != ReportKind.MONTHLY or not user.has_perm(PUBLISH):
        return None
    if not Report.objects.standing().filter(pk=report.pk).exists():
        return None
    if publication_of(report) is None:
        return Action(
            "publish", "向社会公开",
            "任何人不登录即可下载本通报的 PDF，附件中的单位和责任人姓名一并公开，请先核对；可随时撤回。"
            "以后签发的更正版自动替换。",
            "",
        )  # fmt: skip
    return Action(
        "unpublish", "撤回公开", "公开页不再列出本通报，已下载的文件不受影响；可再次公开。", "",
        reason="撤回原因",
    )  # fmt: skip


def check_lines(report: Report) -> list[CheckLine]:
    """Return the sums that do not add up with the reasons written for them."""
    reasons = {one.check_key: one for one in report.explanations.select_related("explained_by")}
    lines = []
    for check in open_checks(report):
        found = reasons.get(check["key"])
        if found is None:
            lines.append(CheckLine(check, "", None, None))
        else:
            lines.append(CheckLine(check, found.reason, found.explained_by, found.explained_at))
    return lines


def versions(report: Report) -> list[Version]:
    """Return the newest versions with the words each changed, the newest first."""
    records = list(
        report.history.select_related("history_user").order_by("-history_id")[: SHOWN + 1]
    )
    names = {one.region: one.name for one in children(report.data)}
    found = []
    for now, before in zip(records, [*records[1:], None], strict=True):
        words = (
            reworded(before.title, before.text, now.title, now.text, names)
            if before is not None and before.text
            else []
        )
        if now.history_change_reason or words:
            who = str(now.history_user) if now.history_user else "系统"
            found.append(Version(now.history_date, who, now.history_change_reason or "生成", words))
    return found[:SHOWN]
