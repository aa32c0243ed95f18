"""Findings of inspections: the register, entering, replying, confirming or sending back."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.asked import whole
from core.columns import Column
from core.exceptions import Refusal
from core.views import ListPage
from projects.views.columns import project_url
from projects.views.editing import EditPage
from quality.choices import FindingState
from quality.filters import FindingFilter
from quality.forms import FindingForm, FindingReplyForm, FindingReviewForm, NewFindingForm
from quality.models import InspectionFinding, SiteCheck
from quality.services import findings
from quality.views.base import tabs

BADGES: Final = {
    FindingState.OPEN.value: "warn",
    FindingState.REPLIED.value: "info",
    FindingState.CLOSED.value: "good",
}
# who may do what next: permission, what it is called, the page
STEPS: Final = {
    FindingState.OPEN.value: (
        ("quality.answer_inspectionfinding", "回复", "finding_reply"),
        ("quality.change_inspectionfinding", "修改", "finding_edit"),
    ),
    FindingState.REPLIED.value: (("quality.close_inspectionfinding", "复查", "finding_review"),),
}


class FindingList(ListPage):
    permission = "quality.view_inspectionfinding"
    title = "检查问题"
    template_name = "quality/findings.html"
    filterset_class = FindingFilter
    noun = "检查问题"
    empty_how = "检查后由市级办公室点“登记检查问题”逐条登记。"
    columns = (
        Column("发现的问题", "text", primary=True),
        Column("项目名称", "project.name", link=project_url, order="project__name"),
        Column("区划", "project.region.name", order="project__region_id"),
        Column("类别", "category", order="category"),
        Column("检查日期", "found_on", "date", order="found_on"),
        Column("检查人", "inspectors", on_page=False),
        Column("整改要求", "requirement"),
        Column("整改期限", "due_on", "date", order="due_on"),
        Column("责任单位", "unit"),
        Column("责任人", "person", on_phone=False),
        Column("状态", lambda row: FindingState(row.state).label, "badge",
               badge=lambda row: BADGES[row.state], order="state"),
        Column("逾期", lambda row: "逾期" if row.overdue else None, "badge", badge=lambda row: "bad"),
        Column("整改回复", "reply"),
        Column("复查意见", "review_note", on_page=False),
        Column("销号日期", "closed_on", "date", order="closed_on", on_page=False),
    )  # fmt: skip

    def get_columns(self) -> Sequence[Column]:
        held = {
            state: next((one for one in steps if self.request.user.has_perm(one[0])), ("", "", ""))
            for state, steps in STEPS.items()
        }
        if not any(name for _, _, name in held.values()):
            return self.columns

        def now(row: InspectionFinding) -> tuple[str, str, str]:
            if row.closed_on is not None:
                return ("", "", "")
            state = FindingState.REPLIED if row.replied_on else FindingState.OPEN
            return held[state.value]

        def link(row: InspectionFinding) -> str | None:
            name = now(row)[2]
            return reverse(f"quality:{name}", args=[row.pk]) if name else None

        return (*self.columns, Column("处理", lambda row: now(row)[1], link=link, acts=True))

    def get_queryset(self) -> QuerySet[InspectionFinding]:
        rows = InspectionFinding.objects.visible_to(self.request.user)
        return rows.select_related("project__region")

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs("findings")}


class FindingPage(EditPage):
    """What the forms about one finding share."""

    versioned: ClassVar[type[Model] | None] = InspectionFinding

    def get_row(self) -> Any:
        rows = InspectionFinding.objects.visible_to(self.user).select_related("project")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context(self) -> dict[str, Any]:
        row = self.row
        reply = f"　整改回复：{row.reply}" if row.replied_on else ""
        back = f"　复查意见：{row.review_note}" if row.review_note else ""
        return {
            "note": f"{row.project.name}　问题：{row.text}　整改要求：{row.requirement}"
            f"（{row.due_on:%Y-%m-%d}前）{reply}{back}"
        }

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("检查问题", self.back()),)

    def back(self) -> str:
        return reverse("quality:findings")


class FindingNew(FindingPage):
    permission = "quality.add_inspectionfinding"
    title = "登记检查问题"
    success = "已登记，责任区县可以回复整改情况。"
    submit_label = "登记"
    versioned = None

    def get_row(self) -> Any:
        return None

    def get_context(self) -> dict[str, Any]:
        return {}

    def get_form(self, data: Any = None) -> NewFindingForm:
        return NewFindingForm(data, user=self.user, initial=self.initial())

    def check(self) -> SiteCheck | None:
        """Return the visit that the address names, which found it."""
        named = self.request.GET.get("check", "")
        if not named:
            return None
        rows = SiteCheck.objects.visible_to(self.user).select_related("project")
        return get_object_or_404(rows, pk=whole(named))

    def initial(self) -> dict[str, Any]:
        check = self.check()
        if check is None:
            return {}
        return {
            "project": check.project.number,
            "found_on": check.visited_on,
            "inspectors": check.inspectors,
            "unit": check.project.contractor or check.project.lead_unit,
            "person": check.project.project_manager,
        }

    def save(self, form: NewFindingForm) -> InspectionFinding:
        project, check = form.cleaned_data["project"], self.check()
        if check is not None and check.project_id != project.pk:
            raise Refusal("项目与现场检查的项目不同，请核对项目编号。", "project")
        return findings.enter_finding(project, form.facts(), by=self.user, check=check)


class FindingEdit(FindingPage):
    permission = "quality.change_inspectionfinding"
    title = "修改检查问题"

    def get_form(self, data: Any = None) -> FindingForm:
        kept = {name: getattr(self.row, name) for name in FindingForm.base_fields}
        return FindingForm(data, initial=kept)

    def save(self, form: FindingForm) -> InspectionFinding:
        return findings.correct_finding(self.row, form.facts(), by=self.user, seen=self.seen())


class FindingReply(FindingPage):
    permission = "quality.answer_inspectionfinding"
    title = "整改回复"
    form_class = FindingReplyForm
    success = "已回复，待市级办公室复查。"
    submit_label = "回复"

    def save(self, form: Any) -> InspectionFinding:
        reply = form.cleaned_data["reply"]
        return findings.reply_to_finding(self.row, reply=reply, by=self.user, seen=self.seen())


class FindingReview(FindingPage):
    permission = "quality.close_inspectionfinding"
    title = "复查"
    form_class = FindingReviewForm
    success = "已记录复查结论。"
    submit_label = "提交"

    def save(self, form: Any) -> InspectionFinding:
        close = form.cleaned_data["decision"] == "close"
        act = findings.close_finding if close else findings.send_back_finding
        return act(self.row, note=form.cleaned_data["note"], by=self.user, seen=self.seen())
