"""Template tags behind `templates/components/`: table cells, active filters, form controls.

A row of a table is printed by one tag, because fifty rows of ten cells through the template
engine cost more than the query that found them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any, Final, Literal

from django import forms, template
from django.core.paginator import Page
from django.db.models import Model, QuerySet
from django.forms.boundfield import BoundField
from django.template.context import Context, RequestContext
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core import widgets
from core.columns import Column, Row
from core.links import from_past_list
from core.templatetags.portal import ABSENT, digits, url_with, wan

register = template.Library()

LIGHTS: Final = {"green": ("绿", "●"), "yellow": ("黄", "▲"), "red": ("红", "■")}
UNITS_BY_KIND: Final = {"money": "万元", "percent": "%", "rate": "%"}
# What django-filter appends to a filter's name for the two ends of a range.
RANGE_SUFFIXES: Final = ("", "_min", "_max", "_after", "_before", "_from", "_to")
DATES: Final = frozenset({"date", "datetime"})
# What stays on one line: names of rows, short words, numbers of files. The rest may wrap, so that
# a table with many columns grows in height and not beyond its page.
ONE_LINE: Final = 12
ONE_LINE_CELL: Final = 8
ONE_LINE_CODE: Final = 20
SEEN_ON: Final = "as_of"  # stands in the list's head line, so that the filters may stay folded
SHORT_HEAD: Final = 4  # letters that stand beside their unit
CUT: Final = ONE_LINE_CELL  # letters that a cut column shows for certain
PROSE: Final = 24  # letters from which a cell holds sentences and wants room
FILTERS_AT_ONCE: Final = 5
NOT_FILTERS: Final = frozenset({"page", "export"})
CHOSEN: Final = "已选定"
UNSORTED: Final = ("", "")
ASCENDING: Final = (' aria-sort="ascending"', '<span aria-hidden="true"> ▲</span>')
DESCENDING: Final = (' aria-sort="descending"', '<span aria-hidden="true"> ▼</span>')


# --- Tables ---------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def heads(context: RequestContext, columns: Iterable[Column], sort: str = "") -> SafeString:
    """Print the `<th>` of a table with the links that sort it; a second click turns it round."""
    drawn = [_head(context, number, column, sort) for number, column in enumerate(columns)]
    return mark_safe("".join(drawn))  # noqa: S308


def _head(context: RequestContext, number: int, column: Column, sort: str) -> str:
    heading, attributes = escape(column.heading), _head_classes(column)
    if column.order is not None and "request" in context:
        up, down = str(number), f"-{number}"
        href = escape(url_with(context, sort=down if sort == up else up, page=None))
        direction, sign = {up: ASCENDING, down: DESCENDING}.get(sort, UNSORTED)
        heading = f'<a href="{href}" hx-get="{href}">{heading}{sign}</a>'
        attributes += direction
    unit = column.unit or UNITS_BY_KIND.get(column.kind, "")
    shown = f'<span class="unit">{escape(unit)}</span>' if unit else ""
    return f'<th scope="col"{attributes}>{heading}{shown}</th>'


def _head_classes(column: Column) -> str:
    """Tell figures from words, and the heads that are short enough for one line."""
    if not column.numeric:
        return ""
    return ' class="num short"' if len(column.heading) <= SHORT_HEAD else ' class="num"'


@register.simple_tag
def cells(row: Row) -> SafeString:
    """Print the `<th scope="row">` and `<td>` of a row; the primary column is the row's heading."""
    heading = primary(row.columns)
    drawn = [_cell(column, row, column is heading) for column in row.columns]
    return mark_safe("".join(drawn))  # noqa: S308


def primary(columns: Iterable[Column]) -> Column | None:
    """Return the column that names the row: the one marked primary, else the first."""
    listed = list(columns)
    return next((column for column in listed if column.primary), listed[0] if listed else None)


def _cell(column: Column, row: Row, heading: bool) -> str:
    text = printed(column, column.of(row.source))
    attributes, content = _classes(column, text, heading), _content(column, row, text)
    if column.cut and len(text) > CUT:
        attributes = f'{attributes} title="{escape(text)}"'
    if heading:
        return f'<th scope="row"{attributes}>{content}</th>'
    label = _label(column.heading, column.unit or UNITS_BY_KIND.get(column.kind, ""))
    return f'<td{attributes} data-label="{label}">{content}</td>'


@lru_cache(maxsize=2048)
def _label(heading: str, unit: str) -> str:
    return escape(f"{heading}（{unit}）" if unit else heading)


