"""Forms of disputes. They read what was typed; the rules live in the service."""

from typing import Any

from django import forms

from complaints.models import Dispute, DisputeLevel
from core.fields import MOST_COUNTED, date_field
from projects.fields import ProjectNumberField, UserForm

FACTS = (
    "category", "level", "people", "obstruction", "consent_gap", "occurred_on", "content",
    "stopped_on", "resumed_on", "mediator", "resolved_on", "result",
)  # fmt: skip


def _lines(label: str, longest: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=False, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class DisputeForm(forms.Form):
    category = forms.CharField(
        label="类别", max_length=30, help_text="如施工扰民、改造方案、拆迁补偿、加装电梯。"
    )
    level = forms.ModelChoiceField(
        label="等级", queryset=DisputeLevel.objects.filter(active=True), required=False,
        empty_label="按涉及人数确定", help_text="群体性的立即报市级办公室，其他区县不可见。",
    )  # fmt: skip
    people = forms.IntegerField(
        label="涉及人数", min_value=1, max_value=MOST_COUNTED, required=False
    )
    obstruction = forms.BooleanField(label="居民阻挠施工", required=False)
    consent_gap = forms.CharField(
        label="所缺意愿征集或表决", max_length=200, required=False,
        help_text="改变绿地等公共空间用途引发的，写明没有进行的表决事项或文号。",
    )  # fmt: skip
    occurred_on = date_field(label="发生日期")
    content = _lines("情况", 2000)
    stopped_on = date_field(
        label="停工日期", required=False, help_text="填写后项目转为停工，不计滞后。"
    )
    resumed_on = date_field(label="复工日期", required=False, help_text="恢复施工的第一天。")
    mediator = forms.CharField(label="调解人", max_length=60, required=False)
    resolved_on = date_field(label="化解日期", required=False)
    result = _lines("化解结果", 500)

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @staticmethod
    def kept(row: Dispute) -> dict[str, Any]:
        return {name: getattr(row, name) for name in FACTS}


class NewDisputeForm(UserForm, DisputeForm):
    project = ProjectNumberField()
    number = forms.CharField(
        label="纠纷编号", max_length=40, required=False, help_text="留空由系统编号。"
    )
    field_order = ("project", "number")


class StepForm(forms.Form):
    held_on = date_field(label="日期")
    people = forms.CharField(label="调解人和参加人", max_length=100)
    text = forms.CharField(
        label="经过和意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤销理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(forms.Form):
    instruction = forms.CharField(
        label="处置意见", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class LevelForm(forms.Form):
    name = forms.CharField(label="等级", max_length=20)
    min_people = forms.IntegerField(
        label="起始人数", min_value=1, max_value=MOST_COUNTED, required=False
    )
    mass = forms.BooleanField(label="群体性", required=False)
    order = forms.IntegerField(label="次序", min_value=0, max_value=999)
    active = forms.BooleanField(label="启用", required=False, initial=True)
    source = forms.CharField(label="来源", max_length=200)
