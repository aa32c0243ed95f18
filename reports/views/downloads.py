"""Everything a user may download: the files of one report, and all reports and lists together."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from accounts.navigation import menu_of
from core.columns import Column, Row
from core.views import ListPage, PermittedView
from reports.choices import ReportKind
from reports.documents.bulletin import number_of
from reports.links import list_url_of, url_of
from reports.models import Meeting, Report
from reports.services.publishing import publication_of
from reports.views.scope import signed_in
from reports.views.scoped import building_page, is_unbuilt, report_or_404

NEWEST: Final = 6
LOGGED: Final = 50
KINDS: Final = (
    (ReportKind.MONTHLY, "reports:bulletins"),
    (ReportKind.WEEKLY, "reports:dispatches"),
    (ReportKind.INSPECTION, "reports:inspections"),
)
FORMS: Final = {"pdf": "PDF", "docx": "DOCX", "xlsx": "表格"}
LOG: Final = (
    Column("时间", "at", "datetime", primary=True),
    Column("姓名", lambda row: row.user.name if row.user else row.username),
    Column("单位", "user.region.name"),
    Column("版次", lambda row: f"第{row.detail.get('edition', 1)}版"),
    Column("格式", lambda row: FORMS.get(row.detail.get("form", ""), "")),
)


class ReportFiles(PermittedView):
    """The files of a report in all its editions; its own office sees who downloaded them."""

    permission = "reports.view_report"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report, user = report_or_404(request, pk), signed_in(request)
        if is_unbuilt(report):
            return building_page(request, report)
        same = {"region": report.region_id, "kind": report.kind, "period": report.period}
        rows = Report.objects.visible_to(user).built().filter(**same).order_by("-edition")
        editions = list(rows.select_related("issued_by").defer("data"))
        context = {
            "title": f"{report.title}：下载",
            "report": report,
            "report_url": url_of(report),
            "list_url": list_url_of(report),
            "editions": [(one, number_of(one) if one.number_seq else "") for one in editions],
            "forms": FORMS.items(),
            "publication": publication_of(report),
        }
        if user.oversees(report.region_id) and user.has_perm("reports.draft_report"):
            found = _downloads([one.pk for one in editions])
            context |= {"log": [Row(LOG, one) for one in found], "log_columns": LOG}
        return render(request, "reports/files.html", context)


def _downloads(keys: list[int]) -> list[AccessEvent]:
    rows = AccessEvent.objects.filter(kind=AccessKind.DOWNLOAD, detail__report__in=keys)
    return list(rows.select_related("user__region").order_by("-at", "-pk")[:LOGGED])


class Downloads(PermittedView):
    """The newest reports and minutes, and every list that the user may take away as a workbook."""

    permission = "reports.view_report"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = signed_in(request)
        context = {
            "title": "下载中心",
            "sections": [(kind.label, reverse(page), _newest(user, kind)) for kind, page in KINDS],
            "meetings": _minutes(user),
            "lists": _lists(user),
            "ledger": user.has_perm("projects.export_ledger"),
            "forms": FORMS.items(),
        }
        return render(request, "reports/downloads_page.html", context)


def _newest(user: Any, kind: ReportKind) -> list[Report]:
    """Return the newest issued reports, each in the edition that stands."""
    rows = Report.objects.visible_to(user).standing().filter(kind=kind)
    listed = rows.select_related("region").defer("data", "text").order_by("-period", "region_id")
    return list(listed[:NEWEST])


def _minutes(user: Any) -> list[Meeting]:
    if not user.has_perm("reports.view_meeting"):
        return []
    rows = Meeting.objects.visible_to(user).finished().select_related("region")
    return list(rows.defer("minutes").order_by("-held_at", "-pk")[:NEWEST])


def _lists(user: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the lists of the user's menu by group, each with where its workbook is."""
    held = user.get_all_permissions()
    groups = [
        (group.label, [(one.label, one.href) for one in group.entries if is_list(one.href)])
        for group in menu_of(held, user.role_name)
    ]
    return [(label, lists) for label, lists in groups if lists]


def is_list(href: str) -> bool:
    view = getattr(resolve(href).func, "view_class", None)
    return view is not None and issubclass(view, ListPage)
