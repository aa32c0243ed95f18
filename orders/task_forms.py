"""Forms of the list of key tasks. They read what was typed; the rules live in the services."""

from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import Region, User
from core.fields import date_field
from orders.choices import TaskSource
from orders.forms import line, long_text
from orders.services.tasks import Line, Source


class SourceForm(forms.Form):
    source_kind = forms.ChoiceField(label="来源种类", choices=[("", "请选择"), *TaskSource.choices])
    source = line("来源文件", 200, help_text="讲话、文件或会议的名称和文号。")
    source_on = date_field(label="来源日期")

    def value(self) -> Source:
        given = self.cleaned_data
        return Source(given["source_kind"], given["source"], given["source_on"])


class LineForm(forms.Form):
    task = forms.CharField(
        label="任务", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    region = forms.ModelChoiceField(
        label="承办区划", queryset=Region.objects.none(), required=False, empty_label="请选择"
    )
    unit = line("牵头单位", 80, required=False)
    co_units = line("配合单位", 200, required=False)
    due_on = date_field(label="完成时限", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Q(pk=user.region_id) | Q(parent_id=user.region_id)
        rows = Region.objects.visible_to(user).filter(near).order_by("code")
        self.fields["region"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.has_changed() and given.get("region") is None and "region" not in self.errors:
            self.add_error("region", "请选择承办区划。")
        return given

    def value(self) -> Line:
        return Line(**self.cleaned_data)


LineFormSet = forms.formset_factory(LineForm, extra=5, max_num=50)


class TaskReportForm(forms.Form):
    text = long_text("进展或完成情况", 500)
    finished = forms.ChoiceField(
        label="报告种类", choices=[("0", "报告进展"), ("1", "已完成，申请销号")],
        widget=forms.RadioSelect,
    )  # fmt: skip


class TaskDecisionForm(forms.Form):
    accepted = forms.ChoiceField(
        label="结论", choices=[("1", "同意销号"), ("0", "退回")], widget=forms.RadioSelect
    )
    opinion = long_text("审核意见", 500)


class TaskChaseForm(forms.Form):
    text = long_text("催办内容", 500)


class TaskDropForm(forms.Form):
    reason = long_text("取消原因", 500)
