"""The table of reasons of lag, which the office keeps."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.columns import Column
from core.links import row_page
from core.views import ListPage
from projects.models import LagReason
from projects.pace_forms import ReasonForm
from projects.services.reasons import save_reason
from projects.views.editing import EditPage
from projects.views.lag_list import pace_tabs


class ReasonList(ListPage):
    permission = "projects.view_lagreason"
    title = "滞后原因"
    template_name = "projects/pace_list.html"
    empty = "原因表还是空的。"
    columns = (
        Column("原因", "name", order="name", primary=True),
        Column("归责", "party", order="party"),
        Column("顺序", "order", "number", order="order"),
        Column("启用", "active", order="active"),
    )

    def get_columns(self) -> Sequence[Column]:
        if not self.request.user.has_perm("projects.change_lagreason"):
            return self.columns
        link = lambda row: row_page("projects:lag_reason_edit", row.pk)  # noqa: E731
        return (*self.columns, Column("处理", lambda row: "修改", link=link, acts=True))

    def get_queryset(self) -> QuerySet[LagReason]:
        return LagReason.objects.all()

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("projects.add_lagreason")
        return {
            "tabs": pace_tabs("lag_reasons"),
            "new_url": reverse("projects:lag_reason_new") if adds else "",
            "new_label": "新增原因",
        }


class ReasonPage(EditPage):
    def get_form(self, data: Any = None) -> ReasonForm:
        return ReasonForm(data, instance=self.row, user=self.user)

    def save(self, form: Any) -> LagReason:
        return save_reason(self.row, form.cleaned_data, by=self.user, seen=self.seen())

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("滞后原因", reverse("projects:lag_reasons")),)

    def back(self) -> str:
        return reverse("projects:lag_reasons")


class ReasonNew(ReasonPage):
    permission = "projects.add_lagreason"
    title = "新增滞后原因"


class ReasonEdit(ReasonPage):
    permission = "projects.change_lagreason"
    title = "修改滞后原因"
    versioned = LagReason

    def get_row(self) -> LagReason:
        return get_object_or_404(LagReason, pk=self.kwargs["pk"])
