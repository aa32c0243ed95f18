"""Forms of reports."""

from typing import TYPE_CHECKING

from django import forms

from reports.models import Letterhead

if TYPE_CHECKING:
    LetterheadModelForm = forms.ModelForm[Letterhead]
else:
    LetterheadModelForm = forms.ModelForm


class LetterheadForm(LetterheadModelForm):
    class Meta:
        model = Letterhead
        fields = ["office", "banner", "code", "addressee", "cc", "printer"]
        help_texts = {
            "office": "落款和标题中的发文机关全称。",
            "banner": "红色版头，一般为发文机关全称或规范化简称加“文件”二字。",
            "code": "发文字号中年份之前的部分，如“云老旧改办”印作“云老旧改办〔2023〕4号”。",
            "addressee": "末尾用冒号，如“各县（区）人民政府，市直有关部门：”。",
            "cc": "没有抄送机关可以不填。",
            "printer": "版记中的印发机关。",
        }
