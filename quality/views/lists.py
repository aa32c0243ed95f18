"""The office's lists: checklist and parties of acceptance, read by all, changed by the office."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.columns import Column
from core.views import ListPage
from projects.views.editing import EditPage
from quality.forms import ListLineForm
from quality.models import AcceptanceParty, ChecklistItem
from quality.services.lists import save_line
from quality.views.base import tabs


class Checklist(ListPage):
    permission = "quality.view_checklistitem"
    title = "检查清单"
    template_name = "quality/office_list.html"
    empty = "检查清单为空。"
    empty_how = "点“新增检查清单”添加检查内容。"
    model: ClassVar[Any] = ChecklistItem
    name: ClassVar[str] = "checklist"
    columns: ClassVar[Sequence[Column]] = (
        Column("检查内容", "text", primary=True),
        Column("适用", lambda row: row.get_kind_display() if row.kind else "全部", order="kind"),
        Column("次序", "order", "number", order="order"),
        Column("启用", "active", order="active"),
        Column("来源", "source"),
    )

    def get_columns(self) -> Sequence[Column]:
        permission = f"quality.change_{self.model._meta.model_name}"
        if not self.request.user.has_perm(permission):
            return self.columns
        name = f"quality:{self.name}_edit"
        return (
            *self.columns,
            Column(
                "处理", lambda row: "修改", link=lambda row: reverse(name, args=[row.pk]), acts=True
            ),
        )

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.order_by("order", "pk")
        return rows

    def get_context(self) -> dict[str, Any]:
        return {
            "tabs": tabs("inspections"),
            "may_edit": self.request.user.has_perm(f"quality.change_{self.model._meta.model_name}"),
            "new_url": reverse(f"quality:{self.name}_new"),
        }


class Parties(Checklist):
    permission = "quality.view_acceptanceparty"
    title = "验收参加方"
    empty = "验收参加方为空。"
    empty_how = "点“新增验收参加方”添加。"
    model = AcceptanceParty
    name = "parties"
    columns = (
        Column("参加方", "name", primary=True),
        Column("必须签字", "required", order="required"),
        Column("次序", "order", "number", order="order"),
        Column("启用", "active", order="active"),
        Column("来源", "source"),
    )


class LineEdit(EditPage):
    """Add or change one line; rounds opened before keep theirs."""

    permission = "quality.change_checklistitem"
    model: Any = ChecklistItem
    names: Sequence[str] = ("kind", "text", "order", "active", "source")
    listing: str = "checklist"
    list_title: str = "检查清单"

    def get_row(self) -> Any:
        if "pk" not in self.kwargs:
            return None
        self.versioned = self.model  # type: ignore[misc]
        return get_object_or_404(self.model, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return f"{'修改' if 'pk' in self.kwargs else '新增'}{self.list_title}"

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return ((self.list_title, self.back()),)

    def get_context(self) -> dict[str, Any]:
        return {"note": "只影响以后建立的检查和验收；已建立的仍按当时的清单。"}

    def get_form(self, data: Any = None) -> ListLineForm:
        kept = {n: getattr(self.row, n) for n in self.names} if self.row else {}
        return ListLineForm(data, model=self.model, names=self.names, initial=kept)

    def save(self, form: ListLineForm) -> Any:
        return save_line(self.model, self.row, form.cleaned_data, by=self.user, seen=self.seen())

    def back(self) -> str:
        return reverse(f"quality:{self.listing}")