def _classes(column: Column, text: str, heading: bool) -> str:
    names = ["num"] if column.numeric else []
    if column.kind in DATES:
        names.append("date")
    elif column.kind == "text" and _on_one_line(text, heading):
        names.append("nowrap")
    elif column.cut:
        names.append("cut")
    elif column.kind == "text" and len(text) > PROSE and not heading:
        names.append("wide")
    if not column.on_phone and not heading:
        names.append("not-phone")
    elif text == ABSENT and not heading:
        names.append("absent")
    return f' class="{" ".join(names)}"' if names else ""


def _on_one_line(text: str, heading: bool) -> bool:
    length = len(text)
    if length <= (ONE_LINE if heading else ONE_LINE_CELL):
        return True
    return length <= ONE_LINE_CODE and text.isascii()


def _content(column: Column, row: Row, text: str) -> str:
    if column.kind == "badge" and text != ABSENT:
        return badge(text, column.badge(row.source) if column.badge else "neutral")
    href = column.link(row.source) if column.link else None
    if href and row.past:
        href = from_past_list(href, row.past)
    return f'<a href="{escape(href)}">{escape(text)}</a>' if href else escape(text)


def printed(column: Column, value: Any) -> str:
    """Return a value as its column prints it, without its unit; — when there is none."""
    if value is None or value == "":
        return ABSENT
    match column.kind:
        case "money":
            return wan(value, column.places or 0)
        case "number":
            return digits(value, column.places)
        case "percent" | "rate":
            return digits(value, 1 if column.places is None else column.places)
        case "change":
            return f"{value:+,}" if value else "持平"
        case "date" | "datetime":
            return moment(value)
        case _:
            return "是" if value is True else "否" if value is False else str(value)


@register.filter
def moment(value: date | datetime | None) -> str:
    """Print a date as 2023-07-31 and a time as 2023-07-31 18:05, in the city's time zone."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{value:%Y-%m-%d}" if value else ABSENT


@register.simple_tag
@lru_cache(maxsize=512)
def badge(text: str, kind: str = "neutral") -> SafeString:
    """Print a state in its colour; green, yellow and red are lights with a sign of their own."""
    if kind in LIGHTS:
        return light(kind, text)
    long = " badge-long" if len(str(text)) > ONE_LINE_CELL else ""
    return format_html('<span class="badge badge-{}{}">{}</span>', kind or "neutral", long, text)


@register.simple_tag
def light(colour: str, text: str = "") -> SafeString:
    """Print a light: colour, a sign whose shape differs, and a word. Unknown colours print —."""
    if colour not in LIGHTS:
        return format_html("<span>{}</span>", ABSENT)
    word, sign = LIGHTS[colour]
    return format_html(
        '<span class="light light-{}"><span class="light-sign" aria-hidden="true">{}</span>{}</span>',
        colour,
        sign,
        text or word,
    )


# --- Filters --------------------------------------------------------------------------------
@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force: its label, its value in words, and the link that removes it."""

    label: str
    text: str
    href: str


@register.simple_tag(takes_context=True)
def active_filters(context: RequestContext, filterset: Any) -> list[ActiveFilter]:
    """Return the filters that narrow the list now; an invalid form names none."""
    if not filterset or not filterset.form.is_valid():
        return []
    cleaned = filterset.form.cleaned_data
    return [
        ActiveFilter(
            str(field.label), text, url_with(context, page=None, **_without(field.html_name))
        )
        for field in filterset.form
        if (text := in_words(field, cleaned.get(field.name)))
    ]


@dataclass(frozen=True)
class FilterGroups:
    """The fields that a filter bar shows, and those behind 更多条件, open while one is in use."""

    shown: list[BoundField]
    more: list[BoundField]
    open: bool


@register.simple_tag
def filter_groups(filterset: Any) -> FilterGroups:
    """Split a filter's fields: all of them up to six, else the first five and the rest."""
    fields = filterset.form.visible_fields()
    if len(fields) <= FILTERS_AT_ONCE + 1:
        return FilterGroups(fields, [], open=False)
    cleaned = getattr(filterset.form, "cleaned_data", {})
    more = fields[FILTERS_AT_ONCE:]
    asked = [field for field in more if field.errors or field.name != SEEN_ON]
    used = any(field.errors or in_words(field, cleaned.get(field.name)) for field in asked)
    return FilterGroups(fields[:FILTERS_AT_ONCE], more, open=used)


def _without(name: str) -> dict[str, None]:
    return {name + suffix: None for suffix in RANGE_SUFFIXES}


