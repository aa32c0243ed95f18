"""Lists of dispatches and bulletins, and the periods that still want one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import Region, User
from core import clock
from core.arguments import FIRST_YEAR
from core.columns import Column
from core.exceptions import Refusal
from core.periods import Month, Week
from core.views import ListPage, PermittedView
from projects.models import WeeklyEntry
from projects.services.weeks import require_due
from reports.choices import BADGES, ReportKind
from reports.documents.bulletin import number_of
from reports.filters import BulletinFilter, DispatchFilter
from reports.links import url_of
from reports.models import Report
from reports.services.building import (
    request_bulletin,
    request_dispatch,
    request_inspection,
    start,
)
from reports.services.due import due_months, due_weeks
from reports.views.scope import signed_in
from reports.views.scoped import issuing_region

DRAFT: Final = "reports.draft_report"
STATE: Final = Column(
    "状态", "get_state_display", "badge", badge=lambda row: BADGES[row.state], order="state"
)


@dataclass(frozen=True)
class Wanted:
    """A period without a report: its name, its value in forms, and what making one means."""

    label: str
    value: str
    consequence: str


class ReportList(ListPage):
    permission = "reports.view_report"
    kind: ReportKind

    def get_queryset(self) -> QuerySet[Report]:
        rows = Report.objects.visible_to(self.request.user).filter(kind=self.kind)
        people = ("region", "drafted_by", "reviewed_by", "issued_by")
        return rows.defer("data", "text").select_related(*people).order_by("-period", "-edition")


class DispatchList(ReportList):
    kind = ReportKind.WEEKLY
    title = "周调度"
    template_name = "reports/dispatches.html"
    filterset_class = DispatchFilter
    empty = "还没有周调度。每周冻结后自动生成，也可由市级办公室按周生成。"
    columns = (
        Column(
            "周次", lambda row: Week(row.period).label, link=url_of, order="period", primary=True
        ),
        Column("地区", "region.name", order="region_id"),
        Column(
            "状态",
            lambda row: "已生成" if row.frozen else row.get_state_display(),
            "badge",
            badge=lambda row: BADGES[row.state],
        ),
        Column("截至", "as_of", "date", order="as_of"),
        Column("生成时间", "built_at", "datetime", order="built_at"),
        Column("生成人", lambda row: row.drafted_by or "系统"),
    )

    def get_context(self) -> dict[str, Any]:
        if not self.request.user.has_perm(DRAFT):
            return {}
        region = issuing_region(self.request)
        built = set(_periods(region.pk, self.kind))
        missing = [week for week in due_weeks() if week.monday not in built]
        return {
            "wanted": wanted_weeks(region.pk, missing)[::-1],
            "latest": clock.today(),
        }


class BulletinList(ReportList):
    kind = ReportKind.MONTHLY
    title = "月通报"
    template_name = "reports/bulletins.html"
    filterset_class = BulletinFilter
    empty = "还没有月通报。每月结束后自动起草，也可由市级办公室按月生成。"
    wanted_note = "次月初自动起草；也可在此先行起草"
    request_name = "reports:bulletin_request"
    made = "通报"
    columns = (
        Column("月份", lambda row: Month.of(row.period).label, link=url_of, order="period", primary=True),
        Column("地区", "region.name", order="region_id"),
        Column("文号", lambda row: number_of(row) if row.number_seq else None, order="number_seq"),
        Column("版次", lambda row: f"第{row.edition}版", order="edition"),
        STATE,
        Column("起草", "drafted_by"),
        Column("审核", "reviewed_by"),
        Column("签发", "issued_by"),
        Column("签发时间", "issued_at", "datetime", order="issued_at"),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Report]:
        return super().get_queryset().defer(None).defer("data")

    def get_context(self) -> dict[str, Any]:
        if not self.request.user.has_perm(DRAFT):
            return {}
        built = set(_periods(issuing_region(self.request).pk, self.kind))
        months = [*due_months(), *_ending_today()]
        missing = [one for one in months if one.first not in built][::-1]
        return {
            "wanted": [wanted_month(one, self.made) for one in missing],
            "wanted_note": self.wanted_note,
            "wanted_title": f"起草{self.title}",
            "request_url": reverse(self.request_name),
        }


class InspectionList(BulletinList):
    kind = ReportKind.INSPECTION
    title = "检查通报"
    empty = "还没有检查通报。检查问题登记后，由市级办公室按月起草。"
    wanted_note = "不自动起草；有检查的月份由市级办公室起草"
    request_name = "reports:inspection_request"
    made = "检查通报"


def _periods(region: int, kind: ReportKind) -> Sequence[date]:
    return list(Report.objects.filter(region=region, kind=kind).values_list("period", flat=True))


def _ending_today() -> list[Month]:
    """Return this month on its last day: its bulletin may be drafted, and is not due yet."""
    today = clock.today()
    return [Month.of(today)] if today == Month.of(today).last else []


def wanted_weeks(region: int, weeks: Sequence[Week]) -> list[Wanted]:
    """Return weeks and what freezing each means."""
    entries = WeeklyEntry.objects.in_region(region).filter(week__in=[one.monday for one in weeks])
    counted = entries.order_by().values_list("week").annotate(count=Count("pk"))
    counts: dict[date, int] = dict(counted)
    return [
        Wanted(
            week.label,
            str(week),
            f"将冻结第{week.iso[1]}周数据，{counts.get(week.monday, 0)}条周报不可再改；"
            "确需更正须由市级办公室按区县解锁。",
        )
        for week in weeks
    ]


def wanted_month(month: Month, made: str) -> Wanted:
    text = f"将按{month.last:%-m月%-d日}的数据起草{month.label}{made}；起草后可修改文字，数字只能重新取数。"
    return Wanted(month.label, str(month), text)


class DispatchRequest(PermittedView):
    """Ask for the dispatch of any past week: the consequence first, then the deed."""

    permission = DRAFT

    def get(self, request: HttpRequest) -> HttpResponse:
        region = issuing_region(request)
        try:
            week = asked_week(request.GET.get("week", ""))
        except Refusal as refusal:
            return self.refuse(request, refusal)
        rows = Report.objects.filter(region=region, kind=ReportKind.WEEKLY, period=week.monday)
        found = rows.first()
        if found is not None:
            return redirect(url_of(found))
        context = {
            "title": "生成周调度",
            "one": wanted_weeks(region.pk, [week])[0],
            "region": region,
        }
        return render(request, "reports/dispatch_request.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            week = asked_week(request.POST.get("week", ""))
            report = request_dispatch(issuing_region(request), week, signed_in(request))
        except Refusal as refusal:
            return self.refuse(request, refusal)
        start(report)
        return redirect(url_of(report))

    @staticmethod
    def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        messages.error(request, refusal.message)
        return redirect("reports:dispatches")


def asked_week(text: str) -> Week:
    """Return the week of a day; Refusal for no date and for a week that is still filled in."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refusal("请选择要生成调度的那一周中的任一天，如 2023-07-28。", "week") from None
    if day > clock.today():
        raise Refusal(f"{day:%Y-%m-%d} 尚未到，请选择已经过去的一周。", "week")
    if day.year < FIRST_YEAR:
        raise Refusal(f"请选择{FIRST_YEAR}年以后的一周，如 2023-07-28。", "week")
    week = Week.of(day)
    require_due(week)
    return week


class BulletinRequest(PermittedView):
    permission = DRAFT
    http_method_names = ["post"]
    list_name = "reports:bulletins"

    def ask(self, region: Region, month: Month, user: User) -> Report:
        return request_bulletin(region, month, user)

    def post(self, request: HttpRequest) -> HttpResponse:
        region = issuing_region(request)
        try:
            month = Month.parse(request.POST.get("month", ""))
            if month.year < FIRST_YEAR:
                raise ValueError(month)
            report = self.ask(region, month, signed_in(request))
        except ValueError:
            messages.error(request, "请选择要起草通报的月份，如 2023-07。")
            return redirect(self.list_name)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(self.list_name)
        start(report)
        return redirect(url_of(report))


class InspectionRequest(BulletinRequest):
    list_name = "reports:inspections"

    def ask(self, region: Region, month: Month, user: User) -> Report:
        return request_inspection(region, month, user)
