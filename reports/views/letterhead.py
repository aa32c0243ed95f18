"""发文设置: the letterhead of the office's region."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.history import history_of
from core.views import PermittedView
from reports.forms import LetterheadForm
from reports.models import Letterhead
from reports.services.letterheads import save_letterhead
from reports.views.scope import signed_in
from reports.views.scoped import issuing_region


class LetterheadPage(PermittedView):
    permission = "reports.draft_report"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(LetterheadForm(instance=Letterhead.of(issuing_region(request))))

    def post(self, request: HttpRequest) -> HttpResponse:
        region = issuing_region(request)
        form = LetterheadForm(request.POST, instance=Letterhead.of(region))
        if not form.is_valid():
            return self.show(form, 422)
        save_letterhead(signed_in(request), region, form.cleaned_data)
        messages.success(request, "已保存，今后起草的通报和调度使用新的发文要素。")
        return redirect("reports:letterhead")

    def show(self, form: LetterheadForm, status: int = 200) -> HttpResponse:
        region = issuing_region(self.request)
        context = {
            "title": "发文设置",
            "region": region,
            "form": form,
            "events": history_of(Letterhead, region_id=region.pk),
        }
        return render(self.request, "reports/letterhead.html", context, status=status)
