"""Forms of stop windows, templates and schedules. They read what was typed; services hold the rules."""

from django import forms

from core.fields import date_field
from projects.forms import RowForm
from projects.models import StopWindow


class StopWindowForm(RowForm):
    groups = (
        ("停工窗口", ("region", "kind", "name", "first_on", "last_on", "works", "stops_clock", "source")),
    )  # fmt: skip
    first_on = date_field(label="起始日期")
    last_on = date_field(label="截止日期", help_text="最后一个停工日，含当日。")
    source = forms.CharField(
        label="依据",
        max_length=200,
        help_text="通知的名称、文号或规定，写明起止日期从哪里来。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = StopWindow
        fields = ("region", "kind", "name", "first_on", "last_on", "works", "stops_clock", "source")
        help_texts = {
            "region": "对该区划及其下级全部适用。",
            "stops_clock": "这些天不计入工期，也不计滞后；只限个别工序、不影响总工期的不勾选。",
        }


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label="撤销原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
