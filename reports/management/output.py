"""What the commands print about a report."""

from reports.models import Report


def describe(pk: int) -> str:
    """Return one line: its number, kind, period, edition and state."""
    report = Report.objects.select_related("region").get(pk=pk)
    return (
        f"{report.pk} {report.get_kind_display()} {report.region} {report.period} "
        f"第{report.edition}版 {report.get_state_display()} {report.title}"
    )
