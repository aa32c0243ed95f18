"""What people do with a decision: type it in the meeting, answer it, confirm it, chase it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import Region
from accounts.services.access import actor
from core import clock, regions
from core.exceptions import Refusal
from core.uploads import check_uploads
from core.views import wants_fragment
from core.working_days import working_days
from orders.models import Order
from projects.models import Project
from projects.views.editing import EditPage
from reports.meeting_actions import (
    DECISION_ACTIONS,
    DecisionAction,
    MeetingAction,
    require_decision,
)
from reports.meeting_forms import (
    DecisionAnswerForm,
    DecisionForm,
    DecisionOrderForm,
    DecisionReviewForm,
    WhyForm,
)
from reports.models import Decision, DecisionAnswer, Meeting
from reports.services import decisions
from reports.views.decisions import decision_or_404, decision_url
from reports.views.meeting_acts import MeetingFormPage
from reports.views.meeting_agenda import Line, all_lines
from reports.wording.decision_line import read_line


class DecisionNew(MeetingFormPage):
    """A decision out of one typed line (`?line=`) and a line of the agenda (`?item=`)."""

    action = MeetingAction.DECIDE
    template_name = "reports/decision_edit.html"
    success = "已记录。"
    submit_label = "确认记录"

    def get_form(self, data: Any = None) -> DecisionForm:
        initial = {} if data is not None else self.initial()
        holder = self.row.region_id
        return DecisionForm(data, initial=initial, user=self.user, holder=holder)

    def initial(self) -> dict[str, Any]:
        """Return what the line and the agenda say; the agenda fills what was not typed."""
        held = timezone.localtime(self.row.held_at).date()
        typed = read_line(self.request.GET.get("line", ""), held, working_days(self.row.region_id))
        item = self._item(typed.item)
        project = self._project(item)
        unit = typed.unit or (item.unit if item else "") or (project.lead_unit if project else "")
        same = bool(item and item.unit == unit)
        person = typed.person or (item.person if item and same else "")
        found = {
            "unit": unit,
            "person": person or (self._last_person(unit) if unit else ""),
            "due_on": typed.due_on,
            "task": typed.task,
            "leader": project.lead_official if project else "",
            "project": project.number if project else "",
            "item_key": item.key if item else "",
            "region": self._region(unit, project),
        }
        return {name: value for name, value in found.items() if value}

    def _item(self, number: str) -> Line | None:
        key = self.request.GET.get("item", "")
        found = (one for one in all_lines(self.row) if one.key == key or one.number == number)
        return next(found, None) if key or number else None

    def _project(self, item: Line | None) -> Project | None:
        if item is None or item.project is None:
            return None
        return Project.objects.visible_to(self.user).filter(pk=item.project).first()

    def _last_person(self, unit: str) -> str:
        """Return who answered for the unit the last time."""
        rows = (
            Decision.objects.visible_to(self.user).filter(unit=unit).order_by("-decided_on", "-pk")
        )
        return rows.values_list("person", flat=True).first() or ""

    def _region(self, unit: str, project: Project | None) -> int:
        """Return whose unit it is: named at its beginning, else the project's, else the meeting's."""
        near = Region.objects.children_of(self.row.region_id).values_list("code", "name")
        named = [code for code, name in near if name and unit.startswith(name)]
        if named:
            return named[0]
        if project is not None and not unit.startswith(self.row.region.name):
            inside = [code for code, _ in near if project.site_id in regions.subtree(code)]
            return inside[0] if inside else int(self.row.region_id)
        return int(self.row.region_id)

    def get_context(self) -> dict[str, Any]:
        line = self.request.GET.get("line", "")
        return {"line": line, "action": reverse("reports:decision_new", args=[self.row.pk])}

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        if not wants_fragment(self.request):
            return super().show(status, **context)
        context |= {"row": self.row, "submit_label": self.submit_label, **self.get_context()}
        return render(self.request, "reports/decision_form.html", context, status=status)

    def save(self, form: DecisionForm) -> Meeting:
        decisions.enter_decision(self.row, form.facts(), by=self.user)
        meeting: Meeting = self.row
        return meeting


class DecisionPage(EditPage):
    """The form of one action on one decision; the wrong person meets a 403 before the form."""

    action: ClassVar[DecisionAction]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "action" in cls.__dict__:
            cls.permission = DECISION_ACTIONS[cls.action].permission

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.has_perm(
            DECISION_ACTIONS[self.action].permission
        ):
            decision = decision_or_404(request, kwargs["pk"])
            try:
                require_decision(decision, self.action, actor(request))
            except Refusal as refusal:
                if request.method == "GET":
                    messages.warning(request, refusal.message)
                    return redirect(decision_url(decision))
        return super().dispatch(request, *args, **kwargs)

    def get_row(self) -> Decision:
        return decision_or_404(self.request, self.kwargs["pk"])

    def get_title(self) -> str:
        return self.action.label

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("决定事项", reverse("reports:decisions")), (self.row.task, decision_url(self.row)))

    def get_context(self) -> Mapping[str, Any]:
        row = self.row
        return {"note": f"{row.unit}（{row.person}）：{row.task}，{row.due_on:%Y-%m-%d}前完成。"}

    def back(self) -> str:
        return reverse("reports:decision", args=[self.kwargs["pk"]])


class DecisionEdit(DecisionPage):
    action = DecisionAction.CHANGE
    template_name = "reports/decision_edit.html"
    success = "已修改。"

    def get_form(self, data: Any = None) -> DecisionForm:
        row = self.row
        names = ("unit", "person", "due_on", "task", "region", "leader", "item_key")
        kept = {name: getattr(row, name) for name in names}
        kept["project"] = row.project.number if row.project else ""
        kept["problem"] = row.problem_id
        holder = row.meeting.region_id
        return DecisionForm(data, initial=kept, user=self.user, holder=holder)

    def save(self, form: DecisionForm) -> Decision:
        return decisions.change_decision(self.row, form.facts(), by=self.user)

    def back(self) -> str:
        return reverse("reports:meeting", args=[self.row.meeting_id])


class DecisionAnswerPage(DecisionPage):
    action = DecisionAction.ANSWER
    template_name = "orders/edit.html"
    success = "已回报，等待确认。"
    submit_label = "回报"

    def get_form(self, data: Any = None) -> DecisionAnswerForm:
        return DecisionAnswerForm(data, None if data is None else self.request.FILES)

    def save(self, form: Any) -> DecisionAnswer:
        files = check_uploads(form.cleaned_data["attachments"])
        return decisions.answer_decision(
            self.row, text=form.cleaned_data["text"], files=files, by=self.user
        )


class DecisionReview(DecisionPage):
    action = DecisionAction.REVIEW
    form_class = DecisionReviewForm
    success = "已记录确认结论。"
    submit_label = "提交"

    def get_context(self) -> Mapping[str, Any]:
        answer = self.row.waiting
        told = f"　{answer.answered_on:%Y-%m-%d}回报：{answer.text}" if answer else ""
        return {"note": super().get_context()["note"] + told}

    def save(self, form: Any) -> Decision:
        accepted = form.cleaned_data["accepted"] == "1"
        note = form.cleaned_data["note"]
        return decisions.review_decision(self.row, accepted=accepted, note=note, by=self.user)


class DecisionReopen(DecisionPage):
    action = DecisionAction.REOPEN
    form_class = WhyForm
    success = "已退回重新办理，仍按原定时限计算。"
    submit_label = "重新办理"

    def save(self, form: Any) -> Decision:
        return decisions.reopen_decision(self.row, reason=form.cleaned_data["reason"], by=self.user)


class DecisionWithdraw(DecisionPage):
    action = DecisionAction.WITHDRAW
    form_class = WhyForm
    success = "已撤销；本项仍可查阅。"
    submit_label = "撤销"

    def save(self, form: Any) -> Decision:
        reason = form.cleaned_data["reason"]
        return decisions.withdraw_decision(self.row, reason=reason, by=self.user)


class DecisionOrder(DecisionPage):
    """Draft a 督办单 out of the decision; who drafts goes on to the draft."""

    action = DecisionAction.ORDER
    success = "督办单已拟稿，核对后签发。"
    submit_label = "起草督办单"

    def get_form(self, data: Any = None) -> DecisionOrderForm:
        row = self.row
        due_on = max(row.due_on, clock.today())
        words = f"{row.decided_on:%-m月%-d日}会议决定：{row.task}，{row.due_on:%-m月%-d日}前完成。"
        return DecisionOrderForm(data, initial={"requirement": words, "due_on": due_on})

    def save(self, form: Any) -> Order:
        return decisions.open_order(self.row, **form.cleaned_data, by=self.user)

    def back(self) -> str:
        if isinstance(self.row, Order):
            return reverse("orders:order", args=[self.row.pk])
        return super().back()
