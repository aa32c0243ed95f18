"""Model projects and routes: the list, one with its projects and highlights, the forms."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock
from core.asked import asked_day
from core.columns import Column, Row
from core.history import history_of
from core.links import row_page
from core.views import ListPage, PermittedView
from projects.choices import BADGES, ProjectStatus, ShowcaseKind
from projects.models import Highlight, Project, Showcase
from projects.services.showcases import end_showcase, save_showcase
from projects.showcase_forms import EndShowcaseForm, ShowcaseFilter, ShowcaseForm
from projects.views.editing import EditPage
from projects.views.highlights import result_tabs, with_photos

KIND_BADGES: Final = {ShowcaseKind.PROJECT.value: "info", ShowcaseKind.ROUTE.value: "good"}


def showcase_url(row: Showcase) -> str:
    return row_page("projects:showcase", row.pk)


def showcase_or_404(request: HttpRequest, pk: int) -> Showcase:
    rows = Showcase.objects.visible_to(request.user).select_related("region")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class ShowcaseList(ListPage):
    permission = "projects.view_showcase"
    title = "样板示范"
    template_name = "projects/pace_list.html"
    filterset_class = ShowcaseFilter
    noun = "样板项目和精品示范线路"
    empty_how = "由市级办公室点“新增样板示范”确定。"
    columns = (
        Column("名称", "name", link=showcase_url, order="name", primary=True),
        Column("类别", lambda row: row.get_kind_display(), "badge", order="kind",
               badge=lambda row: KIND_BADGES[row.kind]),
        Column("区划", "region.name", order="region_id"),
        Column("项目", "n_projects", "number", unit="个", link=showcase_url, order="n_projects"),
        Column("确定日期", "since", "date", order="since"),
        Column("确定依据", "basis"),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Showcase]:
        rows = Showcase.objects.visible_to(self.request.user).select_related("region")
        return rows.with_projects().order_by("kind", "region_id", "name")

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("projects.add_showcase")
        return {
            "tabs": result_tabs("showcases"),
            "new_url": reverse("projects:showcase_new") if adds else "",
            "new_label": "新增样板示范",
        }


class ShowcasePage(PermittedView):
    """One showcase: its projects as of a day, and what they achieved."""

    permission = "projects.view_showcase"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, day = showcase_or_404(request, pk), asked_day(request)
        projects: Any = row.projects.select_related("region").with_status(day).with_progress(day)
        mine = set(
            Project.objects.visible_to(request.user)
            .filter(pk__in=projects.values("pk"))
            .values_list("pk", flat=True)
        )
        highlights = Highlight.objects.visible_to(request.user).standing_on(day)
        columns = project_columns(mine)
        context = {
            "title": row.name,
            "row": row,
            "badge": KIND_BADGES[row.kind],
            "day": day,
            "columns": columns,
            "rows": [Row(columns, one) for one in projects.order_by("region_id", "number")],
            "highlights": with_photos(highlights.filter(project__in=projects.values("pk"))),
            "may_change": request.user.has_perm("projects.change_showcase") and row.until is None,
            "events": history_of(Showcase, id=row.pk),
        }
        return render(request, "projects/showcase.html", context)


def project_columns(mine: set[int]) -> tuple[Column, ...]:
    """Return the columns of a showcase's projects; strangers' are named and not linked."""
    return (
        Column("项目名称", "name", primary=True,
               link=lambda one: row_page("projects:project", one.pk) if one.pk in mine else None),
        Column("区划", "region.name"),
        Column("状态", lambda one: str(ProjectStatus(one.status).label), "badge",
               badge=lambda one: BADGES[one.status]),
        Column("形象进度", "percent", "percent"),
        Column("计划完工", "planned_finish", "date"),
    )  # fmt: skip


class ShowcaseForms(EditPage):
    def get_form(self, data: Any = None) -> ShowcaseForm:
        initial = (
            {"region": self.user.region_id, "since": clock.today()} if self.row is None else {}
        )
        return ShowcaseForm(data, instance=self.row, user=self.user, initial=initial)

    def save(self, form: Any) -> Showcase:
        return save_showcase(self.row, form.cleaned_data, by=self.user, seen=self.seen())

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        above = (("样板示范", reverse("projects:showcases")),)
        return above if self.row is None else (*above, (self.row.name, showcase_url(self.row)))

    def back(self) -> str:
        return showcase_url(self.row)


class ShowcaseNew(ShowcaseForms):
    permission = "projects.add_showcase"
    title = "新增样板示范"


class ShowcaseEdit(ShowcaseForms):
    permission = "projects.change_showcase"
    title = "修改样板示范"
    versioned = Showcase

    def get_row(self) -> Showcase:
        return showcase_or_404(self.request, self.kwargs["pk"])


class ShowcaseEnd(ShowcaseForms):
    permission = "projects.change_showcase"
    title = "取消样板示范"
    submit_label = "取消样板示范"
    success = "已取消；以前日期的页面仍列出。"

    def get_row(self) -> Showcase:
        return showcase_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> Any:
        return EndShowcaseForm(data)

    def save(self, form: Any) -> Showcase:
        return end_showcase(self.row, reason=form.cleaned_data["reason"], by=self.user)
