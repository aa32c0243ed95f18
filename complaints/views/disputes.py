"""Disputes: register, report, page, mediation; mass incidents told to the city."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.services.access import actor
from complaints.dispute_forms import (
    DisputeForm,
    LevelForm,
    NewDisputeForm,
    NoteForm,
    StepForm,
    WithdrawForm,
)
from complaints.filters import MassNoticeFilter
from complaints.models import Dispute, DisputeLevel, MassNotice, MediationStep
from complaints.recurrence import FEW, Recurrence, by_contractor
from complaints.services import disputes
from core import clock, links
from core.columns import Column, Row
from core.history import history_of
from core.links import page, row_page
from core.views import ListPage, PermittedView
from projects.views.editing import EditPage

TABS: Final = (
    ("纠纷", "disputes", "complaints.view_dispute"),
    ("群体性事件", "mass_notices", "complaints.view_mass_incident"),
    ("施工单位", "dispute_contractors", "complaints.view_dispute"),
    ("纠纷等级", "dispute_levels", "complaints.view_dispute"),
)
STEPS: Final = (
    Column("日期", "held_on", "date", primary=True),
    Column("调解人和参加人", "people"),
    Column("经过和意见", "text"),
    Column("登记人", "entered_by.name"),
)


def tabs(current: str, user: Any) -> list[dict[str, Any]]:
    shown = [(label, name) for label, name, permission in TABS if user.has_perm(permission)]
    return links.tabs("complaints", shown, current)


def dispute_or_404(request: HttpRequest, pk: int) -> Dispute:
    rows = Dispute.objects.visible_to(request.user)
    found = rows.select_related("project__region", "region", "level", "suspension")
    row = found.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


class DisputePage(PermittedView):
    permission = "complaints.view_dispute"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = dispute_or_404(request, pk)
        user = actor(request)
        steps = MediationStep.objects.filter(dispute=row).select_related("entered_by")
        standing = row.withdrawn_on is None
        context = {
            "title": f"{row.number}　{row.category}",
            "row": row,
            "parts": parts(row),
            "content": row.content,
            "step_columns": STEPS,
            "step_rows": [Row(STEPS, step) for step in steps],
            "may_change": standing and user.has_perm("complaints.change_dispute"),
            "notice": MassNotice.objects.visible_to(user).filter(dispute=row).first(),
            "events": history_of(Dispute, id=row.pk),
        }
        return render(request, "complaints/dispute.html", context)


def parts(row: Dispute) -> list[tuple[str, list[tuple[Any, ...]]]]:
    project = row.project
    link = row_page("projects:project", project.pk) if project else ""
    return [
        ("基本情况", [
            ("项目", project.name if project else None, link),
            ("区划", row.region.name),
            ("等级", row.level.name if row.level else None),
            ("涉及人数", row.people),
            ("居民阻挠施工", "是" if row.obstruction else "否"),
            ("所缺意愿征集或表决", row.consent_gap),
            ("发生日期", f"{row.occurred_on:%Y-%m-%d}"),
        ]),
        ("停工和化解", [
            ("停工日期", f"{row.stopped_on:%Y-%m-%d}" if row.stopped_on else None),
            ("复工日期", f"{row.resumed_on:%Y-%m-%d}" if row.resumed_on else None),
            ("项目停工登记", "已登记，不计滞后" if row.suspension_id else None),
            ("调解人", row.mediator),
            ("化解日期", f"{row.resolved_on:%Y-%m-%d}" if row.resolved_on else None),
            ("化解结果", row.result),
        ]),
    ]  # fmt: skip


class DisputeNew(EditPage):
    permission = "complaints.add_dispute"
    title = "上报纠纷"
    submit_label = "上报"
    success = "已上报。"

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("纠纷", reverse("complaints:disputes")),)

    def get_form(self, data: Any = None) -> NewDisputeForm:
        named = {"project": self.request.GET.get("project", "")}
        return NewDisputeForm(data, user=self.user, initial=named)

    def save(self, form: NewDisputeForm) -> Dispute:
        return disputes.report_dispute(form.cleaned_data["project"], form.facts(), by=self.user)

    def back(self) -> str:
        return reverse("complaints:dispute", args=[self.row.pk])


class OfDispute(EditPage):
    """A form about one dispute."""

    permission = "complaints.change_dispute"
    row: Dispute

    def get_row(self) -> Dispute:
        return dispute_or_404(self.request, self.kwargs["pk"])

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("纠纷", reverse("complaints:disputes")), (self.row.number, self.back()))

    def back(self) -> str:
        return reverse("complaints:dispute", args=[self.kwargs["pk"]])


class DisputeEdit(OfDispute):
    title = "修改纠纷"
    versioned = Dispute
    success = "已保存；项目的停工登记已按停工、复工日期更新。"

    def get_form(self, data: Any = None) -> DisputeForm:
        return DisputeForm(data, initial=DisputeForm.kept(self.row))

    def save(self, form: DisputeForm) -> Dispute:
        return disputes.change_dispute(self.row, form.facts(), by=self.user, seen=self.seen())


class StepNew(OfDispute):
    title = "登记调解"
    form_class = StepForm
    success = "已登记。"

    def save(self, form: Any) -> Dispute:
        disputes.add_step(self.row, **form.cleaned_data, by=self.user)
        return self.row


class DisputeWithdraw(OfDispute):
    title = "撤销纠纷"
    form_class = WithdrawForm
    submit_label = "撤销"
    success = "已撤销；不再计入件数，由其引起的停工登记一并撤销。"

    def save(self, form: Any) -> Dispute:
        reason = form.cleaned_data["reason"]
        return disputes.withdraw_dispute(self.row, reason=reason, by=self.user)


class MassNotices(ListPage):
    """The city's list of mass incidents: what waits for the office comes first."""

    permission = "complaints.view_mass_incident"
    title = "群体性事件"
    template_name = "complaints/dispute_register.html"
    filterset_class = MassNoticeFilter
    empty = "没有群体性事件报告。"
    empty_how = "区县上报群体性纠纷后立即列在这里。"
    columns = (
        Column("纠纷", lambda row: str(row.dispute), primary=True,
               link=lambda row: row_page("complaints:dispute", row.dispute_id)),
        Column("区划", "dispute.region.name"),
        Column("项目", "dispute.project.name"),
        Column("涉及人数", "dispute.people", "number", unit="人"),
        Column("报送时间", "at", "datetime"),
        Column("状态", lambda row: "已知悉" if row.seen_at else "待知悉", "badge",
               badge=lambda row: "good" if row.seen_at else "bad"),
        Column("知悉人", "seen_by.name"),
        Column("处置意见", "instruction"),
    )  # fmt: skip

    def get_columns(self) -> Sequence[Column]:
        if not self.request.user.has_perm(MassNote.permission):
            return self.columns  # leaders read
        note = Column(
            "处理",
            lambda row: None if row.seen_at else "知悉",
            acts=True,
            link=lambda row: row_page("complaints:mass_note", row.pk),
        )
        return (*self.columns, note)

    def get_queryset(self) -> QuerySet[MassNotice]:
        rows = MassNotice.objects.visible_to(self.request.user)
        rows = rows.select_related("dispute__region", "dispute__project", "seen_by")
        return rows.order_by("seen_at", "-at").filter(dispute__withdrawn_on=None)

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs("mass_notices", self.request.user)}


