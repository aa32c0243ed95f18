"""Problems: the register, filing one on any day, closing one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.columns import Column
from core.views import ListPage
from projects.filters import ProblemFilter
from projects.forms import ProblemForm, ProblemResultForm
from projects.models import Problem
from projects.services.problems import close_problem, file_problem
from projects.views.columns import project_url
from projects.views.editing import EditPage, project_crumbs, project_or_404

SEVERITY_BADGES = {"一般": "neutral", "较重": "warn", "严重": "bad"}


class ProblemList(ListPage):
    permission = "projects.view_problem"
    title = "问题"
    filterset_class = ProblemFilter
    noun = "问题"
    empty_how = "周报里写了问题，或在项目页登记，就列在这里，解决后销号。"
    columns = (
        Column("项目名称", "project.name", link=project_url, order="project__name", primary=True),
        Column("区划", "project.region.name", order="project__region_id"),
        Column("问题", "text"),
        Column(
            "程度", "severity", "badge", badge=lambda row: SEVERITY_BADGES[row.severity],
            order="severity",
        ),
        Column("需协调事项", "help_needed"),
        Column("提出日期", "opened_on", "date", order="opened_on"),
        Column("解决日期", "closed_on", "date", order="closed_on"),
        Column("处理结果", "result", on_phone=False),
    )  # fmt: skip

    def get_columns(self) -> Sequence[Column]:
        if not self.request.user.has_perm("projects.change_problem"):
            return self.columns
        act = Column("处理", lambda row: "" if row.closed_on else "销号", link=close_url, acts=True)
        return (*self.columns, act)

    def get_queryset(self) -> QuerySet[Problem]:
        rows = Problem.objects.visible_to(self.request.user).select_related("project__region")
        return rows.only(
            "text", "severity", "help_needed", "opened_on", "closed_on", "result",
            "project__name", "project__region__name",
        )  # fmt: skip


def close_url(row: Problem) -> str | None:
    return None if row.closed_on else reverse("projects:problem_close", args=[row.pk])


class ProblemNew(EditPage):
    permission = "projects.add_problem"
    title = "提出问题"
    form_class = ProblemForm
    success = "问题已登记，可随时补充或销号。"
    submit_label = "登记问题"

    def get_row(self) -> Any:
        return project_or_404(self.request, self.kwargs["pk"])

    def save(self, form: Any) -> Any:
        file_problem(self.row, **form.cleaned_data, by=self.user)
        return self.row

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.row)

    def back(self) -> str:
        return f"{reverse('projects:project', args=[self.row.pk])}#problems"


class ProblemClose(EditPage):
    permission = "projects.change_problem"
    title = "问题销号"
    form_class = ProblemResultForm
    success = "已销号。"
    submit_label = "销号"

    def get_row(self) -> Problem:
        rows = Problem.objects.visible_to(self.request.user).select_related("project")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def save(self, form: Any) -> Problem:
        return close_problem(self.row, result=form.cleaned_data["result"], by=self.user)

    def get_context(self) -> dict[str, Any]:
        return {"note": f"问题：{self.row.text}"}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.row.project)

    def back(self) -> str:
        return f"{project_url(self.row)}#problems"
