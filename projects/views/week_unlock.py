"""Unlocking of one region and week after the cut-off, by the office, with its reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import Region, User
from accounts.views.base import caller
from core import clock
from core.exceptions import Refusal
from core.periods import Week
from core.views import PermittedView
from projects.models import WeekUnlock
from projects.services.weeks import unlock_week
from projects.weekly_forms import UnlockForm

LATEST = 50


class WeekUnlockPage(PermittedView):
    """The form, and what was unlocked before: who, until when, why."""

    permission = "projects.unlock_week"

    @property
    def user(self) -> User:
        return caller(self.request)

    def get(self, request: HttpRequest) -> HttpResponse:
        given = {name: request.GET[name] for name in ("region", "week") if name in request.GET}
        return self.show(UnlockForm(user=self.user, initial=given))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UnlockForm(request.POST, user=self.user)
        if not form.is_valid():
            return self.show(form, 422)
        data = form.cleaned_data
        week = Week.of(data["week"])
        try:
            unlock = unlock_week(
                self.user, data["region"], week, data["reason"], data["hours"], request
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.show(form, 422)
        until = f"{unlock.until:%-m月%-d日%H:%M}"
        messages.success(request, f"已解锁{unlock.region}{week.label}，至{until}自动恢复冻结。")
        return redirect("projects:week_unlock")

    def show(self, form: UnlockForm, status: int = 200) -> HttpResponse:
        mine = Region.objects.visible_to(self.user).values("pk")
        unlocks = WeekUnlock.objects.filter(region__in=mine).select_related(
            "region", "unlocked_by"
        )[:LATEST]
        rows = [(unlock, Week(unlock.week).label) for unlock in unlocks]
        context = {"title": "周报解锁", "form": form, "rows": rows, "now": clock.now()}
        return render(self.request, "projects/week_unlock.html", context, status=status)
