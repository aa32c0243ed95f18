"""One page per action on a complaint, and the form that registers one."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.services.access import actor
from complaints.actions import Action
from complaints.forms import (
    AskReviewForm,
    AssignForm,
    CallForm,
    ChangeForm,
    ClassifyForm,
    DecideReviewForm,
    DecisionForm,
    ExtensionForm,
    MergeForm,
    NoteForm,
    ReasonForm,
    RegisterForm,
    ReplyForm,
    TransferForm,
)
from complaints.models import Complaint, ComplaintExtension
from complaints.services import closing, handling, petitions
from complaints.services.clocks import longest_extension
from complaints.services.merging import merge, suggestions
from complaints.services.registering import register
from complaints.views.base import ActionPage, ActNow, complaint_url
from core import clock
from core.photos import check_photos
from orders.views.base import FilesPage


class Register(FilesPage):
    """A complaint that came by telephone, letter, visit or on paper (C19)."""

    permission = "complaints.register_complaint"
    title = "登记投诉"
    form_class = RegisterForm
    submit_label = "登记"
    success = "已登记。请核对相似投诉，再交办。"

    def get_form(self, data: Any = None) -> RegisterForm:
        return RegisterForm(data, self.files(data), initial=self.initial(), user=self.user)

    def initial(self) -> dict[str, Any]:
        return {
            "came_at": f"{clock.now():%Y-%m-%dT%H:%M}",
            "community": self.request.GET.get("community", ""),
            "project": self.request.GET.get("project", ""),
        }

    def save(self, form: Any) -> Complaint:
        photos = check_photos(form.cleaned_data["photos"])
        return register(form.report(), by=self.user, photos=photos)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("投诉", reverse("complaints:complaints")),)

    def back(self) -> str:
        return complaint_url(self.row)


class Accept(ActionPage):
    action = Action.ACCEPT
    form_class = ClassifyForm
    success = "已受理，办理时限自收到时起算。"

    def initial(self) -> dict[str, Any]:
        return {"category": self.row.category, "level": self.row.level}

    def save(self, form: Any) -> Complaint:
        return handling.accept(self.row, **form.cleaned_data, by=self.user)


class Decline(ActionPage):
    action = Action.DECLINE
    form_class = ReasonForm
    success = "已记为不予受理，反映人凭查询号可以看到理由。"

    def save(self, form: Any) -> Complaint:
        return handling.decline(self.row, **form.cleaned_data, by=self.user)


class Change(ActionPage):
    action = Action.CHANGE
    form_class = ChangeForm

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in ChangeForm.base_fields}

    def save(self, form: Any) -> Complaint:
        return handling.change(self.row, **form.cleaned_data, by=self.user)


class Merge(ActionPage):
    action = Action.MERGE
    form_class = MergeForm
    success = "已并案，投诉人都已保留。"

    def initial(self) -> dict[str, Any]:
        found = suggestions(self.row, self.user)
        return {"into": self.request.GET.get("into") or (found[0].number if found else "")}

    def save(self, form: Any) -> Complaint:
        return merge(self.row, **form.cleaned_data, by=self.user)


class Assign(ActionPage):
    action = Action.ASSIGN
    form_class = AssignForm
    success = "已交办，等待承办单位接办。"

    def get_form(self, data: Any = None) -> Any:
        kind: Any = self.form_class
        return kind(data, initial=self.initial(), complaint=self.row, user=self.user)

    def initial(self) -> dict[str, Any]:
        return {"handler": self.row.handler_id, "unit": self.row.unit or self.row.builder}

    def save(self, form: Any) -> Complaint:
        return handling.assign(self.row, **form.cleaned_data, by=self.user)


class Transfer(Assign):
    action = Action.TRANSFER
    form_class = TransferForm
    success = "已转办，原承办单位不再办理。"

    def save(self, form: Any) -> Complaint:
        return handling.transfer(self.row, **form.cleaned_data, by=self.user)


class Start(ActNow):
    success = "已接办，请在办理时限前答复。"

    def act(self, complaint: Complaint) -> Complaint:
        return handling.start(complaint, by=actor(self.request))


class GiveBack(ActionPage):
    action = Action.RETURN
    form_class = ReasonForm
    success = "已退回，由交办单位另行交办。"

    def get_context(self) -> dict[str, Any]:
        until = self.row.return_by
        return {"note": f"退回时限{until:%Y-%m-%d}。" if until else ""}

    def save(self, form: Any) -> Complaint:
        return handling.give_back(self.row, **form.cleaned_data, by=self.user)


class Note(ActionPage):
    action = Action.NOTE
    form_class = NoteForm

    def save(self, form: Any) -> Complaint:
        photos = check_photos(form.cleaned_data["photos"])
        return handling.note(self.row, text=form.cleaned_data["text"], photos=photos, by=self.user)


class AskExtension(ActionPage):
    action = Action.ASK_EXTENSION
    form_class = ExtensionForm
    success = "已申请；答复前仍按现定时限办理。"
    submit_label = "提出申请"

    def get_context(self) -> dict[str, Any]:
        latest = longest_extension(self.row)
        if latest is None:
            return {"note": "按办理时限规定，本件不能延期。"}
        return {"note": f"只能申请一次，最晚延至{timezone.localtime(latest):%Y-%m-%d}。"}

    def save(self, form: Any) -> Complaint:
        return handling.ask_extension(self.row, **form.cleaned_data, by=self.user)


class DecideExtension(ActionPage):
    action = Action.DECIDE_EXTENSION
    form_class = DecisionForm
    success = "已答复。"

    def extension(self) -> ComplaintExtension:
        found = ComplaintExtension.objects.filter(complaint=self.row, granted=None).first()
        if found is None:
            raise Http404
        return found

    def get_context(self) -> dict[str, Any]:
        one = self.extension()
        until = timezone.localtime(one.until)
        return {"note": f"{one.asked_on:%Y-%m-%d}申请延期至{until:%Y-%m-%d}。理由：{one.reason}"}

    def save(self, form: Any) -> Complaint:
        granted = form.cleaned_data["granted"] == "1"
        return handling.decide_extension(
            self.row, granted=granted, reply=form.cleaned_data["reply"], by=self.user
        )


class Reply(ActionPage):
    action = Action.REPLY
    form_class = ReplyForm
    success = "已答复，等待回访。"
    submit_label = "提交答复"

    def save(self, form: Any) -> Complaint:
        given = form.cleaned_data
        photos = check_photos(given["photos"])
        return handling.reply(
            self.row, outcome=given["outcome"], result=given["result"], photos=photos, by=self.user
        )


class Call(ActionPage):
    action = Action.CALL
    form_class = CallForm
    success = "回访已登记。"
    submit_label = "登记回访"

    def get_context(self) -> dict[str, Any]:
        return {"note": f"{self.row.get_outcome_display()}：{self.row.result}"}

    def save(self, form: Any) -> Complaint:
        given = dict(form.cleaned_data)
        solved = given.pop("solved") == "1"
        return closing.call_back(self.row, solved=solved, **given, by=self.user)


class Close(ActNow):
    success = "已办结。"

    def act(self, complaint: Complaint) -> Complaint:
        return closing.close(complaint, by=actor(self.request))


class AskReview(ActionPage):
    action = Action.ASK_REVIEW
    form_class = AskReviewForm
    success = "已登记，请在期限内答复。"

    def get_title(self) -> str:
        found = petitions.next_stage(self.row)
        return f"登记{found[0].label}申请" if found else self.action.label

    def save(self, form: Any) -> Complaint:
        return petitions.ask_review(self.row, **form.cleaned_data, by=self.user)


class DecideReview(ActionPage):
    action = Action.DECIDE_REVIEW
    form_class = DecideReviewForm
    success = "意见已登记。"

    def get_context(self) -> dict[str, Any]:
        row = petitions.waiting(self.row)
        if row is None:
            return super().get_context()
        return {
            "note": f"{row.get_stage_display()}请求：{row.reason}，{row.due_on:%Y-%m-%d}前答复。"
        }

    def save(self, form: Any) -> Complaint:
        return petitions.decide_review(self.row, **form.cleaned_data, by=self.user)


class Reopen(ActionPage):
    action = Action.REOPEN
    form_class = ReasonForm
    success = "已重新办理，时限自今天另计。"

    def save(self, form: Any) -> Complaint:
        return closing.reopen(self.row, **form.cleaned_data, by=self.user)
