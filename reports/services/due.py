"""What is due: the weeks and months that should have a report and have none."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Max, QuerySet

from accounts.choices import RegionLevel
from accounts.models import Region
from core import clock
from core.periods import Month, Week, weeks_back
from projects.models import Project
from projects.services.weeks import cutoff_at
from reports.choices import ReportKind, ReportState
from reports.models import Report
from reports.services.building import request_bulletin, request_dispatch


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
    """Return last month once MONTHLY_BUILD_DAY of this one is reached."""
    today = clock.today()
    return [Month.of(today).previous()] if today.day >= settings.MONTHLY_BUILD_DAY else []


def open_due_reports() -> list[Report]:
    """Open a row for every report that is due and missing; return all rows still to be built."""
    for region in reporting_regions():
        for _ in _open_missing(region):
            pass
    waiting = Report.objects.filter(state=ReportState.BUILDING).order_by("period", "pk")
    return list(waiting)


def _open_missing(region: Region) -> Iterator[Report]:
    """Open what is missing since the newest report; the newest due one where there is none yet."""
    last = dict(
        Report.objects.filter(region=region)
        .order_by()
        .values_list("kind")
        .annotate(newest=Max("period"))
    )
    weeks, months = due_weeks(), due_months()
    for week in _after([week.monday for week in weeks], last.get(ReportKind.WEEKLY)):
        yield request_dispatch(region, Week(week))
    for month in _after([month.first for month in months], last.get(ReportKind.MONTHLY)):
        yield request_bulletin(region, Month.of(month))


def _after(due: list[date], newest: date | None) -> list[date]:
    return due[-1:] if newest is None else [day for day in due if day > newest]
