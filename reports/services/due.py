"""What is due: the weeks and months that should have a report and have none."""

import logging
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from accounts.choices import RegionLevel
from accounts.models import Region
from core import clock
from core.deadlines import cutoff_at
from core.periods import Month, Week, weeks_back
from projects.models import Project
from reports.choices import ReportKind, ReportState
from reports.models import Report
from reports.services.building import request_bulletin, request_dispatch

CATCH_UP_MONTHS: Final = 3
log = logging.getLogger(__name__)


def reporting_regions() -> QuerySet[Region]:
    """Return the cities that have projects: each issues a dispatch and a bulletin."""
    cities = Project.objects.order_by().values("city").distinct()
    return Region.objects.filter(level=RegionLevel.CITY, code__in=cities)


def due_weeks() -> list[Week]:
    """Return the last weeks whose cut-off has passed, oldest first (REPORT_CATCH_UP_WEEKS)."""
    now = clock.now()
    recent = weeks_back(Week.of(now.date()), settings.REPORT_CATCH_UP_WEEKS + 1)
    return [week for week in recent if cutoff_at(week) <= now][-settings.REPORT_CATCH_UP_WEEKS :]


def due_months() -> list[Month]:
    """Return the last CATCH_UP_MONTHS months that are over, oldest first.

    The newest counts from MONTHLY_BUILD_DAY of the month after it.
    """
    today = clock.today()
    last = Month.of(today).previous()
    if today.day < settings.MONTHLY_BUILD_DAY:
        last = last.previous()
    months = [last]
    while len(months) < CATCH_UP_MONTHS:
        months.insert(0, months[0].previous())
    return months


def open_due_reports() -> list[Report]:
    """Open a row for every report that is due and missing; return all rows still to be built.

    A region whose reports cannot be opened is logged and does not hold up the others.
    """
    for region in reporting_regions():
        try:
            _open_missing(region)
        except Exception:
            log.exception("reports of %s could not be opened", region.pk)
    return list(Report.objects.filter(state=ReportState.BUILDING).order_by("period", "pk"))


def missing_weeks(region: Region) -> list[Week]:
    """Return the due weeks that have no dispatch yet, oldest first."""
    due = [week.monday for week in due_weeks()]
    return [Week(day) for day in _missing(due, _periods(region, ReportKind.WEEKLY))]


def missing_months(region: Region) -> list[Month]:
    """Return the due months that have no bulletin yet, oldest first."""
    due = [month.first for month in due_months()]
    return [Month.of(day) for day in _missing(due, _periods(region, ReportKind.MONTHLY))]


def _open_missing(region: Region) -> None:
    for week in missing_weeks(region):
        request_dispatch(region, week)
    for month in missing_months(region):
        request_bulletin(region, month)


def _periods(region: Region, kind: ReportKind) -> set[date]:
    return set(Report.objects.filter(region=region, kind=kind).values_list("period", flat=True))


def _missing(due: Sequence[date], built: set[date]) -> list[date]:
    """Return the due periods since the first report; the newest alone where there is none yet."""
    if not built:
        return list(due[-1:])
    first = min(built)
    return [day for day in due if day > first and day not in built]
