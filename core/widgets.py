"""How the portal prints the widgets of any Django form: no form needs classes of its own."""

from datetime import date
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.forms.models import ModelChoiceIterator
from django.utils.safestring import SafeString
from django_filters.fields import DateRangeField

from core.drawing import drawn

DJANGO_BLANK: Final = "---------"
BLANK: Final = "请选择"
ENDS: Final = ("从", "至")
LONG_VALUE: Final = 30  # letters from which a line of text does not fit half a form
DJANGO_ROWS: Final = "10"  # what a Textarea has when its form says nothing


def control(field: BoundField) -> SafeString:
    """Print a form field's widget as the portal wants it.

    Dates get the browser's picker, unless what was typed is no date: a picker would drop it.
    Numbers are text with a numeric keyboard, because `type="number"` sends nothing at all when
    what was typed is no number.
    """
    widget = field.field.widget
    if isinstance(widget, forms.MultiWidget):
        for part, end in zip(widget.widgets, ENDS, strict=False):
            _tune(part, field, None)
            part.attrs["aria-label"] = f"{field.label}：{end}"
    else:
        _tune(widget, field, field.value())
    return drawn(field)


def _tune(widget: forms.Widget, field: BoundField, value: Any) -> None:
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        for name in ("step", "min", "max"):
            widget.attrs.pop(name, None)
        widget.attrs.setdefault("inputmode", "decimal")
        widget.attrs.setdefault("autocomplete", "off")
    elif isinstance(widget, forms.DateInput) or isinstance(field.field, DateRangeField):
        widget.format = "%Y-%m-%d"  # type: ignore[attr-defined]
        widget.input_type = "date" if _is_date(value) else "text"  # type: ignore[attr-defined]
    elif isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
        if widget.attrs.get("rows") == DJANGO_ROWS:
            widget.attrs["rows"] = "4"
    elif isinstance(widget, forms.Select):
        _name_the_blank(widget, field)


def _name_the_blank(widget: forms.Select, field: BoundField) -> None:
    """Say 请选择 where Django prints nine hyphens."""
    if getattr(field.field, "empty_label", None) == DJANGO_BLANK:
        field.field.empty_label = BLANK  # type: ignore[attr-defined]
    if not isinstance(widget.choices, ModelChoiceIterator):
        widget.choices = [
            (key, BLANK if label == DJANGO_BLANK else label) for key, label in widget.choices
        ]


def _is_date(value: Any) -> bool:
    try:
        return not isinstance(value, str) or not value or bool(date.fromisoformat(value))
    except ValueError:
        return False


def control_kind(field: BoundField) -> str:
    """Return how field.html lays a field out: check, group, number, range, long, date or plain."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "group"
    if isinstance(widget, forms.NumberInput):
        return "number"
    if isinstance(widget, forms.MultiWidget):
        return "range"
    if isinstance(widget, forms.Textarea):
        return "long"
    if isinstance(widget, forms.TextInput) and len(str(field.value() or "")) > LONG_VALUE:
        return "long"
    return "date" if isinstance(widget, forms.DateInput) else "plain"


def unit_of(field: BoundField) -> str:
    """Return the unit that a form names with `attrs={"data-unit": "㎡"}`, else empty."""
    return str(field.field.widget.attrs.get("data-unit", ""))
