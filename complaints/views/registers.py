"""Complaints and disputes: the registers, and a project's as a fragment of its page."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.services.access import actor
from complaints.choices import BADGES
from complaints.filters import (
    ComplaintFilter,
    DisputeFilter,
    MyComplaintFilter,
    OverdueComplaintFilter,
    WorkNoticeFilter,
)
from complaints.models import Complaint, Dispute, WorkNotice
from complaints.querysets import moment_of
from complaints.views.disputes import tabs
from core import clock, links
from core.columns import Column, Row
from core.links import row_page
from core.stood import day_of
from core.views import ListPage, PermittedView
from projects.models import Project
from projects.views.columns import project_url

TABS = (("全部", "complaints"), ("待我办理", "mine"), ("逾期", "overdue"))


def community_url(row: Any) -> str | None:
    return row_page("projects:community", row.community_id) if row.community_id else None


def complaint_url(row: Complaint) -> str:
    return row_page("complaints:complaint", row.pk)


def deadline(row: Complaint) -> Any:
    return timezone.localtime(row.deadline).date() if row.deadline else None


def is_late(row: Any) -> bool:
    found: bool = row.overdue_at(moment_of(day_of(row)))
    return found


def state(row: Complaint) -> str:
    return f"{row.get_state_display()}{'，逾期' if is_late(row) else ''}"


def state_badge(row: Complaint) -> str:
    return "bad" if is_late(row) else BADGES[row.state]


COMPLAINTS = (
    Column("编号", "number", link=complaint_url, order="number", primary=True),
    Column("类别", "category", order="category"),
    Column("渠道", "channel", order="channel", on_phone=False),
    Column("受理日期", "received_on", "date", order="received_on"),
    Column("状态", state, "badge", order="state", badge=state_badge),
    Column("办理时限", deadline, "date", order="due_at"),
    Column("办理结果", lambda row: row.get_outcome_display(), order="outcome", on_page=False),
    Column("办结日期", "closed_on", "date", order="closed_on"),
    Column("内容", "content", cut=True),
    Column("满意度", "satisfaction", order="satisfaction"),
)  # fmt: skip
DISPUTES = (
    Column(
        "编号",
        "number",
        order="number",
        primary=True,
        link=lambda row: row_page("complaints:dispute", row.pk),
    ),
    Column("类别", "category", order="category"),
    Column(
        "群体性",
        lambda row: "群体性" if row.mass_incident else None,
        "badge",
        badge=lambda row: "bad",
        order="mass_incident",
    ),
    Column("发生日期", "occurred_on", "date", order="occurred_on"),
    Column("化解日期", "resolved_on", "date", order="resolved_on"),
    Column("停工", "stopped_work", order="stopped_work", on_phone=False),
    Column("停工日期", "stopped_on", "date", order="stopped_on", on_page=False),
    Column("复工日期", "resumed_on", "date", order="resumed_on", on_page=False),
    Column("情况", "content", cut=True),
    Column(
        "状态",
        lambda row: "已撤销" if row.withdrawn_on else None,
        "badge",
        badge=lambda row: "muted",
        on_phone=False,
    ),
)
PLACE = (
    Column("区划", "region.name", order="region_id"),
    Column("项目", "project.name", link=project_url, order="project__name", cut=True),
)
LISTED = (
    "number", "category", "channel", "received_on", "closed_on", "content", "satisfaction",
    "state", "due_at", "extended_to", "outcome", "region__name", "project__name",
    "community__name",
)  # fmt: skip


class ComplaintList(ListPage):
    """Every complaint in scope; what was declined or merged stays to be seen."""

    permission = "complaints.view_complaint"
    title = "投诉"
    template_name = "complaints/register.html"
    filterset_class = ComplaintFilter
    noun = "投诉"
    empty_how = "登记12345热线、来信来访的投诉，居民扫码提交的也列在这里。"
    unit_note = "页面和导出的表格都不含投诉人姓名、电话。"
    tab: ClassVar[str] = "complaints"
    columns = (
        *COMPLAINTS[:2],
        *PLACE,
        Column(
            "小区", "community.name", link=community_url, order="community__name", on_page=False
        ),
        *COMPLAINTS[2:],
    )

    def get_queryset(self) -> QuerySet[Complaint]:
        rows = Complaint.objects.visible_to(self.request.user)
        found = rows.select_related("region", "project", "community").only(*LISTED)
        return found.order_by("-received_on", "number")

    def get_context(self) -> dict[str, Any]:
        return {"tabs": self._tabs()}

    def _tabs(self) -> Sequence[dict[str, Any]]:
        return links.tabs("complaints", TABS, self.tab)


class MyComplaints(ComplaintList):
    """What waits for this user, the most urgent first."""

    title = "待我办理的投诉"
    filterset_class = MyComplaintFilter
    tab = "mine"
    empty = "没有等待您办理的投诉。"
    empty_how = "交办到本辖区或待您受理、回访的投诉会列在这里。"

    def get_queryset(self) -> QuerySet[Complaint]:
        waiting = Complaint.objects.waiting_for(actor(self.request)).values("pk")
        rows = super().get_queryset().filter(pk__in=waiting)
        return rows.order_by(Coalesce("extended_to", "due_at"), "pk")


class OverdueComplaints(ComplaintList):
    """What runs past its deadline, the longest first."""

    title = "逾期投诉"
    filterset_class = OverdueComplaintFilter
    tab = "overdue"
    empty = "没有逾期的投诉。"
    empty_how = "超过办理时限没有办结的投诉会列在这里。"

    def get_queryset(self) -> QuerySet[Complaint]:
        return super().get_queryset().order_by(Coalesce("extended_to", "due_at"), "pk")


class DisputeList(ListPage):
    permission = "complaints.view_dispute"
    title = "纠纷"
    template_name = "complaints/dispute_register.html"
    filterset_class = DisputeFilter
    noun = "纠纷"
    empty_how = "点“上报纠纷”登记；影响施工的可同时登记停工。"
    columns = (*DISPUTES[:2], *PLACE, *DISPUTES[2:])

    def get_queryset(self) -> QuerySet[Dispute]:
        rows = Dispute.objects.visible_to(self.request.user)
        return rows.select_related("region", "project").only(
            "number", "category", "mass_incident", "occurred_on", "resolved_on", "stopped_work",
            "stopped_on", "resumed_on", "content", "withdrawn_on", "region__name", "project__name",
        ).order_by("-occurred_on", "number")  # fmt: skip

    def get_context(self) -> dict[str, Any]:
        user = self.request.user
        may = user.has_perm("complaints.add_dispute")
        return {
            "tabs": tabs("disputes", user),
            "report_url": reverse("complaints:dispute_new") if may else "",
            "kept_from": Dispute.objects.all().kept_from(user),
        }


def notice_state(row: WorkNotice) -> str:
    return row.state_at(clock.now())


class NoticeList(ListPage):
    permission = "complaints.view_worknotice"
    title = "施工影响告知"
    template_name = "complaints/notices.html"
    filterset_class = WorkNoticeFilter
    noun = "告知"
    empty_how = "登记停水、停电、道路封闭后，居民公示页即显示。"
    columns = (
        Column("小区", "community.name", link=community_url, order="community__name", primary=True),
        Column("种类", lambda row: row.get_kind_display(), order="kind"),
        Column("开始时间", "starts_at", "datetime", order="starts_at"),
        Column("结束时间", "ends_at", "datetime", order="ends_at"),
        Column("影响范围", "scope"),
        Column("原因", "reason"),
        Column("告知方式", "told", on_phone=False),
        Column(
            "状态", notice_state, "badge",
            badge=lambda row: "info" if notice_state(row) == "进行中" else "neutral",
        ),
        Column("区划", "region.name", order="region_id", on_phone=False),
        Column("项目", "project.name", link=project_url, on_phone=False),
        Column(
            "操作",
            lambda row: "取消" if notice_state(row) in ("进行中", "未开始") else None,
            link=lambda row: row_page("complaints:notice_cancel", row.pk), acts=True,
        ),
    )  # fmt: skip

    def get_columns(self) -> Sequence[Column]:
        may = actor(self.request).has_perm("complaints.change_worknotice")
        return self.columns if may else self.columns[:-1]

    def get_queryset(self) -> QuerySet[WorkNotice]:
        rows = WorkNotice.objects.visible_to(self.request.user)
        return rows.select_related("community", "region", "project")


class ProjectFragment(PermittedView):
    """A project's complaints and disputes, as its page includes them by URL."""

    permission = ("complaints.view_complaint", "complaints.view_dispute")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = Project.objects.visible_to(request.user).filter(pk=pk).first()
        if project is None:
            raise Http404
        disputes = Dispute.objects.visible_to(request.user).filter(project=project)
        context = {
            "project": project,
            "complaint_columns": COMPLAINTS,
            "complaint_rows": [Row(COMPLAINTS, row) for row in project.complaints.all()],
            "dispute_columns": DISPUTES,
            "dispute_rows": [Row(DISPUTES, row) for row in disputes],
        }
        return render(request, "complaints/project_fragment.html", context)
