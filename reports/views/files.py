"""Files of reports, and reports that are still being built."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.choices import AccessKind
from accounts.services.access import record
from core.exceptions import Refusal
from core.exports import attachment
from core.views import PermittedView
from reports.documents.render import render as render_report
from reports.links import url_of
from reports.services.building import start
from reports.views.scope import signed_in
from reports.views.scoped import is_unbuilt, report_or_404


class ReportFile(PermittedView):
    """Download a report as pdf, docx or xlsx; every download is logged."""

    permission = "reports.view_report"

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        report = report_or_404(request, pk)
        try:
            file = render_report(report, form)
        except Refusal as refusal:
            messages.warning(request, refusal.message)
            return redirect(url_of(report))
        record(
            AccessKind.DOWNLOAD,
            request=request,
            subject=file.name,
            report=report.pk,
            edition=report.edition,
            form=form,
        )
        response = HttpResponse(file.content, content_type=file.content_type)
        response["Content-Disposition"] = attachment(file.name)
        return response


class ReportProgress(PermittedView):
    """The progress of a report for polling; the page is fetched anew once it is decided."""

    permission = "reports.view_report"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = report_or_404(request, pk)
        if is_unbuilt(report) and not report.error:
            poll = reverse("reports:report_progress", args=[pk])
            return render(request, "reports/progress.html", {"report": report, "poll": poll})
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response


class ReportRetry(PermittedView):
    permission = "reports.draft_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = report_or_404(request, pk)
        if signed_in(request).oversees(report.region_id):
            start(report)
        return redirect(url_of(report))
