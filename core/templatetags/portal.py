"""Template tags and filters of every page: numbers with units, lights, links that keep filters."""

from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django import template
from django.template.context import RequestContext

from core import money

register = template.Library()
ABSENT = "—"
LONG_FACT: Final = 36  # letters


@register.filter
def wan(yuan: Decimal | None, places: int = 0) -> str:
    """Print 元 as 万元 with thousands separators; — when absent."""
    if yuan is None:
        return ABSENT
    return f"{money.round_half_up(yuan / money.WAN, Decimal(1).scaleb(-places)):,f}"


@register.filter
def digits(value: Decimal | int | float | None, places: int | None = None) -> str:
    """Print a number with thousands separators; — when absent, never 0 for unknown."""
    if value is None or value == "":
        return ABSENT
    exact = Decimal(str(value))
    if places is None:
        return f"{money.plain(exact):,f}"
    return f"{money.round_half_up(exact, Decimal(1).scaleb(-places)):,f}"


@register.filter
def rate(value: str | None) -> str:
    """Print a rate with its sign, or — when there is no denominator."""
    return ABSENT if value is None else f"{value}%"


@register.filter
def absent(value: Any) -> Any:
    """Print — for None and for empty text."""
    return ABSENT if value is None or value == "" else value


@register.filter
def is_long(value: Any) -> bool:
    """Tell whether a fact wants more than one column of its list."""
    return len(str(value or "")) > LONG_FACT


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """Look a key up in a mapping; None when it is not there."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def url_with(context: RequestContext, **changes: Any) -> str:
    """Return this page's query string with some parameters changed; None or '' removes one."""
    query = context["request"].GET
    kept = [(key, value) for key in query if key not in changes for value in query.getlist(key)]
    changed = [(key, str(value)) for key, value in changes.items() if value not in (None, "")]
    return f"?{urlencode(kept + changed)}"
