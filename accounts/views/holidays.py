"""节假日安排: the days on which the office's calendar differs from the published one."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.forms import HolidayForm
from accounts.models import Holiday
from accounts.services.holidays import remove_holiday, save_holidays
from accounts.views.base import caller
from core.columns import Column
from core.exceptions import Refusal
from core.links import row_page
from core.views import ListPage, PermittedView

UNPROCESSABLE = 422


class HolidayList(ListPage):
    permission = "accounts.view_holiday"
    title = "节假日安排"
    template_name = "accounts/holidays.html"
    empty = "没有另行登记的日期，一律按国务院办公厅公布的节假日安排计算；尚未公布的年份按周一至周五计算。"
    columns = (
        Column("日期", "day", "date", order="day", primary=True),
        Column("安排", lambda row: "上班" if row.working else "放假", order="working"),
        Column("名称", "name", order="name"),
        Column("适用区划", lambda row: row.region.name if row.region else "通用"),
        Column("来源", "source"),
        Column("操作", lambda row: "删除", link=lambda row: _remove_url(row), acts=True),
    )

    def get_columns(self) -> tuple[Column, ...]:
        may = caller(self.request).has_perm("accounts.change_holiday")
        return self.columns if may else self.columns[:-1]

    def get_queryset(self) -> QuerySet[Holiday]:
        return Holiday.objects.visible_to(caller(self.request)).select_related("region")


class HolidayNew(PermittedView):
    permission = "accounts.change_holiday"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, HolidayForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = HolidayForm(request.POST)
        if form.is_valid():
            try:
                rows = save_holidays(**form.words(), by=caller(request))
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.message)
            else:
                messages.success(request, f"已登记{len(rows)}天，以后新定的时限按此计算。")
                return redirect("accounts:holidays")
        return self.page(request, form, UNPROCESSABLE)

    @staticmethod
    def page(request: HttpRequest, form: HolidayForm, status: int = 200) -> HttpResponse:
        context = {"title": "登记节假日", "form": form}
        return render(request, "accounts/holiday_form.html", context, status=status)


class HolidayRemove(PermittedView):
    """Ask, then let the published calendar hold again on that day."""

    permission = "accounts.change_holiday"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {"title": "删除登记", "row": self.row(pk)}
        return render(request, "accounts/holiday_remove.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            remove_holiday(self.row(pk), by=caller(request))
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "已删除，该日恢复按公布的安排计算。")
        return redirect("accounts:holidays")

    def row(self, pk: int) -> Holiday:
        return get_object_or_404(Holiday.objects.visible_to(caller(self.request)), pk=pk)


def _remove_url(row: Holiday) -> str:
    return row_page("accounts:holiday_remove", row.pk)
