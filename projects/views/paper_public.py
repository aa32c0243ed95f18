"""The page behind the code of a paper form: no account, no cookie, no script, nothing personal.

It shows which project and week the sheet is for, and nothing that was reported; what is sent waits
for a clerk.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from accounts.services.access import client_address
from core.deadlines import due_at
from core.exceptions import Refusal
from core.periods import Week
from core.public_pages import printed
from projects.models import PaperForm
from projects.paper_forms import AnswerForm
from projects.services import paper_gate as gate
from projects.services.node_dates import nodes_of
from projects.services.paper_forms import answer_form, find_form, require_open
from projects.services.weekly import EntryRefused

UNPROCESSABLE, TOO_MANY, GONE = 422, 429, 410


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class PaperView(View):
    """Finds the sheet of a code; an address that tries codes is stopped before it is told anything."""

    def find(self, typed: str) -> PaperForm:
        address = client_address(self.request)
        gate.check_misses(address)
        try:
            return find_form(typed)
        except Refusal:
            gate.note_miss(address)
            raise

    def ask(self, typed: str, error: str, status: int = 200) -> HttpResponse:
        body = printed(
            "public/paper_find.html", self.request,
            title="填写周报表", typed=typed[:20], error=error,
        )  # fmt: skip
        return HttpResponse(body, status=status)

    def refused(self, typed: str, refusal: Refusal) -> HttpResponse:
        status = TOO_MANY if isinstance(refusal, gate.TooMany) else UNPROCESSABLE
        return self.ask(typed, refusal.message, status)


class PaperFind(PaperView):
    """Type the code by hand, where nothing can be scanned."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("code", "")
        if not typed:
            return self.ask("", "")
        try:
            form = self.find(typed)
        except Refusal as refusal:
            return self.refused(typed, refusal)
        return redirect("paper:form", form.code)


class PaperPage(PaperView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        try:
            sheet = self.find(code)
        except Refusal as refusal:
            return self.refused(code, refusal)
        return self.show(sheet, self.form(sheet), sent=request.GET.get("sent") == "1")

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        try:
            sheet = self.find(code)
        except Refusal as refusal:
            return self.refused(code, refusal)
        form = self.form(sheet, request.POST)
        try:
            self.take(sheet, form)
        except gate.TooMany as refusal:
            form.add_error(None, refusal.message)
            return self.show(sheet, form, TOO_MANY)
        except EntryRefused as refused:
            form.add_refusals(refused)
            return self.show(sheet, form, UNPROCESSABLE)
        except Refusal as refusal:
            form.add_error(form.field_of(refusal.field), refusal.message)
            return self.show(sheet, form, UNPROCESSABLE)
        return redirect(f"{reverse('paper:form', args=[sheet.code])}?sent=1")

    def form(self, sheet: PaperForm, *given: Any) -> AnswerForm:
        return AnswerForm(*given, nodes=nodes_of(sheet.project))

    def take(self, sheet: PaperForm, form: AnswerForm) -> None:
        address = client_address(self.request)
        gate.check_sent(address)
        if not form.is_valid():
            raise Refusal("请按各栏提示修改后再提交。")
        if form.cleaned_data["website"]:
            raise Refusal("请清空“网址”一栏后再提交。", "website")
        answer_form(sheet, form.typed(), sender=form.cleaned_data["sender"])
        gate.note_sent(address)

    def show(
        self, sheet: PaperForm, form: AnswerForm, status: int = 200, *, sent: bool = False
    ) -> HttpResponse:
        week, gone = Week(sheet.week), ""
        try:
            require_open(sheet)
        except Refusal as refusal:
            gone, status = refusal.message, GONE
        body = printed(
            "public/paper.html", self.request,
            title="填写周报表", sheet=sheet, week=week, due=due_at(week), form=form, sent=sent,
            gone=gone,
        )  # fmt: skip
        return HttpResponse(body, status=status)
