"""Open an issued bulletin to the public, and take it back."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from core.reasons import checked_reason
from projects.services.guards import signed
from projects.services.weeks import require_scope
from reports.choices import ReportKind
from reports.models import Publication, Report

PERMISSION = "reports.issue_report"


@dataclass(frozen=True)
class Shown:
    """A publication with the edition that the public reads: the newest one issued."""

    publication: Publication
    report: Report


@transaction.atomic
def publish(user: User, report: Report) -> Publication:
    """Open the bulletin's month to the public; Refusal for what is not an issued month's."""
    row = _locked(user, report)
    if row.kind != ReportKind.MONTHLY or not row.frozen:
        raise Refusal("只有已签发的月通报可以向社会公开。")
    found = Publication.objects.filter(region=row.region_id, period=row.period).first()
    if found is not None and found.withdrawn_at is None:
        raise Refusal("本月通报已经公开。")
    found = found or Publication(region=row.region, period=row.period)
    found.published_by, found.published_at = user, clock.now()
    found.withdrawn_by = found.withdrawn_at = None
    signed(found, user, "公开").save()
    return found


@transaction.atomic
def withdraw(user: User, report: Report, reason: str) -> Publication:
    """Take a month's bulletin off the public page."""
    row = _locked(user, report)
    reason = checked_reason(reason, "请写明撤回原因。")
    found = Publication.objects.open().filter(region=row.region_id, period=row.period).first()
    if found is None:
        raise Refusal("本月通报没有公开。")
    found.withdrawn_by, found.withdrawn_at = user, clock.now()
    signed(found, user, f"撤回：{reason}").save()
    return found


def publication_of(report: Report) -> Publication | None:
    """Return what opens a bulletin's month to the public now."""
    if report.kind != ReportKind.MONTHLY:
        return None
    rows = Publication.objects.open().filter(region=report.region_id, period=report.period)
    return rows.select_related("published_by").first()


def shown() -> list[Shown]:
    """Return what the public reads, the newest month first."""
    opened = list(Publication.objects.open())
    rows = Report.objects.standing().filter(
        kind=ReportKind.MONTHLY,
        region__in={one.region_id for one in opened},
        period__in={one.period for one in opened},
    )
    standing = {(row.region_id, row.period): row for row in rows.defer("data")}
    found = [
        Shown(one, report)
        for one in opened
        if (report := standing.get((one.region_id, one.period))) is not None
    ]
    return sorted(found, key=lambda one: (one.report.period, -one.report.region_id), reverse=True)


def shown_report(pk: int) -> Report | None:
    """Return the edition that the public reads of a publication; None for what is not open."""
    one = Publication.objects.open().filter(pk=pk).first()
    if one is None:
        return None
    rows = Report.objects.standing().filter(
        kind=ReportKind.MONTHLY, region=one.region_id, period=one.period
    )
    return rows.select_related("region", "supersedes").first()


def _locked(user: User, report: Report) -> Report:
    require_scope(user, PERMISSION, report.region_id)
    rows = Report.objects.select_for_update(of=("self",)).select_related("region")
    return rows.get(pk=report.pk)
