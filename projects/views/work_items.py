"""The catalogue of work items, which the office keeps: class, usual unit, order."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.columns import Column
from core.links import row_page
from core.views import ListPage
from projects.forms import WorkItemForm
from projects.models import WorkItem
from projects.services.quantities import save_work_item
from projects.views.editing import EditPage, register_tabs


def edit_url(row: WorkItem) -> str:
    return row_page("projects:work_item_edit", row.pk)


class WorkItemList(ListPage):
    permission = "projects.view_workitem"
    title = "改造内容目录"
    template_name = "projects/register.html"
    empty = "目录还是空的。"
    columns = (
        Column("改造内容", "name", order="name", primary=True),
        Column("改造类别", "work_class", order="work_class"),
        Column("计量", "dimension"),
        Column("常用单位", "unit", order="unit"),
        Column("其他单位", "further_units"),
        Column("综合单价", "unit_cost", "number", unit="元", order="unit_cost"),
    )

    def get_columns(self) -> Sequence[Column]:
        if not self.request.user.has_perm("projects.change_workitem"):
            return self.columns
        return (*self.columns, Column("处理", lambda row: "修改", link=edit_url, acts=True))

    def get_queryset(self) -> QuerySet[WorkItem]:
        return WorkItem.objects.all()

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("projects.add_workitem")
        return {
            "new_url": reverse("projects:work_item_new") if adds else "",
            "new_label": "新增改造内容",
            "tabs": register_tabs("work_items"),
        }


class WorkItemPage(EditPage):
    def get_form(self, data: Any = None) -> WorkItemForm:
        return WorkItemForm(data, instance=self.row, user=self.user)

    def save(self, form: Any) -> WorkItem:
        return save_work_item(self.row, form.cleaned_data, by=self.user, seen=self.seen())

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("改造内容目录", reverse("projects:work_items")),)

    def back(self) -> str:
        return reverse("projects:work_items")


class WorkItemNew(WorkItemPage):
    permission = "projects.add_workitem"
    title = "新增改造内容"


class WorkItemEdit(WorkItemPage):
    permission = "projects.change_workitem"
    title = "修改改造内容"
    versioned = WorkItem

    def get_row(self) -> WorkItem:
        return get_object_or_404(WorkItem, pk=self.kwargs["pk"])
