"""Submission: what will go and what will stay missing, then the receipt."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from accounts.views.base import caller
from core.exceptions import Refusal
from core.periods import Week
from core.views import PermittedView
from projects.services.weekly_submit import Incomplete, check_week, submit_week
from projects.views.weekly_common import own_region, week_of


class WeeklySubmit(PermittedView):
    """The confirmation; a script asks for the part that it shows in a dialog."""

    permission = "projects.enter_weeklyentry"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, week_of(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        user, week = request.user, week_of(request)
        assert isinstance(user, User)
        try:
            receipt = submit_week(
                user, own_region(user), week, partial=request.POST.get("partial") == "1"
            )
        except Incomplete as incomplete:
            return self.show(request, week, incomplete.message, 422)
        except Refusal as refusal:
            return self.show(request, week, refusal.message, 422)
        messages.success(request, f"已提交{receipt.entries}条周报，回执号 {receipt.receipt}。")
        return redirect(f"{reverse('projects:weekly_grid')}?week={week}")

    def show(
        self, request: HttpRequest, week: Week, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        user = caller(request)
        region = own_region(user)
        context = {
            "title": "提交周报",
            "week": week,
            "region": region,
            "check": check_week(user, region, week),
            "refusal": refusal,
        }
        part = request.headers.get("X-Requested-With") == "fetch"
        name = "projects/weekly_submit_part.html" if part else "projects/weekly_submit.html"
        return render(request, name, context, status=status)
