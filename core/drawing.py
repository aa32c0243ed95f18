"""Inputs and selects as HTML without the template engine.

A filter bar has a dozen of them, and Django renders each through three templates: that costs more
than the query behind the list. Any other widget keeps Django's templates.
"""

import html
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

DRAWN: Final = frozenset(
    {forms.TextInput, forms.NumberInput, forms.DateInput, forms.Select, forms.SelectMultiple}
)


def drawn(field: BoundField) -> SafeString:
    """Return the field's widget as Django would print it."""
    widget = field.field.widget
    if type(widget) not in DRAWN:
        return field.as_widget()
    attrs = field.build_widget_attrs({}, widget)
    if field.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", field.auto_id)
    context = widget.get_context(field.html_name, field.value(), attrs)["widget"]
    return mark_safe(_select(context) if "optgroups" in context else _input(context))  # noqa: S308


def _input(context: Mapping[str, Any]) -> str:
    value = context["value"]
    shown = "" if value is None else f' value="{escape(value)}"'
    kind, name = escape(context["type"]), escape(context["name"])
    return f'<input type="{kind}" name="{name}"{shown}{_attributes(context["attrs"])}>'


def _select(context: Mapping[str, Any]) -> str:
    parts = []
    for group, options, _ in context["optgroups"]:
        drawn_options = "".join(map(_option, options))
        label = "" if group is None else f'<optgroup label="{escape(group)}">'
        parts.append(f"{label}{drawn_options}{'</optgroup>' if label else ''}")
    name = escape(context["name"])
    return f'<select name="{name}"{_attributes(context["attrs"])}>{"".join(parts)}</select>'


def _option(option: Mapping[str, Any]) -> str:
    attributes = _attributes(option["attrs"])
    return (
        f'<option value="{escape(option["value"])}"{attributes}>{escape(option["label"])}</option>'
    )


def escape(value: Any) -> str:
    """Escape as Django does, without its check for lazy text that costs more than the escaping."""
    return html.escape(str(value))


def _attributes(attrs: Mapping[str, Any]) -> str:
    """Print attributes as Django's attrs.html does: False is left out, True has no value."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )
