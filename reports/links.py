"""Where a report stands: its page, and the list that it is in."""

from django.urls import reverse

from reports.choices import ReportKind
from reports.models import Report


def url_of(report: Report) -> str:
    name = "reports:bulletin" if report.is_bulletin else "reports:dispatch"
    return reverse(name, args=[report.pk])


def list_url_of(report: Report) -> str:
    """Return the list that a report stands in."""
    names = {ReportKind.MONTHLY.value: "bulletins", ReportKind.INSPECTION.value: "inspections"}
    return reverse(f"reports:{names.get(report.kind, 'dispatches')}")
