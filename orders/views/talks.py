"""Record a talk: who came, what was said, and the promises, a line each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.exceptions import Refusal
from orders.actions import Action
from orders.forms import PromiseFormSet, TalkRecordForm
from orders.services.talks import Promise, record_talk
from orders.views.base import ActionPage
from projects.services.guards import LineRefusal
from projects.views.editing import UNPROCESSABLE


class RecordTalk(ActionPage):
    action = Action.RECORD_TALK
    form_class = TalkRecordForm
    template_name = "orders/talk.html"
    success = "约谈情况已登记；承诺逐项核查后才能办结。"
    submit_label = "登记约谈"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(form=TalkRecordForm(), formset=PromiseFormSet(prefix="promises"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TalkRecordForm(request.POST)
        formset = PromiseFormSet(request.POST, prefix="promises")
        if not form.is_valid() or not formset.is_valid():
            return self.show(UNPROCESSABLE, form=form, formset=formset)
        filled = [one for one in formset.forms if one.has_changed()]
        promises = [Promise(**one.cleaned_data) for one in filled]
        try:
            record_talk(self.row, **form.cleaned_data, promises=promises, by=self.user)
        except LineRefusal as refusal:
            filled[refusal.line].add_error(refusal.field, refusal.message)
            return self.show(UNPROCESSABLE, form=form, formset=formset)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.show(UNPROCESSABLE, form=form, formset=formset)
        messages.success(request, self.success)
        return redirect(self.back())
