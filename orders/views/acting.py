"""One page per action on an order: sign, answer, ask, decide, review, withdraw, chase."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.services.access import actor
from core import clock
from core.uploads import check_uploads
from orders.actions import Action
from orders.choices import EventKind, OrderState
from orders.forms import (
    CheckForm,
    DecisionForm,
    ExtensionForm,
    ReasonForm,
    RemindForm,
    ReplyForm,
    ReviewForm,
)
from orders.models import Commitment, Extension, Order
from orders.services.answering import ask_extension, receive, reply
from orders.services.escalations import remind
from orders.services.issuing import issue_order, withdraw
from orders.services.reviewing import decide_extension, review
from orders.services.talks import check_commitment
from orders.views.base import ActionPage, ActNow


class Issue(ActNow):
    success = "已签发并编号，承办区划可以签收了。"

    def act(self, order: Order) -> None:
        issue_order(order, by=actor(self.request))


class Receive(ActNow):
    success = "已签收，请在办理时限前回复。"

    def act(self, order: Order) -> None:
        receive(order, by=actor(self.request))


class Reply(ActionPage):
    action = Action.REPLY
    form_class = ReplyForm
    success = "已回复，等待审核。"
    submit_label = "提交回复"

    def save(self, form: Any) -> Order:
        files = check_uploads(form.cleaned_data["attachments"])
        return reply(self.row, text=form.cleaned_data["text"], files=files, by=self.user)

    def get_context(self) -> dict[str, Any]:
        late = self.row.days_overdue(clock.today())
        words = f"，已逾期{late}天" if late else ""
        return {
            "order": self.row,
            "note": f"{self.row.subject}（办理时限{self.row.deadline:%Y-%m-%d}{words}）",
            "requirement": self.row.requirement,
            "before": self.row.events.filter(kind=EventKind.RETURNED).last(),
        }


class AskExtension(ActionPage):
    action = Action.ASK_EXTENSION
    form_class = ExtensionForm
    success = "延期申请已提出；答复前仍按现定时限办理。"
    submit_label = "提出申请"

    def save(self, form: Any) -> Order:
        ask_extension(self.row, **form.cleaned_data, by=self.user)
        return self.row

    def get_context(self) -> dict[str, Any]:
        deadline = f"{self.row.deadline:%Y-%m-%d}"
        return {
            "order": self.row,
            "note": f"现定时限{deadline}，须在此前申请；逾期的一律按原定时限催办。",
        }


class DecideExtension(ActionPage):
    action = Action.DECIDE_EXTENSION
    form_class = DecisionForm
    success = "已答复。"
    submit_label = "答复"

    def extension(self) -> Extension:
        found = Extension.objects.filter(order=self.row, granted=None).first()
        if found is None:
            raise Http404
        return found

    def save(self, form: Any) -> Order:
        granted = form.cleaned_data["granted"] == "1"
        note = form.cleaned_data["note"]
        decide_extension(self.extension(), granted=granted, note=note, by=self.user)
        return self.row

    def get_context(self) -> dict[str, Any]:
        one = self.extension()
        return {
            "order": self.row,
            "note": f"{one.asked_on:%Y-%m-%d}申请延期至{one.until:%Y-%m-%d}"
            f"（原定{self.row.due_on:%Y-%m-%d}）。理由：{one.reason.rstrip('。')}。目前进展：{one.progress}",
        }


class Review(ActionPage):
    action = Action.REVIEW
    form_class = ReviewForm
    submit_label = "提交审核"

    def get_success(self) -> str:
        if self.row.state == OrderState.CLOSED:
            return "已办结。"
        return "已退办，承办区划按审核意见办理后再回复。"

    def get_context(self) -> dict[str, Any]:
        replies = self.row.events.filter(kind=EventKind.REPLIED)
        return {
            **super().get_context(),
            "requirement": self.row.requirement,
            "before": replies.prefetch_related("attachments").last(),
        }

    def save(self, form: Any) -> Order:
        accepted = form.cleaned_data["accepted"] == "1"
        return review(
            self.row, accepted=accepted, opinion=form.cleaned_data["opinion"], by=self.user
        )


class Withdraw(ActionPage):
    action = Action.WITHDRAW
    form_class = ReasonForm
    success = "已撤回；本件仍可查阅。"
    submit_label = "撤回"

    def save(self, form: Any) -> Order:
        return withdraw(self.row, reason=form.cleaned_data["reason"], by=self.user)


class Remind(ActionPage):
    action = Action.REMIND
    form_class = RemindForm
    success = "已提醒，承办区划在办理过程中可以看到。"
    submit_label = "提醒"

    def initial(self) -> dict[str, Any]:
        order = self.row
        late = order.days_overdue(clock.today())
        if not late:
            return {}
        words = f"原定{order.due_on:%Y-%m-%d}办结，已逾期{late}天，请尽快办理并书面回复。"
        return {"text": words}

    def save(self, form: Any) -> Order:
        remind(self.row, text=form.cleaned_data["text"], by=self.user)
        return self.row


class CheckCommitment(ActionPage):
    action = Action.CHECK_COMMITMENT
    form_class = CheckForm
    success = "核查结果已登记。"
    submit_label = "登记核查结果"

    def commitment(self) -> Commitment:
        rows = Commitment.objects.filter(talk__order=self.row).select_related("talk__order")
        return get_object_or_404(rows, pk=self.kwargs["commitment"])

    def save(self, form: Any) -> Order:
        kept = form.cleaned_data["kept"] == "1"
        finding = form.cleaned_data["finding"]
        check_commitment(self.commitment(), kept=kept, finding=finding, by=self.user)
        return self.row

    def get_context(self) -> dict[str, Any]:
        one = self.commitment()
        return {
            "order": self.row,
            "note": f"承诺：{one.text}（{one.person}，{one.due_on:%Y-%m-%d}前）",
        }
