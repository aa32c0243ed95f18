"""Stop windows: the list with the presets of a year, one window with its history, the forms."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.views.base import caller
from core import clock
from core.asked import asked_year
from core.columns import Column
from core.exceptions import Refusal
from core.history import HistoryLine, history_of
from core.links import row_page
from core.views import ListPage, PermittedView, wants_fragment
from projects.models import StopWindow
from projects.schedule_filters import StopWindowFilter
from projects.schedule_forms import StopWindowForm, WithdrawalForm
from projects.schedule_querysets import touches
from projects.services.stop_windows import PRESETS, add_window, change_window, withdraw_window
from projects.views.editing import EditPage, register_tabs


def window_url(row: StopWindow) -> str:
    return row_page("projects:stop_window", row.pk)


def state_of(row: Any) -> str:
    if row.covers(row.seen_on):
        return "停工中"
    return "已过" if row.last_on < row.seen_on else "未到"


STATE_BADGES = {"停工中": "warn", "已过": "muted", "未到": "neutral"}


class StopWindowList(ListPage):
    permission = "projects.view_stopwindow"
    title = "停工窗口"
    template_name = "projects/stop_windows.html"
    filterset_class = StopWindowFilter
    empty = "没有停工窗口。"
    empty_how = "由市级办公室登记后，对所列区划及其下级适用，工期和滞后都扣除这些天。"
    unit_note = "按区划筛选时，一并列出上级区划适用于它的窗口。"
    columns = (
        Column("名称", "name", link=window_url, order="name", primary=True),
        Column("类型", "get_kind_display", order="kind"),
        Column("适用区划", "region.name", order="region_id"),
        Column("起始日期", "first_on", "date", order="first_on"),
        Column("截止日期", "last_on", "date", order="last_on"),
        Column("天数", "days", "number", unit="天"),
        Column("停止的施工", "get_works_display", order="works"),
        Column(
            "扣除工期", lambda row: "扣除" if row.stops_clock else "不扣除", order="stops_clock"
        ),
        Column("状态", state_of, "badge", badge=lambda row: STATE_BADGES[state_of(row)]),
        Column("依据", "source", on_phone=False),
    )

    def get_queryset(self) -> QuerySet[StopWindow]:
        rows = StopWindow.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("-first_on", "region_id", "pk")

    def get_context(self) -> dict[str, Any]:
        if wants_fragment(self.request):
            return {}
        adds = self.request.user.has_perm("projects.add_stopwindow")
        this_year = clock.today().year
        return {
            "tabs": register_tabs("stop_windows"),
            "new_url": reverse("projects:stop_window_new") if adds else "",
            "new_label": "登记停工窗口",
            "presets": [preset_links(year) for year in (this_year, this_year + 1)] if adds else [],
            "events": recent_changes(caller(self.request)),
        }


def preset_links(year: int) -> tuple[int, list[tuple[str, str]]]:
    """Return a year and, for each preset, its words and the address of the form that proposes it."""
    address = reverse("projects:stop_window_new")
    return year, [
        (preset.label, f"{address}?{urlencode({'preset': key, 'year': str(year)})}")
        for key, preset in PRESETS.items()
    ]


def recent_changes(user: User) -> list[HistoryLine]:
    """Return the last changes of the windows that a user sees, withdrawn ones among them."""
    records: Any = StopWindow.history
    if not user.is_superuser:
        records = records.filter(touches(user.region_id)) if user.region_id else records.none()
    return history_of(StopWindow, limit=10, id__in=records.values("id"))


class StopWindowDetail(PermittedView):
    permission = "projects.view_stopwindow"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return show(request, window_or_404(request, pk))


def show(
    request: HttpRequest, window: StopWindow, form: WithdrawalForm | None = None
) -> HttpResponse:
    """Show one window; a refused withdrawal comes back with what was typed."""
    user = caller(request)
    inside = user.oversees(window.region_id)
    context = {
        "title": window.name,
        "window": window,
        "facts": facts_of(window),
        "may_edit": inside and user.has_perm("projects.change_stopwindow"),
        "may_withdraw": inside and user.has_perm("projects.delete_stopwindow"),
        "form": form or WithdrawalForm(),
        "events": history_of(StopWindow, id=window.pk),
    }
    return render(request, "projects/stop_window.html", context, status=422 if form else 200)


def facts_of(window: StopWindow) -> list[tuple[str, Any]]:
    return [
        ("类型", window.get_kind_display()),
        ("适用区划", f"{window.region.name}及其下级"),
        ("起止日期", f"{window.first_on} 至 {window.last_on}（{window.days}天，含首尾）"),
        ("停止的施工", window.get_works_display()),
        ("扣除工期", "扣除：不计工期，不计滞后" if window.stops_clock else "不扣除，只作提示"),
        ("依据", window.source),
    ]


def window_or_404(request: HttpRequest, pk: int) -> StopWindow:
    rows = StopWindow.objects.visible_to(request.user).select_related("region")
    return get_object_or_404(rows, pk=pk)


class StopWindowPage(EditPage):
    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        above = (("停工窗口", reverse("projects:stop_windows")),)
        return (*above, (self.row.name, window_url(self.row))) if self.row else above

    def back(self) -> str:
        return window_url(self.row)


class StopWindowNew(StopWindowPage):
    """`?preset=…&year=…` proposes a window; nothing is set before it is saved."""

    permission = "projects.add_stopwindow"
    title = "登记停工窗口"
    success = "已登记，工期和滞后按新的停工窗口计算。"

    def get_form(self, data: Any = None) -> StopWindowForm:
        return StopWindowForm(data, user=self.user, initial=self.proposed())

    def proposed(self) -> dict[str, Any]:
        preset = PRESETS.get(self.request.GET.get("preset", ""))
        year = asked_year(self.request)
        if preset is None or year is None:
            return {"region": self.user.region_id}
        return preset.values(year) | ({"region": self.user.region_id} if preset.whole else {})

    def save(self, form: Any) -> StopWindow:
        added: StopWindow = add_window(form.cleaned_data, by=self.user)
        return added

    def get_context(self) -> dict[str, Any]:
        asked = self.request.GET.get("preset") in PRESETS
        return {"note": "以下为预设，核对区划、日期和依据后保存才生效。"} if asked else {}


class StopWindowEdit(StopWindowPage):
    permission = "projects.change_stopwindow"
    title = "修改停工窗口"
    versioned = StopWindow

    def get_row(self) -> StopWindow:
        """Return the window; 403 for one that a region above has set."""
        window = window_or_404(self.request, self.kwargs["pk"])
        if not self.user.oversees(window.region_id):
            raise PermissionDenied
        return window

    def get_form(self, data: Any = None) -> StopWindowForm:
        return StopWindowForm(data, instance=self.row, user=self.user)

    def save(self, form: Any) -> StopWindow:
        return change_window(self.row, form.cleaned_data, by=self.user, seen=self.seen())


class StopWindowWithdraw(PermittedView):
    permission = "projects.delete_stopwindow"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        window = window_or_404(request, pk)
        form = WithdrawalForm(request.POST)
        if not form.is_valid():
            return show(request, window, form)
        try:
            withdraw_window(window, reason=form.cleaned_data["reason"], by=caller(request))
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return show(request, window, form)
        messages.success(request, f"已撤销“{window.name}”，工期和滞后不再扣除这些天。")
        return redirect("projects:stop_windows")
