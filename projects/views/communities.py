"""Communities: the register, one community, and its form."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core import clock
from core.columns import Column, Row
from core.history import history_of
from core.links import row_page
from core.views import ListPage, PermittedView
from projects.choices import BADGES, CommunityStage
from projects.filters import CommunityFilter
from projects.forms import CommunityForm
from projects.models import Community
from projects.services.communities import create_community, update_community
from projects.views.editing import EditPage

STAGE_BADGES = {
    CommunityStage.UNSTARTED: "neutral",
    CommunityStage.BUILDING: "info",
    CommunityStage.FINISHED: "good",
    CommunityStage.ACCEPTED: "good",
    CommunityStage.SUSPENDED: "muted",
}
LISTED = (
    "number", "name", "built_year", "buildings", "households", "floor_area", "property_mode",
    "region__name",
)  # fmt: skip


def community_url(row: Community) -> str:
    return row_page("projects:community", row.pk)


def stage_of(row: Any) -> str | None:
    """Return the community's stage in words where the list was asked for a year or a status."""
    stage = getattr(row, "stage", None)
    return str(CommunityStage(stage).label) if stage else None


class CommunityList(ListPage):
    permission = "projects.view_community"
    title = "小区"
    template_name = "projects/register.html"
    filterset_class = CommunityFilter
    noun = "小区"
    empty_how = "点“新增小区”，或由市级办公室导入台账。"
    columns = (
        Column("编号", "number", order="number"),
        Column("小区名称", "name", link=community_url, order="name", primary=True),
        Column("所属区划", "region.name", order="region_id"),
        Column("建成年份", lambda row: row.built_year and str(row.built_year), order="built_year"),
        Column("楼栋数", "buildings", "number", unit="栋", order="buildings", on_phone=False),
        Column("户数", "households", "number", unit="户", order="households"),
        Column("建筑面积", "floor_area", "number", unit="㎡", order="floor_area", on_phone=False),
        Column("物业模式", "property_mode", order="property_mode", on_phone=False),
    )

    def get_columns(self) -> Sequence[Column]:
        if not (self.request.GET.get("year") or self.request.GET.get("status")):
            return self.columns
        stage = Column(
            "进展",
            stage_of,
            "badge",
            badge=lambda row: STAGE_BADGES[CommunityStage(row.stage)],
            order="stage",
        )
        return (*self.columns[:3], stage, *self.columns[3:])

    def get_queryset(self) -> QuerySet[Community]:
        rows = Community.objects.visible_to(self.request.user)
        return rows.select_related("region").only(*LISTED).order_by("region_id", "number")

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("projects.add_community")
        return {
            "new_url": reverse("projects:community_new") if adds else "",
            "new_label": "新增小区",
        }


PROJECTS = (
    Column("年度", lambda row: f"{row.year}年"),
    Column(
        "项目名称",
        "name",
        link=lambda row: row_page("projects:project", row.pk),
        primary=True,
    ),
    Column("区划", "region.name"),
    Column("状态", "status", "badge", badge=lambda row: BADGES[row.status]),
    Column("形象进度", "percent", "percent"),
    Column("累计投资", "invested", "money"),
)


class CommunityDetail(PermittedView):
    permission = "projects.view_community"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Community.objects.visible_to(request.user).select_related("region")
        community = get_object_or_404(rows, pk=pk)
        day = clock.today()
        projects = (
            community.projects.visible_to(request.user)
            .select_related("region")
            .with_status(day)
            .with_progress(day)
            .order_by("-year")
        )
        context = {
            "title": community.name,
            "community": community,
            "parts": CommunityForm(instance=community, user=request.user).facts(),
            "columns": PROJECTS,
            "rows": [Row(PROJECTS, project) for project in projects],
            "empty": "还没有列入改造项目。",
            "events": history_of(Community, id=pk, limit=20),
        }
        return render(request, "projects/community.html", context)


class CommunityPage(EditPage):
    form_class = CommunityForm

    def get_form(self, data: Any = None) -> CommunityForm:
        return CommunityForm(data, instance=self.row, user=self.user)

    def back(self) -> str:
        return community_url(self.row)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("小区", reverse("projects:communities")),)


class CommunityCreate(CommunityPage):
    permission = "projects.add_community"
    title = "新增小区"
    success = "已新增小区。"

    def save(self, form: Any) -> Community:
        return create_community(form.cleaned_data, by=self.user)


class CommunityEdit(CommunityPage):
    permission = "projects.change_community"
    title = "修改小区"
    versioned = Community

    def get_row(self) -> Community:
        return get_object_or_404(
            Community.objects.visible_to(self.request.user), pk=self.kwargs["pk"]
        )

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (*super().get_crumbs(), (self.row.name, community_url(self.row)))

    def save(self, form: Any) -> Community:
        return update_community(self.row, form.cleaned_data, by=self.user, seen=self.seen())
