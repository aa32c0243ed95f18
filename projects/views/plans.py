"""Annual plans: the register, all versions of one side by side, drafting, approving, revising."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.models import User
from core import clock
from core.columns import Column
from core.exceptions import Refusal
from core.history import history_of, version_of
from core.links import row_page
from core.views import ListPage, PermittedView
from projects.choices import BADGES, PlanState
from projects.filters import PlanFilter
from projects.forms import PlanForm, RevisionForm, SeenForm
from projects.models import AnnualPlan
from projects.services.plans import (
    CHANGED,
    FIGURES,
    approve_plan,
    draft_plan,
    edit_draft,
    revise_plan,
)
from projects.views.editing import EditPage

LABELS: Final = {"communities": ("计划小区数", "个"), "households": ("计划户数", "户"), "investment": ("计划投资", "万元")}  # fmt: skip


def plan_url(row: AnnualPlan) -> str:
    return row_page("projects:plan", row.pk)


class PlanList(ListPage):
    permission = "projects.view_annualplan"
    title = "年度计划"
    template_name = "projects/register.html"
    filterset_class = PlanFilter
    noun = "年度计划"
    empty_how = "编制、批准后作为开工率、完工率的分母。"
    columns = (
        Column("年度", lambda row: f"{row.year}年", order="year"),
        Column("区划", "region.name", link=plan_url, order="region_id", primary=True),
        Column("版本", lambda row: f"第{row.version}版", order="version"),
        Column(
            "状态",
            lambda row: str(PlanState(row.state).label),
            "badge",
            badge=lambda row: BADGES[row.state],
            order="state",
        ),
        Column("计划小区数", "communities", "number", unit="个", order="communities"),
        Column("计划户数", "households", "number", unit="户", order="households"),
        Column("计划投资", "investment", "money", order="investment"),
        Column("生效日期", "effective_on", "date", order="effective_on"),
        Column("调整原因", "reason", on_phone=False),
    )

    def get_queryset(self) -> QuerySet[AnnualPlan]:
        rows = AnnualPlan.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("-year", "region_id", "-version")

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("projects.add_annualplan")
        return {
            "new_url": reverse("projects:plan_new") if adds else "",
            "new_label": "编制年度计划",
        }


@dataclass(frozen=True)
class SumLine:
    """One figure of a region's plan against the sum of the regions right below it."""

    label: str
    unit: str
    own: Decimal | int | None
    parts: Decimal | int | None
    money: bool

    @property
    def difference(self) -> Decimal | int | None:
        return None if self.own is None or self.parts is None else self.parts - self.own


def sum_check(plan: AnnualPlan, day: date) -> tuple[int, list[SumLine]]:
    """Return how many child regions have a plan in force on `day`, and the comparison."""
    children = AnnualPlan.objects.in_force(day).filter(
        year=plan.year, region__parent=plan.region_id
    )
    totals = children.aggregate(count=Count("pk"), **{name: Sum(name) for name in FIGURES})
    lines = [
        SumLine(*LABELS[name], getattr(plan, name), totals[name], name == "investment")
        for name in FIGURES
    ]
    return totals["count"], lines


class PlanDetail(PermittedView):
    permission = "projects.view_annualplan"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        assert isinstance(request.user, User)
        plan = plan_or_404(request, pk)
        versions = list(
            AnnualPlan.objects.filter(region=plan.region_id, year=plan.year)
            .select_related("approved_by")
            .order_by("version")
        )
        newest = versions[-1]
        children, lines = sum_check(plan, clock.today())
        may_change = request.user.has_perm("projects.change_annualplan")
        context = {
            "title": f"{plan.year}年{plan.region}年度计划",
            "plan": plan,
            "versions": versions,
            "newest": newest,
            "badges": BADGES,
            "children": children,
            "lines": lines,
            "may_edit": may_change and not newest.locked,
            "may_revise": may_change and newest.locked,
            "may_approve": request.user.has_perm("projects.approve_annualplan")
            and not newest.locked,
            "approve_hidden": {"seen": version_of(newest)},
            "events": history_of(AnnualPlan, id__in=[version.pk for version in versions]),
        }
        return render(request, "projects/plan.html", context)


def plan_or_404(request: HttpRequest, pk: int) -> AnnualPlan:
    rows = AnnualPlan.objects.visible_to(request.user).select_related("region")
    return get_object_or_404(rows, pk=pk)


class PlanPage(EditPage):
    def back(self) -> str:
        return plan_url(self.row)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        above = (("年度计划", reverse("projects:plans")),)
        return (*above, (str(self.row), plan_url(self.row))) if self.row else above


class PlanNew(PlanPage):
    permission = "projects.add_annualplan"
    title = "编制年度计划"
    success = "已保存为草稿，由市级办公室批准后生效。"
    submit_label = "保存草稿"

    def get_form(self, data: Any = None) -> PlanForm:
        initial = {"region": self.user.region_id, "year": clock.today().year}
        return PlanForm(data, user=self.user, initial=initial)

    def save(self, form: Any) -> AnnualPlan:
        values = dict(form.cleaned_data)
        region, year = values.pop("region"), values.pop("year")
        return draft_plan(region, year, values, by=self.user)


class PlanEdit(PlanPage):
    permission = "projects.change_annualplan"
    title = "修改计划草稿"
    versioned = AnnualPlan
    submit_label = "保存草稿"

    def get_row(self) -> AnnualPlan:
        return plan_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> PlanForm:
        return PlanForm(data, instance=self.row, user=self.user)

    def save(self, form: Any) -> AnnualPlan:
        return edit_draft(self.row, form.cleaned_data, by=self.user, seen=self.seen())


class PlanRevise(PlanPage):
    permission = "projects.change_annualplan"
    title = "调整计划"
    success = "已生成新版本草稿，批准之前仍按原版本计算。"
    submit_label = "生成新版本"

    def get_row(self) -> AnnualPlan:
        return plan_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> RevisionForm:
        return RevisionForm(data, initial={name: getattr(self.row, name) for name in FIGURES})

    def save(self, form: Any) -> AnnualPlan:
        values = dict(form.cleaned_data)
        return revise_plan(self.row, values.pop("reason"), by=self.user, values=values)


class PlanApprove(PermittedView):
    permission = "projects.approve_annualplan"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        assert isinstance(request.user, User)
        plan = plan_or_404(request, pk)
        try:
            seen = SeenForm(request.POST)
            if not seen.is_valid():
                raise Refusal(CHANGED)
            approve_plan(plan, by=request.user, seen=seen.cleaned_data["seen"])
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "已批准并锁定。以后的改动须生成新版本并写明原因。")
        return redirect(plan_url(plan))
