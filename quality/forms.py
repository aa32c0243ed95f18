"""Forms of quality supervision. They read what was typed; the rules live in the services."""

from dataclasses import fields as facts_of
from typing import Any

from django import forms

from accounts.models import User
from core.fields import date_field
from projects.models import Project
from quality.choices import FindingCategory
from quality.services.findings import Facts


def _lines(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, required=required, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class FindingForm(forms.Form):
    found_on = date_field(label="检查日期")
    inspectors = forms.CharField(label="检查人", max_length=100)
    category = forms.ChoiceField(label="问题类别", choices=FindingCategory.choices)
    text = _lines("发现的问题")
    requirement = _lines("整改要求")
    due_on = date_field(label="整改期限")
    unit = forms.CharField(label="责任单位", max_length=80)
    person = forms.CharField(label="责任人", max_length=30, required=False)

    def facts(self) -> Facts:
        return Facts(**{one.name: self.cleaned_data[one.name] for one in facts_of(Facts)})


class NewFindingForm(FindingForm):
    project = forms.CharField(label="项目编号", max_length=40)
    field_order = ("project",)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_project(self) -> Project:
        number = self.cleaned_data["project"].strip()
        found = list(Project.objects.visible_to(self.user).filter(number=number)[:2])
        if len(found) != 1:
            raise forms.ValidationError("没有这个编号的项目，请到项目列表核对项目编号。")
        return found[0]


class FindingReplyForm(forms.Form):
    reply = _lines("整改回复", help_text="写明怎样整改、何时完成；经市级办公室复查后销号。")


class FindingReviewForm(forms.Form):
    decision = forms.ChoiceField(
        label="复查结论", choices=[("close", "整改到位，销号"), ("back", "未到位，退回整改")]
    )
    note = _lines("复查意见", required=False, help_text="退回的须写明还有哪些未整改到位。")
