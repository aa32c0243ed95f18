"""What an office sets for itself: name and code of its orders, thresholds of its ladder."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core import clock
from core.columns import Column
from core.views import ListPage
from orders.forms import OfficeForm, RuleForm
from orders.models import EscalationRule, OrderOffice
from orders.services.offices import save_office, save_rule
from projects.views.editing import EditPage


class OfficeEdit(EditPage):
    permission = "orders.issue_order"
    title = "发文机关设置"
    form_class = OfficeForm
    success = "已保存，自下一件起使用；已签发的不变。"

    def get_form(self, data: Any = None) -> Any:
        region = self.user.region
        if region is None:
            return OfficeForm(data)
        names = ("name", "code", "contact", "phone")
        office = OrderOffice.of(region)
        return OfficeForm(data, initial={name: getattr(office, name) for name in names})

    def save(self, form: Any) -> OrderOffice:
        return save_office(**form.cleaned_data, by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("督办事项", reverse("orders:orders")),)

    def back(self) -> str:
        return reverse("orders:orders")


class RuleList(ListPage):
    """The ladder, for whoever has orders to answer; rules are added by the office of the region."""

    permission = "orders.view_order"
    title = "升级规则"
    template_name = "orders/rules.html"
    empty = "没有升级规则，不会提出升级建议。"
    columns = (
        Column("依据", lambda row: row.get_measure_display(), order="measure", primary=True),
        Column("阈值", "threshold", "number", order="threshold"),
        Column("升级措施", lambda row: row.get_step_display(), order="step"),
        Column("区划", lambda row: row.region.name if row.region else "通用"),
        Column("起用日期", "effective_on", "date", order="effective_on"),
        Column("启用", "active"),
        Column("来源", "source"),
    )

    def get_queryset(self) -> QuerySet[EscalationRule]:
        rows = EscalationRule.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("measure", "threshold", "region_id", "effective_on")


class RuleNew(EditPage):
    permission = "orders.issue_order"
    title = "新增升级规则"
    form_class = RuleForm
    success = "规则已保存，自起用日期起代替本区划原有的同类规则。"

    def get_form(self, data: Any = None) -> Any:
        return RuleForm(data, initial={"effective_on": clock.today(), "active": True})

    def save(self, form: Any) -> EscalationRule:
        return save_rule(**form.cleaned_data, by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("督办事项", reverse("orders:orders")), ("升级规则", reverse("orders:rules")))

    def back(self) -> str:
        return reverse("orders:rules")