def in_words(field: BoundField, value: Any) -> str:
    """Return a filter's value as a person would say it; empty when the filter is not used."""
    if value is None or value == "" or value == []:
        return ""
    if value is False and not isinstance(field.field, forms.NullBooleanField):
        return ""
    if field.is_hidden:  # the key of one row, which a link named
        return CHOSEN
    if isinstance(value, slice):
        return f"{_end(value.start)} 至 {_end(value.stop)}"
    if isinstance(value, (list, tuple, set, QuerySet)):
        return "、".join(in_words(field, one) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (date, datetime)):
        return moment(value)
    choices = [] if isinstance(value, Model) else getattr(field.field, "choices", [])
    return next((str(label) for key, label in choices if str(key) == str(value)), str(value))


def _end(value: Any) -> str:
    return "不限" if value is None else moment(value) if isinstance(value, date) else str(value)


@register.simple_tag(takes_context=True)
def kept_parameters(context: RequestContext, filterset: Any = None, *dropped: str) -> SafeString:
    """Print hidden inputs for the query parameters that a GET form would otherwise lose."""
    names = list(filterset.form.fields) if filterset else []
    own = {name + suffix for name in names for suffix in RANGE_SUFFIXES} | NOT_FILTERS | {*dropped}
    query = context["request"].GET
    pairs = [(key, value) for key in query if key not in own for value in query.getlist(key)]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


# --- Numbers and dates ----------------------------------------------------------------------
@register.simple_tag
def number(
    value: Any, unit: str = "", places: int | str | None = None, href: str = ""
) -> SafeString:
    """Print a number with its unit, as a link to what it counts; — alone when it is absent."""
    shown = digits(value, None if places in (None, "") else int(places))
    if shown == ABSENT:
        return format_html('<span class="number">{}</span>', shown)
    text = format_html('<a href="{}">{}</a>', href, shown) if href else shown
    after = format_html('<span class="unit">{}</span>', unit) if unit else ""
    return format_html('<span class="number">{}{}</span>', text, after)


@register.simple_tag
def change(
    difference: Any, unit: str = "", since: str = "", better: Literal["up", "down", ""] = ""
) -> SafeString:
    """Print a difference ("+9.2") as 升 or 降 with a sign, coloured where one way is `better`."""
    exact = Decimal(str(difference))
    way = "up" if exact > 0 else "down" if exact < 0 else ""
    tone = "" if not (way and better) else " change-good" if way == better else " change-bad"
    words = format_html(
        '<span aria-hidden="true">{}</span> {} {} {}',
        {"up": "▲", "down": "▼"}.get(way, ""),
        {"up": "升", "down": "降"}.get(way, ""),
        f"{abs(exact):,f}",
        unit or "个百分点",
    )
    before = f"{since} " if since else ""
    return format_html('<span class="change{}">{}{}</span>', tone, before, words if way else "持平")


@register.filter
def unlocalized(value: Any) -> str:
    """Print a number for an attribute: 1234.5, never 1,234.5."""
    return str(value)


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | None]:
    """Return the page numbers a pager shows; None is a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


# --- Forms ----------------------------------------------------------------------------------
register.filter("control", widgets.control)
register.filter("control_kind", widgets.control_kind)
register.filter("unit_of", widgets.unit_of)


# --- Page furniture -------------------------------------------------------------------------
@register.simple_tag
def crumbs(*steps: str) -> SafeString:
    """Print breadcrumb items from label, URL, label, URL, …, and the label of this page last."""
    pairs = list(zip(steps[::2], [*steps[1::2], None], strict=False))
    return format_html_join("", "{}", ((_crumb(label, href),) for label, href in pairs))


def _crumb(label: str, href: str | None) -> SafeString:
    if href:
        return format_html('<li><a href="{}">{}</a></li>', href, label)
    return format_html('<li aria-current="page">{}</li>', label)


@register.simple_block_tag(takes_context=True)
def panel(
    context: Context,
    content: str,
    title: str = "",
    note: str = "",
    id: str = "",
    href: str = "",
    width: str = "",
) -> str:
    """Frame a part of a page: a heading, a small note beside it, and a link to all of it.

    `width` is half, third, two-thirds or quarter of a `<div class="grid">` around it.
    """
    return _rendered(context, "components/panel.html", locals())


@register.simple_block_tag
def kept(content: str) -> str:
    """Keep a part that the page prints twice: `{% kept as name %}…{% endkept %}`."""
    return content


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, id: str, title: str) -> str:
    """Frame a native dialog that `data-dialog-open="id"` opens."""
    return _rendered(context, "components/dialog.html", locals())


def _rendered(context: Context, name: str, values: dict[str, Any]) -> SafeString:
    engine = context.template.engine if context.template else template.Engine.get_default()
    shown = {key: value for key, value in values.items() if key != "context"}
    return engine.get_template(name).render(context.new(shown))
