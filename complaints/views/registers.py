"""Complaints and disputes: the registers, and a project's as a fragment of its page."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from complaints.filters import ComplaintFilter, DisputeFilter
from complaints.models import Complaint, Dispute
from core.columns import Column, Row
from core.links import row_page
from core.views import ListPage, PermittedView
from projects.models import Project


def project_url(row: Any) -> str | None:
    return row_page("projects:project", row.project_id) if row.project_id else None


def community_url(row: Complaint) -> str | None:
    return row_page("projects:community", row.community_id) if row.community_id else None


COMPLAINTS = (
    Column("编号", "number", order="number", primary=True),
    Column("类别", "category", order="category"),
    Column("渠道", "channel", order="channel", on_phone=False),
    Column("受理日期", "received_on", "date", order="received_on"),
    Column("办结日期", "closed_on", "date", order="closed_on"),
    Column("内容", "content"),
    Column("满意度", "satisfaction", order="satisfaction"),
)
DISPUTES = (
    Column("编号", "number", order="number", primary=True),
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
    Column("停工日期", "stopped_on", "date", order="stopped_on", on_phone=False),
    Column("复工日期", "resumed_on", "date", order="resumed_on", on_phone=False),
    Column("情况", "content"),
)
PLACE = (
    Column("区划", "region.name", order="region_id"),
    Column("项目", "project.name", link=project_url, order="project__name"),
)


class ComplaintList(ListPage):
    permission = "complaints.view_complaint"
    title = "投诉"
    filterset_class = ComplaintFilter
    empty = "没有符合条件的投诉。"
    columns = (
        *COMPLAINTS[:2],
        *PLACE,
        Column("小区", "community.name", link=community_url, order="community__name"),
        *COMPLAINTS[2:],
    )

    def get_queryset(self) -> QuerySet[Complaint]:
        rows = Complaint.objects.visible_to(self.request.user)
        return rows.select_related("region", "project", "community").only(
            "number", "category", "channel", "received_on", "closed_on", "content",
            "satisfaction", "region__name", "project__name", "community__name",
        ).order_by("-received_on", "number")  # fmt: skip


class DisputeList(ListPage):
    permission = "complaints.view_dispute"
    title = "纠纷"
    filterset_class = DisputeFilter
    empty = "没有符合条件的纠纷。"
    columns = (*DISPUTES[:2], *PLACE, *DISPUTES[2:])

    def get_queryset(self) -> QuerySet[Dispute]:
        rows = Dispute.objects.visible_to(self.request.user)
        return rows.select_related("region", "project").only(
            "number", "category", "mass_incident", "occurred_on", "resolved_on", "stopped_work",
            "stopped_on", "resumed_on", "content", "region__name", "project__name",
        ).order_by("-occurred_on", "number")  # fmt: skip


class ProjectFragment(PermittedView):
    """A project's complaints and disputes, as its page includes them by URL."""

    permission = ("complaints.view_complaint", "complaints.view_dispute")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = Project.objects.visible_to(request.user).filter(pk=pk).first()
        if project is None:
            raise Http404
        context = {
            "project": project,
            "complaint_columns": COMPLAINTS,
            "complaint_rows": [Row(COMPLAINTS, row) for row in project.complaints.all()],
            "dispute_columns": DISPUTES,
            "dispute_rows": [Row(DISPUTES, row) for row in project.disputes.all()],
        }
        return render(request, "complaints/project_fragment.html", context)
