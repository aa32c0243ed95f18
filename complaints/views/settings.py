"""What an office sets: categories, time limits, notices, whether residents' pages are open."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.services.access import actor
from complaints.forms import CategoryForm, NoticeForm, PublicSettingForm, TimeRuleForm
from complaints.models import ComplaintCategory, PublicSetting, TimeRule, WorkNotice
from complaints.services.notices import cancel_notice, give_notice
from complaints.services.pages import publish
from complaints.services.settings import save_category, save_rule
from core import clock
from core.columns import Column
from core.exceptions import Refusal
from core.links import row_page
from core.views import ListPage, PermittedView
from projects.views.editing import EditPage

SETUP = "complaints.setup_complaints"


class CategoryList(ListPage):
    permission = "complaints.view_complaint"
    title = "投诉类别"
    template_name = "complaints/categories.html"
    columns = (
        Column(
            "类别", "name", order="name", primary=True,
            link=lambda row: row_page("complaints:category_edit", row.pk),
        ),
        Column("质量投诉", "quality", order="quality"),
        Column("保修项目", "warranty_item", order="warranty_item"),
        Column(
            "保修期",
            lambda row: (
                "设计使用年限" if row.warranty_life
                else f"{row.warranty_years}年" if row.warranty_years else None
            ),
        ),
        Column("依据", "source"),
        Column("启用", "active", order="active"),
    )  # fmt: skip

    def get_columns(self) -> Sequence[Column]:
        if actor(self.request).has_perm(SETUP):
            return self.columns
        name = Column("类别", "name", order="name", primary=True)
        return (name, *self.columns[1:])

    def get_queryset(self) -> QuerySet[ComplaintCategory]:
        return ComplaintCategory.objects.visible_to(self.request.user).order_by("order", "name")


class CategoryEdit(EditPage):
    permission = SETUP
    form_class = CategoryForm

    def get_row(self) -> ComplaintCategory | None:
        pk = self.kwargs.get("pk")
        return get_object_or_404(ComplaintCategory, pk=pk) if pk else None

    def get_title(self) -> str:
        return "修改投诉类别" if self.row else "新增投诉类别"

    def get_form(self, data: Any = None) -> CategoryForm:
        row = self.row
        names = CategoryForm.base_fields
        return CategoryForm(data, initial={n: getattr(row, n) for n in names} if row else None)

    def save(self, form: Any) -> ComplaintCategory:
        return save_category(self.row, by=self.user, **form.cleaned_data)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (
            ("投诉", reverse("complaints:complaints")),
            ("投诉类别", reverse("complaints:categories")),
        )

    def back(self) -> str:
        return reverse("complaints:categories")


class RuleList(ListPage):
    permission = "complaints.view_complaint"
    title = "投诉办理时限"
    template_name = "complaints/rules.html"
    columns = (
        Column("渠道", lambda row: row.channel or "不限", order="channel"),
        Column("等级", lambda row: row.get_level_display() or "不限", order="level", primary=True),
        Column("响应时限", "respond_hours", "number", unit="小时"),
        Column("办理时限", lambda row: f"{row.limit}{row.get_unit_display()}"),
        Column(
            "可延长",
            lambda row: f"{row.extension}{row.get_unit_display()}" if row.extension else "不可",
        ),
        Column("退回时限", "return_days", "number", unit="工作日"),
        Column("区划", lambda row: row.region.name if row.region else "通用"),
        Column("起用日期", "effective_on", "date", order="effective_on"),
        Column("来源", "source"),
    )

    def get_queryset(self) -> QuerySet[TimeRule]:
        rows = TimeRule.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("channel", "pk")


class RuleNew(EditPage):
    permission = SETUP
    title = "新增办理时限"
    form_class = TimeRuleForm
    success = "已保存，自起用日期起收到的投诉按新时限办理。"

    def get_form(self, data: Any = None) -> TimeRuleForm:
        return TimeRuleForm(data, initial={"effective_on": clock.today(), "return_days": 2})

    def save(self, form: Any) -> TimeRule:
        return save_rule(**form.cleaned_data, by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (
            ("投诉", reverse("complaints:complaints")),
            ("办理时限", reverse("complaints:rules")),
        )

    def back(self) -> str:
        return reverse("complaints:rules")


class NoticeNew(EditPage):
    permission = "complaints.add_worknotice"
    title = "登记施工影响告知"
    form_class = NoticeForm
    success = "已登记，居民公示页已更新。"

    def get_form(self, data: Any = None) -> NoticeForm:
        initial = {"community": self.request.GET.get("community", "")}
        return NoticeForm(data, initial=initial, user=self.user)

    def save(self, form: Any) -> WorkNotice:
        return give_notice(**form.cleaned_data, by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("施工影响告知", reverse("complaints:notices")),)

    def back(self) -> str:
        return reverse("complaints:notices")


class NoticeCancel(PermittedView):
    """Ask, then take a notice back."""

    permission = "complaints.change_worknotice"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {"title": "取消告知", "row": self.row(pk)}
        return render(request, "complaints/notice_cancel.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            cancel_notice(self.row(pk), by=actor(request))
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "已取消，居民公示页不再显示。")
        return redirect("complaints:notices")

    def row(self, pk: int) -> WorkNotice:
        rows = WorkNotice.objects.visible_to(actor(self.request)).select_related("community")
        return get_object_or_404(rows, pk=pk)


class PublicSettingEdit(EditPage):
    permission = "complaints.publish_page"
    title = "居民公示设置"
    form_class = PublicSettingForm
    success = "已保存；公开的，本辖区已开工项目的公示页都已生成地址和二维码。"

    def get_form(self, data: Any = None) -> PublicSettingForm:
        found = PublicSetting.objects.filter(region=self.user.region_id).first() or PublicSetting()
        names = PublicSettingForm.base_fields
        return PublicSettingForm(data, initial={n: getattr(found, n) for n in names})

    def save(self, form: Any) -> PublicSetting:
        return publish(**form.cleaned_data, by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("投诉", reverse("complaints:complaints")),)

    def back(self) -> str:
        return reverse("complaints:complaints")