class MassNote(EditPage):
    permission = "complaints.change_massnotice"
    title = "登记知悉"
    form_class = NoteForm
    success = "已登记知悉。"

    def get_row(self) -> MassNotice:
        rows = MassNotice.objects.visible_to(self.user).select_related("dispute")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("群体性事件", self.back()),)

    def save(self, form: Any) -> MassNotice:
        instruction = form.cleaned_data["instruction"]
        return disputes.take_note(self.row, instruction=instruction, by=self.user)

    def back(self) -> str:
        return reverse("complaints:mass_notices")


def of_contractor(row: Recurrence) -> str:
    return f"{page('complaints:disputes')}?{urlencode({'contractor': row.name})}"


CONTRACTORS: Final = (
    Column("施工单位", "name", primary=True),
    Column("已开工项目", "projects", "number", unit="个"),
    Column("发生纠纷的项目", "concerned", "number", unit="个"),
    Column("占比", "rate", "rate"),
    Column("纠纷", "disputes", "number", unit="件", link=of_contractor),
    Column("再次发生的项目", "repeated", "number", unit="个"),
    Column("造成停工", "stopped", "number", unit="件"),
    Column("样本", lambda row: "样本少" if row.few else None, "badge", badge=lambda row: "muted"),
)


class Contractors(PermittedView):
    permission = "complaints.view_dispute"

    def get(self, request: HttpRequest) -> HttpResponse:
        day = clock.today()
        context = {
            "title": "施工单位纠纷情况",
            "tabs": tabs("dispute_contractors", request.user),
            "columns": CONTRACTORS,
            "rows": [Row(CONTRACTORS, one) for one in by_contractor(actor(request), day)],
            "day": day,
            "few": FEW,
        }
        return render(request, "complaints/dispute_contractors.html", context)


class Levels(ListPage):
    permission = "complaints.view_dispute"
    title = "纠纷等级"
    template_name = "complaints/dispute_register.html"
    empty = "纠纷等级表为空。"
    columns = (
        Column("等级", "name", primary=True),
        Column("起始人数", "min_people", "number", unit="人"),
        Column("群体性", "mass"),
        Column("启用", "active"),
        Column("来源", "source"),
        Column(
            "处理",
            lambda row: "修改",
            link=lambda row: row_page("complaints:level", row.pk),
            acts=True,
        ),
    )

    def get_columns(self) -> Sequence[Column]:
        may = self.request.user.has_perm("complaints.change_disputelevel")
        return self.columns if may else self.columns[:-1]

    def get_queryset(self) -> QuerySet[DisputeLevel]:
        return DisputeLevel.objects.order_by("order", "pk")

    def get_context(self) -> dict[str, Any]:
        may = self.request.user.has_perm("complaints.change_disputelevel")
        url = reverse("complaints:level_new") if may else ""
        return {"tabs": tabs("dispute_levels", self.request.user), "new_url": url}


class LevelEdit(EditPage):
    permission = "complaints.change_disputelevel"
    form_class = LevelForm

    def get_row(self) -> DisputeLevel | None:
        pk = self.kwargs.get("pk")
        return get_object_or_404(DisputeLevel, pk=pk) if pk else None

    def get_title(self) -> str:
        return "修改纠纷等级" if self.row else "新增纠纷等级"

    def get_form(self, data: Any = None) -> LevelForm:
        kept = {name: getattr(self.row, name) for name in LevelForm.base_fields} if self.row else {}
        return LevelForm(data, initial=kept)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("纠纷等级", self.back()),)

    def get_context(self) -> dict[str, Any]:
        return {"note": "已登记的纠纷保持原定等级。"}

    def save(self, form: Any) -> DisputeLevel:
        return disputes.save_level(self.row, form.cleaned_data, by=self.user)

    def back(self) -> str:
        return reverse("complaints:dispute_levels")
