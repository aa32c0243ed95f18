"""Speaking notes for a meeting as a page and as files, for a region in the reader's scope."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.choices import AccessKind
from accounts.models import Region, User
from accounts.services.access import record
from core import regions
from core.asked import whole
from core.documents.docx import render_docx
from core.documents.pdf import render_pdf
from core.exceptions import Refusal
from core.exports import attachment
from core.views import PermittedView
from reports.briefing import FROM, Facts, facts_as_of, facts_of_report
from reports.documents.briefing import NOTE, briefing_document
from reports.documents.render import TYPES
from reports.models import Report
from reports.views.scope import Scope, scope_of, signed_in
from reports.wording.briefing import STYLES, Briefing, Style, briefing, usual_style

FORMS: Final = ("pdf", "docx")
OFFERED: Final = 20


@dataclass(frozen=True)
class Asked:
    """What was asked for: scope, the frozen report if any, the facts and the notes."""

    scope: Scope
    report: Report | None
    style: Style
    facts: Facts
    notes: Briefing

    @property
    def query(self) -> str:
        """Return the query that gives the same notes again."""
        return urlencode(
            {
                "region": self.scope.region.code,
                "year": self.scope.year,
                "as_of": self.scope.as_of.isoformat(),
                "report": self.report.pk if self.report else "",
                "style": self.style,
            }
        )


class BriefingPage(PermittedView):
    permission = "reports.view_report"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = signed_in(request)
        try:
            asked = asked_of(request)
        except Refusal as refusal:
            context = controls(user, scope_of(request)) | {"refusal": refusal.message}
            return render(request, "reports/briefing.html", context, status=422)
        return render(request, "reports/briefing.html", page(user, asked))


class BriefingFile(PermittedView):
    """The notes as pdf or docx; every download is logged."""

    permission = "reports.view_report"

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        if form not in FORMS:
            raise Http404("没有这种格式")
        try:
            asked = asked_of(request)
        except Refusal:
            return redirect(f"{reverse('reports:briefing')}?{request.GET.urlencode()}")
        document = briefing_document(asked.facts, asked.notes)
        content = render_pdf(document).pdf if form == "pdf" else render_docx(document)
        name = f"{asked.notes.title}（截至{asked.facts.as_of}）.{form}"
        record(
            AccessKind.DOWNLOAD,
            request=request,
            subject=name,
            region=asked.scope.region.code,
            report=asked.report.pk if asked.report else None,
            form=form,
        )
        response = HttpResponse(content, content_type=TYPES[form])
        response["Content-Disposition"] = attachment(name)
        return response


def asked_of(request: HttpRequest) -> Asked:
    """Read the query; Http404 outside of the user's scope, Refusal where a report lacks the region."""
    user = signed_in(request)
    report = _report(user, request.GET.get("report", ""))
    scope = scope_of(request, region=report.region_id if report else None)
    if report is None:
        facts = facts_as_of(scope.region, scope.year, scope.as_of)
    else:
        facts = facts_of_report(report, scope.region)
    wanted = request.GET.get("style", "")
    style = wanted if wanted in STYLES else usual_style(facts)
    return Asked(scope, report, style, facts, briefing(facts, style, _opens_parent(user, facts)))


def _report(user: User, asked: str) -> Report | None:
    if not asked:
        return None
    key, reports = whole(asked), _readable(user).select_related("region")
    found = None if key is None else reports.filter(pk=key).first()
    if found is None:
        raise Http404("没有这份报告")
    return found


def _readable(user: User) -> QuerySet[Report]:
    return Report.objects.visible_to(user).built().filter(kind__in=FROM)


def _opens_parent(user: User, facts: Facts) -> bool:
    if facts.peers is None:
        return False
    code = facts.peers.parent.code
    if user.region_id is None:
        return user.is_superuser
    return code in regions.subtree(user.region_id)


def offered(user: User, region: Region) -> list[Report]:
    """Return the newest reports that hold the region's figures: its own and its parent's."""
    rows = _readable(user).filter(Q(region=region) | Q(region=region.parent_id))
    return list(
        rows.select_related("region").defer("data", "text").order_by("-as_of", "-pk")[:OFFERED]
    )


def controls(user: User, scope: Scope) -> dict[str, Any]:
    """Return what the form on the page offers."""
    return {
        "title": f"{scope.region.name}会议发言材料",
        "scope": scope,
        "as_of": scope.as_of,
        "reports": offered(user, scope.region),
        "styles": STYLES,
        "trail": [(one.name, scope.href("reports:briefing", one.code)) for one in scope.trail[:-1]],
        "below": [
            (one.name, scope.href("reports:briefing", one.code))
            for one in Region.objects.children_of(scope.region.code)
        ],
    }


def page(user: User, asked: Asked) -> dict[str, Any]:
    """Return what the page shows."""
    return controls(user, asked.scope) | {
        "notes": asked.notes,
        "note": NOTE,
        "facts": asked.facts,
        "chosen": asked.report,
        "style": asked.style,
        "files": [
            (form.upper(), f"{reverse('reports:briefing_file', args=[form])}?{asked.query}")
            for form in FORMS
        ],
    }
