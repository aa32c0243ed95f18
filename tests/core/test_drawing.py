"""Inputs and selects drawn without templates are what Django would have printed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.test.html import parse_html

from core.drawing import drawn


class Sample(forms.Form):
    name = forms.CharField(label="名称", max_length=5, help_text="五个字", initial='"<b>&')
    money = forms.DecimalField(required=False, initial=Decimal("1.50"))
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    kind = forms.ChoiceField(
        choices=[("", "全部"), ("a", "<甲>"), ("组", [("b", "乙")])], initial="b"
    )
    locked = forms.CharField(
        disabled=True, required=False, widget=forms.TextInput(attrs={"list": "x"})
    )
    many = forms.MultipleChoiceField(choices=[("a", "甲")])
    note = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize("name", list(Sample.base_fields))
@pytest.mark.parametrize(
    "data", [None, {}, {"name": "<script>", "money": "x", "day": "2023-02-30", "kind": "没有", "many": "a"}]
)  # fmt: skip
def test_the_html_is_djangos(name: str, data: dict[str, Any] | None) -> None:
    form = Sample(data, initial={"day": date(2023, 7, 31)})
    form.is_valid()
    assert parse_html(drawn(form[name])) == parse_html(form[name].as_widget())
