"""Forms of the weekly flow. They carry what was typed; the services read and judge it."""

from typing import Any

from django import forms

from accounts.models import Region, User
from core.fields import date_field
from projects.node_forms import WithNodes
from projects.services.weekly import Typed
from projects.services.weekly_values import FIELDS, show
from projects.services.weeks import LONGEST_REASON, LONGEST_UNLOCK_HOURS


class EntryForm(WithNodes):
    """Every field of one entry as text, and beside each, hidden, what the page showed.

    Below them the days of the project's nodes, as on the sheet of paper.
    """

    def __init__(self, *args: Any, shown: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**shown, **{f"seen_{name}": text for name, text in shown.items()}}
        for field in FIELDS.values():
            widget: forms.Widget
            if field.numeric:
                mode = "numeric" if field.kind == "count" else "decimal"
                widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
            else:
                widget = forms.Textarea(attrs={"rows": 2})
            self.fields[field.name] = forms.CharField(
                label=field.heading, required=False, strip=False, widget=widget
            )
            self.fields[f"seen_{field.name}"] = forms.CharField(
                required=False, strip=False, widget=forms.HiddenInput
            )
        self.add_nodes()
        self.show_nodes()

    def typed(self) -> dict[str, Typed]:
        """Return the typed fields with what was seen; call after `is_valid()`."""
        return {
            name: Typed(self.cleaned_data[name], self.cleaned_data[f"seen_{name}"])
            for name in FIELDS
        }


def shown_of(entry: object | None) -> dict[str, str]:
    """Return the text of each field of an entry, all empty when there is none."""
    return {
        name: show(field, getattr(entry, name)) if entry else "" for name, field in FIELDS.items()
    }


class ReturnForm(forms.Form):
    """What is to be changed in an entry that goes back; the service says what it must be."""

    comment = forms.CharField(required=False, strip=False)


class UnlockForm(forms.Form):
    """Which region and week, for how long, and why."""

    region = forms.ModelChoiceField(Region.objects.none(), label="区划", empty_label="请选择")
    week = date_field(label="周（填该周任一天）")
    hours = forms.IntegerField(
        label="解锁时长（小时）", initial=24, min_value=1, max_value=LONGEST_UNLOCK_HOURS
    )
    reason = forms.CharField(
        label="解锁原因", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)
        region.queryset = Region.objects.visible_to(user).filter(level__in=["市", "区县"])
