"""The resident's forms: few fields, one thumb, no account."""

from typing import Any

from django import forms

from complaints.forms import PhotosField, categories, phone_field
from complaints.models import PublicPage
from complaints.services.gate import Sum
from orders.forms import line


class ReportForm(forms.Form):
    """What a resident tells. `website` is a trap that people do not see."""

    category = forms.ChoiceField(label="什么问题", choices=categories)
    community = forms.ChoiceField(label="哪个小区")
    place = line(
        "在哪里", 60, required=False, help_text="几栋、几单元、什么部位，如 3栋2单元楼顶。"
    )
    content = forms.CharField(
        label="情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="什么时候开始、影响了什么。不要写姓名和电话。",
    )  # fmt: skip
    photos = PhotosField(label="照片（选填）")
    use_position = forms.BooleanField(
        label="把照片里的拍摄位置告诉办理单位", required=False,
        help_text="不选则位置会被去除。",
    )  # fmt: skip
    name = line("姓名（选填）", 30, required=False)
    phone = phone_field(required=False)
    website = forms.CharField(
        label="网址", required=False, max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, page: PublicPage, question: Sum | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        homes = sorted(page.project.communities.all(), key=lambda one: one.number)
        self.homes = {str(one.pk): one for one in homes}
        self.fields["community"].choices = [(pk, one.name) for pk, one in self.homes.items()]  # type: ignore[attr-defined]
        self.fields["photos"].help_text = "JPG 或 PNG，最多3张。"
        self.fields["phone"].label = "电话（选填）"
        self.fields["phone"].help_text = "只用于办理和回访，加密保存，不会公开。"
        if len(homes) < 2:
            del self.fields["community"]
        if question is not None:
            self.fields["sum"] = forms.IntegerField(
                label=question.words,
                min_value=question.answer,
                max_value=question.answer,
                error_messages=dict.fromkeys(
                    ("min_value", "max_value", "invalid"), "答案不对，请再算一次。"
                ),
                help_text="提交次数较多，请回答一道算术题。",
            )

    @property
    def home(self) -> Any:
        """Return the community meant: the one chosen, or the only one; None where there is none."""
        chosen = self.cleaned_data.get("community")
        return self.homes.get(chosen) if chosen else next(iter(self.homes.values()), None)


class AnswerForm(forms.Form):
    solved = forms.ChoiceField(
        label="问题解决了吗", choices=[("1", "已解决"), ("0", "没有解决")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="还有什么没有解决", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="没有解决的请写明，将重新办理。",
    )  # fmt: skip
