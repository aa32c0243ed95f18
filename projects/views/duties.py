"""挂包: who looks after what, who has not been there this month, and my own (S2-06, S4-37)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.services.access import actor
from core import clock
from core.columns import Column, Row
from core.views import ListPage, PermittedView
from projects.duty_forms import AssignmentFilter, AssignmentForm, EndForm, month_bounds
from projects.models import LeaderAssignment, Project, Visit
from projects.services.visits import ASSIGN, END, assign, end_assignment
from projects.views.editing import EditPage, project_or_404


def object_url(row: Any) -> str:
    name = "project" if row.project_id else "community"
    return reverse(f"projects:{name}", args=[row.project_id or row.community_id])


def visits_url(row: Any) -> str:
    """Return the list of an assignment's visits in the month that was counted."""
    days = f"visited_after={row.counted_from}&visited_before={row.counted_to}"
    return f"{reverse('projects:visits')}?assignment={row.pk}&{days}"


WHO = (
    Column("姓名", "name", order="name", primary=True),
    Column("职务", "duty"),
    Column("类别", lambda row: row.get_kind_display(), order="kind"),
)
VISITED = (
    Column("当月走访", "n_visits", "number", unit="次", link=visits_url, order="n_visits"),
    Column("最近走访", "last_visit", "date", order="last_visit"),
)
COLUMNS = (
    *WHO,
    Column("项目或小区", lambda row: str(row.object), link=object_url),
    Column("区划", "region.name", order="region_id"),
    Column("起始日期", "since", "date", order="since", on_phone=False),
    Column("截止日期", "until", "date", order="until", on_phone=False),
    *VISITED,
)


class AssignmentList(ListPage):
    """Who looks after what in a month; `?absent=1` keeps those who have not been there."""

    permission = "projects.view_leaderassignment"
    title = "挂包走访"
    template_name = "projects/assignments.html"
    filterset_class = AssignmentFilter
    noun = "挂包安排"
    empty_how = "为项目或小区安排挂包领导、驻社干部后列在这里。"

    def get_columns(self) -> Sequence[Column]:
        if not self.request.user.has_perm(END):
            return COLUMNS
        act = Column("处理", lambda row: "" if row.until else "结束", link=end_url, acts=True)
        return (*COLUMNS, act)

    def get_queryset(self) -> QuerySet[LeaderAssignment]:
        rows = LeaderAssignment.objects.visible_to(self.request.user)
        return rows.select_related("region", "project", "community").order_by("name", "pk")

    def get_context(self) -> dict[str, Any]:
        first, last = month_bounds(clock.today())
        mine = LeaderAssignment.objects.visible_to(self.request.user).touching(first, last)
        visited = Visit.objects.filter(visited_on__gte=first, visited_on__lte=last)
        absent = mine.exclude(pk__in=visited.values("assignment_id")).count()
        return {"absent": absent}


def end_url(row: Any) -> str | None:
    return None if row.until else reverse("projects:assignment_end", args=[row.pk])


class AssignmentNew(EditPage):
    permission = ASSIGN
    title = "新增挂包安排"
    form_class = AssignmentForm
    success = "挂包安排已登记。"

    def get_form(self, data: Any = None) -> Any:
        initial = {"project": self.request.GET.get("project", "")[:40]}
        return AssignmentForm(data, initial=initial, user=self.user)

    def save(self, form: Any) -> LeaderAssignment:
        return assign(form.value(), by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return ((AssignmentList.title, reverse("projects:assignments")),)

    def back(self) -> str:
        return reverse("projects:assignments")


class AssignmentEnd(EditPage):
    permission = END
    title = "结束挂包"
    form_class = EndForm
    success = "已结束，走访记录保留。"
    submit_label = "结束"

    def get_row(self) -> LeaderAssignment:
        return assignment_or_404(self.request, self.kwargs["pk"])

    def save(self, form: Any) -> LeaderAssignment:
        return end_assignment(self.row, until=form.cleaned_data["until"], by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return ((AssignmentList.title, reverse("projects:assignments")), (str(self.row), ""))

    def back(self) -> str:
        return reverse("projects:assignments")


class MyDuties(PermittedView):
    """What I look after: how far it is, when I was last there, and what I can do from a phone."""

    permission = "projects.view_leaderassignment"

    def get(self, request: HttpRequest) -> HttpResponse:
        user, day = actor(request), clock.today()
        first, last = month_bounds(day)
        rows = LeaderAssignment.objects.visible_to(user).filter(user=user).current_on(day)
        standing = Prefetch("project", Project.objects.with_standing(day))
        mine = rows.with_visits(first, last).select_related("region", "community")
        context = {"title": "我的挂包", "day": day, "duties": mine.prefetch_related(standing)}
        return render(request, "projects/my_duties.html", context)


class DutyFragment(PermittedView):
    """Who looks after a project, as its page includes it by URL."""

    permission = "projects.view_leaderassignment"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        first, last = month_bounds(clock.today())
        rows = LeaderAssignment.objects.filter(project=project).current_on(clock.today())
        columns = (*WHO, Column("起始日期", "since", "date"), *VISITED)
        context = {
            "project": project,
            "columns": columns,
            "rows": [Row(columns, row) for row in rows.with_visits(first, last)],
        }
        return render(request, "projects/duty_fragment.html", context)


def assignment_or_404(request: HttpRequest, pk: int) -> LeaderAssignment:
    rows = LeaderAssignment.objects.visible_to(request.user)
    found = rows.select_related("region", "project", "community").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
