"""Forms of the paper loop: what is written without an account, and which sheets are printed."""

from typing import Any

from django import forms

from projects.node_forms import WithNodes
from projects.services.paper_forms import ASKED, LONGEST_NAME, UNCHANGED
from projects.services.weekly import EntryRefused
from projects.services.weekly_values import FIELDS


class AnswerForm(WithNodes):
    """The fields of the sheet as text; the service reads and judges them."""

    no_change = forms.BooleanField(
        label="本周无变化",
        required=False,
        help_text="形象进度和累计完成投资与上周相同，只写有变动的栏。",
    )
    sender = forms.CharField(
        label="填写人", required=False, max_length=LONGEST_NAME,
        help_text="可以不填；只有填报员看得到。",
    )  # fmt: skip
    website = forms.CharField(label="网址", required=False)  # a trap: people do not see it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {name: self.field(name) for name in ASKED}
        first = {UNCHANGED: self.fields.pop(UNCHANGED)}
        self.fields = {**first, **asked, **self.fields}
        self.add_nodes()
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    @staticmethod
    def field(name: str) -> forms.CharField:
        column = FIELDS[name]
        widget: forms.Widget = forms.Textarea(attrs={"rows": 2, "maxlength": column.limit})
        if column.numeric:
            mode = "numeric" if column.kind == "count" else "decimal"
            widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
        return forms.CharField(label=column.heading, required=False, strip=False, widget=widget)

    def typed(self) -> dict[str, str]:
        texts = {name: self.cleaned_data[name] for name in ASKED}
        texts |= self.node_texts()
        return texts | {UNCHANGED: "1" if self.cleaned_data[UNCHANGED] else ""}

    def add_refusals(self, refused: EntryRefused) -> None:
        for refusal in refused.refusals:
            self.add_error(self.field_of(refusal.field), refusal.message)
