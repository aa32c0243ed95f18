"""Residents' contributions by community: counts and sums, never names."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core import money
from core.asked import whole
from core.columns import Column
from core.exceptions import Refusal
from core.links import row_page
from core.views import PermittedView
from funding.filters_contracts import ContributionFilter
from funding.forms_contracts import ContributionForm
from funding.models import Contribution
from funding.services.contributions import carry_into_sources, save_contribution
from funding.views.contract_tabs import ContractsPage
from projects.views.columns import project_columns
from projects.views.editing import EditPage, project_or_404


def standard(row: Contribution) -> str:
    return f"{money.plain(row.rate)}{row.get_basis_display()}"


class ContributionList(ContractsPage):
    permission = "funding.view_contribution"
    title = "居民出资"
    tab = "contributions"
    filterset_class = ContributionFilter
    empty = "没有登记居民出资。"
    empty_how = "在项目页的“资金”中登记认缴和已缴的户数、金额。"
    note = "按小区登记标准和累计数，不记住户姓名；在项目页“合同与付款”一栏登记。"

    def get_columns(self) -> Sequence[Column]:
        columns = [
            Column("小区", "community.name", primary=True, order="community__name", cut=True),
            *(replace(one, cut=True, primary=False) for one in project_columns()[1:]),
            Column("出资标准", standard),
            Column("按标准应出", "due", "money", places=2),
            Column("认缴户数", "pledged_households", "number", unit="户"),
            Column("认缴", "pledged", "money", order="pledged", places=2),
            Column("已缴户数", "collected_households", "number", unit="户"),
            Column("已缴", "collected", "money", order="collected", places=2),
            Column("缴纳率", lambda row: money.percentage(row.collected, row.pledged), "rate"),
            Column(
                "户数覆盖",
                lambda row: money.percentage(row.collected_households, row.community.households),
                "rate",
            ),
            Column("统计日期", "counted_on", "date", order="counted_on"),
        ]
        if self.request.user.has_perm("funding.change_contribution"):
            columns.append(Column("办理", lambda row: "更新", link=edit_page, acts=True))
        return columns

    def get_queryset(self) -> QuerySet[Contribution]:
        rows = Contribution.objects.visible_to(self.request.user)
        rows = rows.select_related("community", "project__region")
        return rows.order_by("project__region_id", "project__number", "community__number")


def edit_page(row: Contribution) -> str:
    address = row_page("funding:contribution_edit", row.project_id)
    return f"{address}?community={row.community_id}"


class ContributionEdit(EditPage):
    """A community's contribution in a project; `?community=` fills it with what is known."""

    permission = "funding.change_contribution"
    title = "登记居民出资"

    def get_row(self) -> Any:
        self.project = project_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> Any:
        return ContributionForm(data, project=self.project, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        asked = whole(self.request.GET.get("community", ""))
        if asked is None:
            return {}
        row = Contribution.objects.filter(project=self.project, community=asked).first()
        if row is None:
            return {"community": asked}
        names = [name for name in ContributionForm.base_fields if name != "community"]
        return {"community": row.community_id, **{name: getattr(row, name) for name in names}}

    def save(self, form: Any) -> Contribution:
        community = form.cleaned_data["community"]
        return save_contribution(self.project, community, form.counted(), by=self.user)

    def get_context(self) -> dict[str, Any]:
        return {"note": f"{self.project.name}。填截至统计日期的累计数。"}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("居民出资", reverse("funding:contributions")),)

    def back(self) -> str:
        return reverse("funding:contributions")


class ContributionCarry(PermittedView):
    """Bring what was collected into the project's sources, once."""

    permission = "funding.carry_contribution"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        try:
            added = carry_into_sources(project, by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"居民出资已计入资金来源，新增到位{money.in_wan(added)}。")
        return redirect(row_page("projects:project", project.pk))
