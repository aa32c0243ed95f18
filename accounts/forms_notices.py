"""Forms of one's own notices: a pair of switches per kind, and a channel."""

from typing import Any

from django import forms

from accounts.models import ChannelKind, NoticeKind, NoticeSwitch, User
from accounts.services.channels import KEYS, available


def kinds_of(user: User) -> list[NoticeKind]:
    """Return what a user may be told: mass incidents concern few."""
    knows = user.has_perm("complaints.view_mass_incident")
    return [kind for kind in NoticeKind if knows or kind != NoticeKind.URGENT]


class SwitchForm(forms.Form):
    """Two boxes per kind: in the portal, pushed."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {row.kind: row for row in NoticeSwitch.objects.filter(user=user)}
        self.kinds = kinds_of(user)
        for kind in self.kinds:
            row = kept.get(kind)
            for name, label in (("in_portal", "门户内提醒"), ("pushed", "推送")):
                self.fields[f"{kind.value}_{name}"] = forms.BooleanField(
                    label=f"{kind.label}：{label}",
                    required=False,
                    initial=getattr(row, name) if row else True,
                )

    def wanted(self) -> dict[NoticeKind, tuple[bool, bool]]:
        data = self.cleaned_data
        return {
            kind: (data[f"{kind.value}_in_portal"], data[f"{kind.value}_pushed"])
            for kind in self.kinds
        }

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return (kind, box of the portal, box of pushing) for the page's table."""
        return [
            (kind.label, self[f"{kind.value}_in_portal"], self[f"{kind.value}_pushed"])
            for kind in self.kinds
        ]


class ChannelForm(forms.Form):
    kind = forms.ChoiceField(label="渠道")
    address = forms.CharField(
        label="地址或密钥",
        max_length=220,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="；".join(f"{kind.label}：{expected}" for kind, (_, expected) in KEYS.items()),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in available()]

    def clean_kind(self) -> ChannelKind:
        return ChannelKind(self.cleaned_data["kind"])
