"""What the office does with a meeting: call it, prepare it, begin it, end it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.services.access import actor
from core import clock
from core.exceptions import Refusal
from core.periods import ONE_DAY
from core.views import PermittedView
from projects.views.editing import EditPage
from reports.choices import MeetingKind
from reports.meeting_actions import HOLD, MeetingAction, require_meeting
from reports.meeting_forms import AgendaItemForm, MeetingForm, NewMeetingForm, WhyForm
from reports.models import AgendaItem, Meeting
from reports.services import meetings
from reports.views.meeting_agenda import all_lines
from reports.views.meetings import meeting_or_404, meeting_url
from reports.views.scoped import issuing_region


class MeetingFormPage(EditPage):
    """The form of one action on one meeting; the wrong person meets a 403 before the form."""

    permission = HOLD
    action: ClassVar[MeetingAction]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.has_perm(HOLD):
            meeting = meeting_or_404(request, kwargs["pk"])
            try:
                require_meeting(meeting, self.action, actor(request))
            except Refusal as refusal:
                if request.method == "GET":
                    messages.warning(request, refusal.message)
                    return redirect(meeting_url(meeting))
        return super().dispatch(request, *args, **kwargs)

    def get_row(self) -> Meeting:
        return meeting_or_404(self.request, self.kwargs["pk"])

    def get_title(self) -> str:
        return self.action.label

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("调度会", reverse("reports:meetings")), (self.row.topic, meeting_url(self.row)))

    def back(self) -> str:
        return reverse("reports:meeting", args=[self.kwargs["pk"]])


class MeetingNew(EditPage):
    permission = HOLD
    title = "召集会议"
    success = "会议已召集，议程已按数据生成。"
    submit_label = "召集"

    def get_form(self, data: Any = None) -> NewMeetingForm:
        moment = timezone.localtime(clock.now() + ONE_DAY).replace(hour=9, minute=0)
        return NewMeetingForm(data, initial={"held_at": moment, "kind": MeetingKind.SPECIAL})

    def save(self, form: NewMeetingForm) -> Meeting:
        region = issuing_region(self.request)
        kind = MeetingKind(form.cleaned_data["kind"])
        return meetings.call_meeting(region, kind, form.facts(), by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("调度会", reverse("reports:meetings")),)

    def back(self) -> str:
        return meeting_url(self.row)


class MeetingEdit(MeetingFormPage):
    action = MeetingAction.CHANGE
    versioned = Meeting

    def get_form(self, data: Any = None) -> MeetingForm:
        kept = {name: getattr(self.row, name) for name in MeetingForm.base_fields}
        return MeetingForm(data, initial=kept)

    def save(self, form: MeetingForm) -> Meeting:
        return meetings.change_meeting(self.row, form.facts(), by=self.user, seen=self.seen())


class AgendaItemNew(MeetingFormPage):
    action = MeetingAction.AGENDA
    success = "已列入议程。"
    submit_label = "列入议程"

    def get_title(self) -> str:
        return "增加议题"

    def get_form(self, data: Any = None) -> AgendaItemForm:
        return AgendaItemForm(data, user=self.user)

    def save(self, form: AgendaItemForm) -> AgendaItem:
        return meetings.add_item(self.row, **form.cleaned_data, by=self.user)


class AgendaDismiss(MeetingFormPage):
    """Take the line that `?key=` names off the agenda."""

    action = MeetingAction.AGENDA
    form_class = WhyForm
    success = "已撤下，原因留在议程中。"
    submit_label = "不上会"

    def get_title(self) -> str:
        return "不上会"

    def key(self) -> str:
        return self.request.GET.get("key", "")

    def get_context(self) -> dict[str, Any]:
        line = next((one for one in all_lines(self.row) if one.key == self.key()), None)
        if line is None and self.request.method == "GET":
            raise Http404("议程中没有这一项")
        return {"note": f"议题{line.number}：{line.text}" if line else ""}

    def save(self, form: Any) -> AgendaItem:
        reason = form.cleaned_data["reason"]
        return meetings.dismiss_item(self.row, self.key(), reason=reason, by=self.user)


class MeetingAct(PermittedView):
    """An action without a form, confirmed in a dialog: it either happens or says why not."""

    permission = HOLD
    http_method_names = ["post"]
    success: ClassVar[str]

    def act(self, meeting: Meeting) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting = meeting_or_404(request, pk)
        try:
            self.act(meeting)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, self.success)
        return redirect(meeting_url(meeting))


class MeetingRecompute(MeetingAct):
    success = "议程已按最新数据重新生成，撤下的议题仍不上会。"

    def act(self, meeting: Meeting) -> None:
        meetings.recompute(meeting, by=actor(self.request))


class MeetingStart(MeetingAct):
    success = "会议开始，议程已冻结。"

    def act(self, meeting: Meeting) -> None:
        meetings.start_meeting(meeting, by=actor(self.request))


class MeetingFinish(MeetingAct):
    success = "会议已结束，纪要定稿，承办区划可以看到决定事项。"

    def act(self, meeting: Meeting) -> None:
        meetings.finish_meeting(meeting, by=actor(self.request))


class AgendaRestore(MeetingAct):
    success = "已恢复上会。"

    def act(self, meeting: Meeting) -> None:
        meetings.restore_item(meeting, self.request.POST.get("key", ""), by=actor(self.request))
