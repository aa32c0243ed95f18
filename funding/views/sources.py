"""Register and correct a project's sources of money; the code table of kinds."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.columns import Column, Row
from core.links import row_page
from core.views import ListPage
from funding.forms import IncomeForm, KindForm, SourceForm
from funding.models import FundingSource, OperatingIncome, SourceKind
from funding.services.rules import save_income
from funding.services.sources import save_kind, save_source
from funding.views.tabs import money_tabs
from projects.models import Project
from projects.views.editing import EditPage, project_crumbs, project_or_404


class OfProjectPage(EditPage):
    """A form of one row of a project: `?project=`'s key for a new one, the row's otherwise."""

    project: Project

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.project)

    def back(self) -> str:
        return reverse("projects:project", args=[self.project.pk])


class SourcePage(OfProjectPage):
    def get_form(self, data: Any = None) -> SourceForm:
        return SourceForm(data, instance=self.row, user=self.user)

    def save(self, form: Any) -> FundingSource:
        return save_source(
            self.row, form.cleaned_data, project=self.project, by=self.user, seen=self.seen()
        )


class SourceNew(SourcePage):
    permission = "funding.add_fundingsource"
    title = "登记资金来源"

    def get_row(self) -> None:
        self.project = project_or_404(self.request, self.kwargs["pk"])


class SourceEdit(SourcePage):
    permission = "funding.change_fundingsource"
    title = "修改资金来源"
    versioned = FundingSource

    def get_row(self) -> FundingSource:
        rows = FundingSource.objects.visible_to(self.request.user).select_related("project__region")
        row = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.project = row.project
        return row


class IncomePage(OfProjectPage):
    def get_form(self, data: Any = None) -> IncomeForm:
        return IncomeForm(data, instance=self.row, user=self.user)

    def save(self, form: Any) -> OperatingIncome:
        return save_income(
            self.row, form.cleaned_data, project=self.project, by=self.user, seen=self.seen()
        )


class IncomeNew(IncomePage):
    permission = "funding.add_operatingincome"
    title = "登记运营收入测算"

    def get_row(self) -> None:
        self.project = project_or_404(self.request, self.kwargs["pk"])


class IncomeEdit(IncomePage):
    permission = "funding.change_operatingincome"
    title = "修改运营收入测算"
    versioned = OperatingIncome

    def get_row(self) -> OperatingIncome:
        rows = OperatingIncome.objects.visible_to(self.request.user)
        row = get_object_or_404(rows.select_related("project__region"), pk=self.kwargs["pk"])
        self.project = row.project
        return row


def edit_url(row: SourceKind) -> str:
    return row_page("funding:kind_edit", row.pk)


class KindList(ListPage):
    """The code table, and above it the names of imported ledgers that are not in it."""

    permission = "funding.view_sourcekind"
    title = "资金类别"
    template_name = "funding/kinds.html"
    empty = "还没有资金类别。"
    columns = (
        Column("资金类别", "name", order="name", primary=True),
        Column("归类", "group", order="group"),
        Column("归入", "stands_for.name"),
        Column("限用于", "work_classes"),
        Column("启用", "active"),
        Column("说明", "note", on_phone=False),
    )

    def get_columns(self) -> Sequence[Column]:
        if not self.request.user.has_perm("funding.change_sourcekind"):
            return self.columns
        return (*self.columns, Column("处理", lambda row: "修改", link=edit_url, acts=True))

    def get_queryset(self) -> QuerySet[SourceKind]:
        return SourceKind.objects.select_related("stands_for")

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("funding.add_sourcekind")
        waiting = FundingSource.objects.visible_to(self.request.user).unassigned()
        names = waiting.order_by("kind").values("kind").annotate(rows=Count("pk"))
        columns = (
            Column("台账中的叫法", "kind", primary=True),
            Column("资金来源", "rows", "number", unit="条", link=_rows_of),
            *([Column("处理", lambda row: "归入类别", link=_assign, acts=True)] if adds else []),
        )
        return {
            "tabs": money_tabs("kinds"),
            "new_url": reverse("funding:kind_new") if adds else "",
            "new_label": "新增资金类别",
            "waiting_columns": columns,
            "waiting": [Row(columns, one) for one in names],
        }


def _rows_of(row: dict[str, Any]) -> str:
    return f"{reverse('funding:sources')}?{urlencode({'kind': row['kind']})}"


def _assign(row: dict[str, Any]) -> str:
    return f"{reverse('funding:kind_new')}?{urlencode({'name': row['kind']})}"


class KindPage(EditPage):
    def get_form(self, data: Any = None) -> KindForm:
        return KindForm(data, instance=self.row, user=self.user, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        return {}

    def save(self, form: Any) -> SourceKind:
        return save_kind(self.row, form.cleaned_data, by=self.user, seen=self.seen())

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("资金类别", reverse("funding:kinds")),)

    def back(self) -> str:
        return reverse("funding:kinds")


class KindNew(KindPage):
    permission = "funding.add_sourcekind"
    title = "新增资金类别"

    def initial(self) -> dict[str, Any]:
        return {"name": self.request.GET.get("name", "")[:30], "active": True}


class KindEdit(KindPage):
    permission = "funding.change_sourcekind"
    title = "修改资金类别"
    versioned = SourceKind

    def get_row(self) -> SourceKind:
        return get_object_or_404(SourceKind, pk=self.kwargs["pk"])
