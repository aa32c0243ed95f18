"""Build reports, each once: a row is claimed, filled and released in one transaction.

A worker that dies in the middle loses its database connection and with it the lock; the row is
still 生成中 and the next worker that is handed it, or the beat's sweep, builds it again.
"""

import logging
from datetime import date
from secrets import token_hex
from typing import Any, Final

from django.db import transaction

from accounts.models import Region, User
from core import clock
from core.exceptions import Refusal
from core.moment import one_moment
from core.periods import Month, Week
from core.tasks import enqueue
from projects.services.weeks import close_week
from reports.choices import ReportKind, ReportState
from reports.models import Letterhead, Report
from reports.services.content import content_digest
from reports.services.meetings import open_for_dispatch
from reports.snapshot import monthly_data, weekly_data
from reports.snapshot_inspections import inspection_data
from reports.wording.draft import first_draft, title_of
from reports.words import whole_region

FAULT: Final = "生成时出错，没有生成任何内容。错误编号 {number}，详情已记入系统日志。"
UNBUILT: Final = (ReportState.BUILDING, ReportState.FAILED)
log = logging.getLogger(__name__)


def request_dispatch(region: Region, week: Week, user: User | None = None) -> Report:
    """Freeze a week and open the row of its dispatch; an existing one is returned as it is.

    A person is refused before entries are due: districts still have until then. Beat asks only
    after the cut-off, and whoever runs the command decides for himself.
    """
    close_week(region, week, user)
    return _open(
        region,
        ReportKind.WEEKLY,
        week.monday,
        as_of=week.sunday,
        title=f"{whole_region(region).whole}城镇老旧小区改造周调度",
        drafted_by=user,
    )


def request_bulletin(region: Region, month: Month, user: User | None = None) -> Report:
    """Open the row of a month's bulletin; an existing one is returned as it is.

    Refusal before the month's last day: the month is not over.
    """
    _require_over(month)
    title = f"关于{month.label}{whole_region(region).whole}城镇老旧小区改造工作进展情况的通报"
    return _open(
        region, ReportKind.MONTHLY, month.first, as_of=month.last, title=title, drafted_by=user
    )


def request_inspection(region: Region, month: Month, user: User | None = None) -> Report:
    """Open the row of a month's inspection bulletin; an existing one is returned as it is.

    Nobody builds it unasked: not every month has inspections. Refusal as for the monthly one.
    """
    _require_over(month)
    title = f"关于{month.label}{whole_region(region).whole}城镇老旧小区改造跟踪检查情况的通报"
    return _open(
        region, ReportKind.INSPECTION, month.first, as_of=month.last, title=title, drafted_by=user
    )


def _require_over(month: Month) -> None:
    if clock.today() < month.last:
        raise Refusal(f"{month.label}尚未结束，{month.last:%-m月%-d日}起才能生成通报。", "month")


def _open(region: Region, kind: ReportKind, period: date, **values: Any) -> Report:
    """Return the newest edition of a report, opening the first one where there is none."""
    newest = (
        Report.objects.filter(region=region, kind=kind, period=period).order_by("-edition").first()
    )
    if newest is not None:
        return newest
    report, _ = Report.objects.get_or_create(
        region=region, kind=kind, period=period, edition=1, defaults=values
    )
    return report


def start(report: Report) -> None:
    """Hand a row that is not built yet to the queue; one that failed is tried again."""
    if report.state in UNBUILT:
        Report.objects.filter(pk=report.pk, state=ReportState.FAILED).update(
            state=ReportState.BUILDING, error=""
        )
        enqueue("reports.tasks.build_report", report.pk)


def build(pk: int) -> Report | None:
    """Build a report that is not built yet; None when another worker holds it.

    Calling it again on a built report changes nothing. A fault is logged under a number, which
    the row keeps as 生成失败 for people to quote, and raised. A dispatch opens its meeting once it
    is built; one that fails to leaves the dispatch as it is, and the beat's sweep tries again.
    """
    try:
        with one_moment():
            report = _build_locked(pk)
    except Exception:
        number = token_hex(4).upper()
        log.exception("report %s could not be built, error number %s", pk, number)
        waiting = Report.objects.filter(pk=pk, state__in=UNBUILT)
        waiting.update(state=ReportState.FAILED, error=FAULT.format(number=number))
        raise
    if report is not None and report.kind == ReportKind.WEEKLY:
        _open_meetings(report)
    return report


def _open_meetings(report: Report) -> None:
    try:
        with transaction.atomic():
            open_for_dispatch(report)
    except Exception:
        log.exception("meeting of report %s could not be opened", report.pk)


def _build_locked(pk: int) -> Report | None:
    rows = Report.objects.select_for_update(skip_locked=True, of=("self",))
    report = rows.select_related("region").filter(pk=pk).first()
    if report is None:
        return None
    if report.state not in UNBUILT:
        return report
    report.claimed_at = clock.now()
    freeze(report)
    weekly = report.kind == ReportKind.WEEKLY
    report.state = ReportState.ISSUED if weekly else ReportState.DRAFTED
    report.issued_at = report.built_at if weekly else None
    report.progress, report.error = 100, ""
    if weekly:
        report.digest = content_digest(report)
    report.save()
    return report


def freeze(report: Report) -> None:
    """Fill a row with the numbers of its period and, where it has none yet, its first words."""
    if report.kind == ReportKind.WEEKLY:
        report.data = weekly_data(report.region, Week(report.period))
    elif report.kind == ReportKind.INSPECTION:
        report.data = inspection_data(report.region, Month.of(report.period))
    else:
        report.data = monthly_data(report.region, Month.of(report.period))
    report.built_at = clock.now()
    if not report.text:
        report.text = first_draft(report.data, Letterhead.of(report.region))
        if report.is_bulletin:
            report.title = title_of(report.data, whole_region(report.region))
