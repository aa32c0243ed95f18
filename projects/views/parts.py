"""What hangs on a project: nodes, quantities, suspensions; their lists and their forms."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock, money, units
from core.columns import Column
from core.exceptions import Refusal
from core.links import row_page
from core.views import ListPage
from projects.choices import SUSPENSION_BADGES
from projects.filters import MilestoneFilter, QuantityFilter, SuspensionFilter
from projects.forms import (
    NodeFormSet,
    QuantityFormSet,
    ResumptionForm,
    SuspensionForm,
    SuspensionReviewForm,
    suggestions,
)
from projects.models import Milestone, Suspension, WorkQuantity
from projects.services.milestones import NodeLine, save_milestones
from projects.services.quantities import QuantityLine, save_quantities
from projects.services.suspensions import end_suspension, review_suspension, start_suspension
from projects.views.columns import project_columns
from projects.views.editing import (
    EditPage,
    LinesPage,
    project_crumbs,
    project_or_404,
    register_tabs,
)

OF_PROJECT = ("project__number", "project__name", "project__region__name")


class PartList(ListPage):
    """A register of what hangs on projects, under one row of tabs."""

    template_name = "projects/register.html"
    tab: ClassVar[str]

    def get_context(self) -> dict[str, Any]:
        return {"tabs": register_tabs(self.tab)}


class MilestoneList(PartList):
    tab = "milestones"
    permission = "projects.view_milestone"
    title = "节点"
    filterset_class = MilestoneFilter
    noun = "节点"
    empty_how = "为项目套用节点模板或编制计划后，节点列在这里。"
    columns = (
        *project_columns(),
        Column("节点", "name", order="order"),
        Column("计划日期", "planned_on", "date", order="planned_on"),
        Column("实际日期", "actual_on", "date", order="actual_on"),
        Column("逾期", lambda row: row.days_late(row.seen_on), "number", unit="天"),
    )

    def get_queryset(self) -> QuerySet[Milestone]:
        rows = Milestone.objects.visible_to(self.request.user).select_related("project__region")
        listed = ("name", "order", "planned_on", "actual_on", *OF_PROJECT)
        return rows.only(*listed).order_by("project__region_id", "project__number", "order")


class QuantityList(PartList):
    tab = "quantities"
    permission = "projects.view_workquantity"
    title = "工程量"
    filterset_class = QuantityFilter
    noun = "工程量"
    empty_how = "在项目页按改造内容填写工程量。"
    columns = (
        *project_columns(),
        Column("改造内容", "item", order="item"),
        Column("单位", "unit", order="unit"),
        Column("计划量", "planned", "number", order="planned"),
        Column("完成量", "done", "number", order="done"),
    )

    def get_queryset(self) -> QuerySet[WorkQuantity]:
        rows = WorkQuantity.objects.visible_to(self.request.user).select_related("project__region")
        listed = ("item", "unit", "planned", "done", *OF_PROJECT)
        return rows.only(*listed).order_by("project__region_id", "project__number", "item")


def review_state(row: Any) -> str:
    """Return 复核逾期, 待复核 or what says that no review is due."""
    if row.ended_on is not None and row.ended_on <= row.seen_on:
        return "已恢复"
    if row.review_on is None:
        return "未定复核"
    return "复核逾期" if row.review_overdue(row.seen_on) else "未到复核"


def review_url(row: Suspension) -> str | None:
    return reverse("projects:suspension_review", args=[row.pk]) if row.ended_on is None else None


class SuspensionList(PartList):
    """The suspended projects by name: out of the lag, still in the plan."""

    tab = "suspensions"
    permission = "projects.view_suspension"
    title = "暂缓与停工"
    filterset_class = SuspensionFilter
    empty = "没有暂缓或停工的项目。"
    empty_how = "在项目页登记后，按名称列在这里。"
    unit_note = "期间不计滞后，仍计入年度计划总数。"
    columns = (
        *project_columns(),
        Column("类型", "kind", order="kind"),
        Column("原因", "reason"),
        Column("起始日期", lambda row: str(row.started_on or "自始"), order="started_on"),
        Column("决定单位或人员", "decided_by", order="decided_by"),
        Column("复核日期", "review_on", "date", order="review_on"),
        Column("恢复日期", "ended_on", "date", order="ended_on"),
        Column(
            "复核",
            review_state,
            "badge",
            badge=lambda row: SUSPENSION_BADGES[review_state(row)],
        ),
    )

    def get_columns(self) -> Sequence[Column]:
        if not self.request.user.has_perm("projects.change_suspension"):
            return self.columns
        act = Column("处理", lambda row: "" if row.ended_on else "复核", link=review_url, acts=True)
        return (*self.columns, act)

    def get_queryset(self) -> QuerySet[Suspension]:
        rows = Suspension.objects.visible_to(self.request.user).select_related("project__region")
        return rows.order_by("project__region_id", "project__number", "started_on")


class MilestonesEdit(LinesPage):
    permission = "projects.change_milestone"
    title = "修改节点"
    versioned = Milestone
    formset_class = NodeFormSet
    key = "name"

    def initial(self) -> list[dict[str, Any]]:
        fields = ("pk", "name", "planned_on", "actual_on", "weight", "owner")
        return list(self.row.milestones.order_by("order").values(*fields))

    def save(self, forms_used: list[Any]) -> list[str]:
        lines = [NodeLine(**form.cleaned_data) for form in forms_used]
        reason = self.request.POST.get("reason", "")[:300]
        save_milestones(self.row, lines, by=self.user, seen=self.seen(), reason=reason)
        return []

    def get_context(self) -> Mapping[str, Any]:
        today = clock.today()
        approved = self.row.milestones.exclude(baseline_on=None).exists()
        moves = approved and self.user.has_perm("projects.reschedule_milestone")
        return {
            "note": f"实际日期不能晚于今天（{today:%Y-%m-%d}）；"
            "开工、完工、竣工验收的实际日期会同步到项目。权重合计为100，不用的全部留空。"
            + ("计划已核定，计划日期由审核员或市级办公室调整。" if approved and not moves else ""),
            "reason_label": "计划调整原因" if moves else "",
            "reason": self.request.POST.get("reason", ""),
        }


class QuantitiesEdit(LinesPage):
    permission = "projects.change_workquantity"
    title = "修改工程量"
    versioned = WorkQuantity
    formset_class = QuantityFormSet
    key = "item"

    def initial(self) -> list[dict[str, Any]]:
        lines = list(self.row.quantities.values("pk", "item", "unit", "planned", "done"))
        for line in lines:
            for name in ("planned", "done"):
                line[name] = None if line[name] is None else money.plain(line[name])
        return lines

    def save(self, forms_used: list[Any]) -> list[str]:
        kept, removed = [], []
        for form in forms_used:
            values = dict(form.cleaned_data)
            if "pk" not in values:  # lines that go are not validated
                raise Refusal("有一行要删除的工程量无法识别，请刷新页面后再试。")
            if values.pop("DELETE", False):
                removed += [values["pk"]] if values["pk"] else []
            else:
                kept.append(QuantityLine(**values))
        return save_quantities(self.row, kept, by=self.user, removed=removed, seen=self.seen())

    def get_context(self) -> Mapping[str, Any]:
        return {
            "items": suggestions(),
            "units": list(units.UNITS),
            "note": "长度用 m、km，面积用 ㎡、万㎡；单位与内容不符的不能保存。",
        }


class SuspensionStart(EditPage):
    permission = "projects.add_suspension"
    title = "登记暂缓或停工"
    form_class = SuspensionForm
    success = "已登记，期间不计滞后。"

    def get_row(self) -> Any:
        return project_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> Any:
        return SuspensionForm(data, initial={"started_on": clock.today()})

    def save(self, form: Any) -> Any:
        start_suspension(self.row, **form.cleaned_data, by=self.user)
        return self.row

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.row)

    def back(self) -> str:
        return reverse("projects:project", args=[self.row.pk])


class SuspensionPage(EditPage):
    """Something about one suspension of the user's scope."""

    permission = "projects.change_suspension"

    def get_row(self) -> Suspension:
        row = get_object_or_404(Suspension.objects.select_related("project"), pk=self.kwargs["pk"])
        project_or_404(self.request, row.project_id)
        return row

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.row.project)

    def back(self) -> str:
        return row_page("projects:project", self.row.project_id)


class SuspensionReview(SuspensionPage):
    title = "复核暂缓或停工"
    success = "已登记复核。"
    versioned = Suspension

    def get_form(self, data: Any = None) -> Any:
        row = self.row
        initial = {name: getattr(row, name) for name in ("decided_by", "reason")}
        return SuspensionReviewForm(data, initial=initial)

    def save(self, form: Any) -> Suspension:
        return review_suspension(self.row, **form.cleaned_data, by=self.user, seen=self.seen())

    def get_context(self) -> dict[str, Any]:
        row = self.row
        since = row.started_on or "立项"
        due = f"，原定 {row.review_on} 复核" if row.review_on else ""
        return {"note": f"自 {since} 起{row.get_kind_display()}{due}。"}

    def back(self) -> str:
        return f"{row_page('projects:project', self.row.project_id)}#suspensions"


class SuspensionEnd(SuspensionPage):
    title = "登记恢复"
    form_class = ResumptionForm
    success = "已登记恢复。"

    def get_form(self, data: Any = None) -> Any:
        return ResumptionForm(data, initial={"ended_on": clock.today()})

    def save(self, form: Any) -> Suspension:
        return end_suspension(self.row, ended_on=form.cleaned_data["ended_on"], by=self.user)
