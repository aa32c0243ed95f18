"""What the pages of reports share: the report of the address, whose it is, the office's region."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Region, User
from core.health import queue_answers
from core.periods import Week
from reports.choices import ReportKind
from reports.links import list_url_of
from reports.models import Report
from reports.services.building import UNBUILT
from reports.services.due import reporting_regions
from reports.views.scope import signed_in


def report_or_404(request: HttpRequest, pk: int, *kinds: ReportKind) -> Report:
    """Return a report that the user may read; Http404 for a stranger's and for other kinds."""
    people = ("drafted_by", "reviewed_by", "issued_by")
    rows = Report.objects.visible_to(request.user).select_related("region", "supersedes", *people)
    found = rows.filter(pk=pk).first()
    if found is None or (kinds and found.kind not in kinds):
        raise Http404("没有这份报告")
    return found


def issuing_region(request: HttpRequest) -> Region:
    """Return the region whose reports the office makes: its own."""
    user = signed_in(request)
    region = user.region or (reporting_regions().first() if user.is_superuser else None)
    if region is None:
        raise Http404("账号没有所属区划")
    return region


def building_page(request: HttpRequest, report: Report) -> HttpResponse:
    """Show a report that is not built: its progress, or why it failed and how to try again."""
    context = {
        "title": f"{report.title}　{Week(report.period).label}"
        if report.kind == ReportKind.WEEKLY
        else report.title,
        "report": report,
        "list_url": list_url_of(report),
        "may_retry": request.user.has_perm("reports.draft_report")
        and signed_in(request).oversees(report.region_id),
        "queue_answers": queue_answers(),
    }
    return render(request, "reports/building.html", context)


def is_unbuilt(report: Report) -> bool:
    return report.state in UNBUILT


def is_briefed(report: Report, user: User) -> bool:
    """Say whether the report holds figures of the user's region, so that notes can be written."""
    held = {child["region"] for child in report.data["children"]}
    return user.oversees(report.region_id) or str(user.region_id) in held
