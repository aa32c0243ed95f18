"""Bulletins that the office opened to the public: no account, no cookie, the issued PDF alone."""

from typing import Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View

from accounts.services.access import client_address
from core import cache
from core.exports import attachment
from core.public_pages import printed
from reports.documents.bulletin import number_of
from reports.documents.render import render as render_report
from reports.models import Report
from reports.services.publishing import shown, shown_report

PAGE: Final = 24
HOUR: Final = 3600
BROWSER_SECONDS: Final = 60
TOO_MANY: Final = 429


class PublishedBulletins(View):
    """The list, the newest month first; a corrected bulletin is its newest edition."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(shown(), PAGE).get_page(request.GET.get("page"))
        lines = [(one, number_of(one.report)) for one in page]
        body = printed("public/bulletins.html", request, title="月通报", page=page, lines=lines)
        return _open(HttpResponse(body))


class PublishedFile(View):
    """The PDF of the edition in force; one address gets so many an hour."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = shown_report(pk)
        if report is None:
            raise Http404("没有公开的通报")
        key = f"bulletins:{cache.anonymous(client_address(request))}"
        if cache.counted(key) >= settings.PUBLIC_FILES_PER_ADDRESS:
            text = "一小时内下载次数过多，请稍后再试。"
            body = printed("public/refused.html", request, title="月通报", text=text)
            return HttpResponse(body, status=TOO_MANY)
        cache.count(key, HOUR)
        response = HttpResponse(_pdf(report), content_type="application/pdf")
        edition = f"（第{report.edition}版）" if report.edition > 1 else ""
        response["Content-Disposition"] = attachment(f"{report.title}{edition}.pdf")
        return _open(response)


def _pdf(report: Report) -> bytes:
    """Return the file, kept by what it says: rendering again would give the same bytes."""
    key = f"bulletin:{report.pk}:{report.digest}"
    kept: bytes | None = cache.fetch(key)
    if kept is None:
        kept = render_report(report, "pdf").content
        cache.keep(key, kept, HOUR)
    return kept


def _open(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={BROWSER_SECONDS}"
    return response
