"""What the tests of reports share: the demo city's people and its bulletin in each state."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from accounts.models import Region, User
from core.periods import Month, Week
from reports.models import Report
from reports.services import bulletins
from reports.services.building import build, request_bulletin, request_dispatch
from reports.services.content import fingerprint
from reports.wording.checks import unexplained

JULY = Month(2023, 7)
WEEK_30 = Week.of(JULY.last).previous()


@dataclass
class Office:
    """The demo city, two people of its office, a leader and a clerk of one district."""

    region: Region
    drafter: User
    head: User
    leader: User
    clerk: User


def fresh(pk: int) -> Report:
    return Report.objects.select_related("region", "supersedes").get(pk=pk)


def bulletin(region: Region, month: Month = JULY) -> Report:
    """Build the bulletin of a month and return it as a draft."""
    report = request_bulletin(region, month)
    build(report.pk)
    return fresh(report.pk)


def dispatch(region: Region, week: Week = WEEK_30) -> Report:
    report = request_dispatch(region, week)
    build(report.pk)
    return fresh(report.pk)


def write(user: User, report: Report, **changes: Any) -> Report:
    """Save words as the page does: everything as it is but for `changes`.

    `overall="…"` and the like replace a section's paragraphs, `named={…}` who is named.
    """
    report = fresh(report.pk)
    paragraphs = {one["key"]: one["paragraphs"] for one in report.text["sections"]}
    paragraphs |= {key: [words] for key, words in changes.items() if key in paragraphs}
    bulletins.edit_text(
        user,
        report,
        title=changes.get("title", report.title),
        head=changes.get("head", {}),
        paragraphs=paragraphs,
        named=changes.get("named", {}),
        seen=changes.get("seen", fingerprint(report)),
    )
    return fresh(report.pk)


def explain_all(user: User, report: Report, reason: str = "跨区项目，未计入分区") -> None:
    for check in unexplained(report):
        bulletins.explain_check(user, report, check["key"], reason)


def issued(office: Any, report: Report, number: int | None = None) -> Report:
    """Take a draft to issue: reviewed by one person, every sum explained."""
    explain_all(office.drafter, report)
    bulletins.review(office.head, report)
    bulletins.issue(office.head, report, number)
    return fresh(report.pk)


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF without line breaks or spaces."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return "".join("".join(pages).split())
