"""Projects: the register and the form."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.columns import Column
from core.views import ListPage
from projects.choices import BADGES
from projects.forms import ProjectForm
from projects.models import Project
from projects.pace.lights import lights
from projects.project_filters import LIT, ProjectFilter
from projects.services.projects import create_project, update_project
from projects.views.columns import LIGHT, own_url
from projects.views.editing import EditPage, project_crumbs, project_or_404, register_tabs

LISTED = (
    "number", "name", "year", "classes", "planned_start", "planned_finish", "started_on",
    "lead_person", "out_of_plan", "region__name", *LIT,
)  # fmt: skip


def lag_days(row: Any) -> int | None:
    """Return how many days the worst node lags on the date of the list, stops left out."""
    lag: timedelta | None = row.lag
    return None if lag is None else lag.days


class ProjectList(ListPage):
    permission = "projects.view_project"
    title = "项目"
    template_name = "projects/register.html"
    filterset_class = ProjectFilter
    noun = "项目"
    empty_how = "点“新增项目”，或由市级办公室导入台账。"
    unit_note = (
        "滞后＝最早一个逾期节点的天数，扣除停工窗口和暂缓；形象进度和累计投资取最近一次已审核周报。"
    )
    columns = (
        Column("编号", "number", order="number"),
        Column("项目名称", "name", link=own_url, order="name", primary=True),
        Column("区划", "region.name", order="region_id"),
        Column("类别", "classes", order="classes", on_phone=False),
        Column("计划开工", "planned_start", "date", order="planned_start", on_phone=False),
        Column("实际开工", "started_on", "date", order="started_on"),
        Column("计划完工", "planned_finish", "date", order="planned_finish"),
        Column("形象进度", "percent", "percent", order="percent"),
        Column("累计投资", "invested", "money", order="invested"),
        Column("状态", "status", "badge", badge=lambda row: BADGES[row.status], order="status"),
        Column("滞后", lag_days, "number", unit="天", order="lag"),
        Column("责任人", "lead_person", order="lead_person"),
    )

    @property
    def lit(self) -> bool:
        """Lights take reading and reckoning of their own; the register shows them when asked."""
        return bool(self.request.GET.get("light") or self.request.GET.get("lights"))

    def get_columns(self) -> Sequence[Column]:
        return (*self.columns, LIGHT) if self.lit else self.columns

    def complete(self, rows: Sequence[Any]) -> None:
        if rows and self.lit:
            found = lights(rows, rows[0].seen_on)
            for row in rows:
                row.lights = found[row.pk]

    def get_queryset(self) -> QuerySet[Project]:
        rows = Project.objects.visible_to(self.request.user)
        return rows.select_related("region").only(*LISTED).order_by("region_id", "number")

    def lights_url(self) -> str:
        """Return the address of this list with the lights of its projects."""
        query = self.request.GET.copy()
        query["lights"] = "1"
        return f"?{query.urlencode()}"

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("projects.add_project")
        exports = self.request.user.has_perm("projects.export_ledger")
        return {
            "ledger_url": reverse("projects:ledger_export") if exports else "",
            "lights_url": "" if self.lit else self.lights_url(),
            "new_url": reverse("projects:project_new") if adds else "",
            "new_label": "新增项目",
            "tabs": register_tabs("projects"),
        }


class ProjectPage(EditPage):
    form_class = ProjectForm
    template_name = "projects/project_edit.html"

    def get_form(self, data: Any = None) -> ProjectForm:
        return ProjectForm(data, instance=self.row, user=self.user)

    def back(self) -> str:
        return own_url(self.row)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("项目", reverse("projects:projects")),)


class ProjectCreate(ProjectPage):
    permission = "projects.add_project"
    title = "新增项目"
    success = "已新增项目，并建立了通用节点。"

    def save(self, form: Any) -> Project:
        return create_project(form.cleaned_data, by=self.user)


class ProjectEdit(ProjectPage):
    permission = "projects.change_project"
    title = "修改项目"
    versioned = Project

    def get_row(self) -> Project:
        return project_or_404(self.request, self.kwargs["pk"])

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.row)

    def save(self, form: Any) -> Project:
        return update_project(self.row, form.cleaned_data, by=self.user, seen=self.seen())
