"""Form fields of the trade: money typed in 万元, dates with the browser's picker, files."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from core import money
from core.periods import FIRST_ENTERED, LAST_ENTERED
from core.uploads import KINDS, MOST

FILES_HELP = f"可选{MOST}个以内：{KINDS}。表单被退回修改时，附件须重新选择。"
MOST_COUNTED: Final = 99_999_999  # people, households or communities: more than any city has


class WanField(forms.DecimalField):
    """An amount that people type in 万元 and that the form hands on in 元."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 6)
        super().__init__(**kwargs)
        self.widget.attrs["data-unit"] = "万元"

    def clean(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "")
        wan: Decimal | None = super().clean(value)
        return None if wan is None else money.from_wan(wan)

    def prepare_value(self, value: Any) -> Any:
        """Print 元 from the database in 万元; text that was typed stays as it is."""
        return money.to_wan(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def date_field(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, validators=[within_reason], **kwargs)


def within_reason(day: date) -> None:
    """Refuse a slip of the keyboard such as 0203-07-31, which no calendar of works goes back to."""
    if not FIRST_ENTERED <= day <= LAST_ENTERED:
        raise ValidationError(f"日期应在 {FIRST_ENTERED} 至 {LAST_ENTERED} 之间，如 2023-04-15。")


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what they may be is decided by `core.uploads`."""

    widget = ManyFilesInput

    def __init__(self, label: str = "附件") -> None:
        super().__init__(label=label, required=False, help_text=FILES_HELP)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return list(data or [])
