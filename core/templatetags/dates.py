"""Template tags of the date that a page is seen on, and of its usual other dates."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context, RequestContext

from core import clock
from core.asked import date_of
from core.links import LIST_AS_OF
from core.links import page as page_of
from core.periods import Month, Week, year_before
from core.stood import is_past
from core.templatetags.portal import url_with

register = template.Library()


@dataclass(frozen=True)
class DateLink:
    """A quick choice of the as-of date."""

    label: str
    href: str
    active: bool


@register.simple_tag(takes_context=True)
def asof_links(context: RequestContext, chosen: date | None, name: str = "as_of") -> list[DateLink]:
    """Return links to 今天, 上周日, 上月末 and 去年同期 that keep the rest of the query."""
    today = clock.today()
    choices = {
        "今天": today,
        "上周日": Week.of(today).previous().sunday,
        "上月末": Month.of(today).previous().last,
        "去年同期": year_before(today),
    }
    return [
        DateLink(label, url_with(context, page=None, **{name: day.isoformat()}), day == chosen)
        for label, day in choices.items()
    ]


@register.inclusion_tag("components/dates.html", takes_context=True)
def list_dates(context: RequestContext, filterset: Any = None) -> dict[str, Any]:
    """Print the date that a filtered list is seen on, the usual other dates, and 两期对比."""
    form = getattr(filterset, "form", None)
    if form is None or "as_of" not in form.fields:
        return {}
    request, day = context["request"], filterset.day
    asked = {key: request.GET.get(key, "") for key in ("region", "year")}
    query = urlencode({**{key: text for key, text in asked.items() if text}, "to": day.isoformat()})
    may_compare = request.user.has_perm("reports.view_report")
    return {
        "day": day,
        "today": url_with(context, page=None, as_of=None) if filterset.is_past else "",
        "links": asof_links(context, day),
        "compare": f"{page_of('reports:compare')}?{query}" if may_compare else "",
    }


@register.simple_tag(takes_context=True)
def list_day(context: Context) -> date | None:
    """Return the past day of the list that this page was opened from."""
    request = context.get("request")
    day = date_of(request.GET.get(LIST_AS_OF, "")) if request else None
    return day if day and is_past(day) else None


@register.simple_tag(takes_context=True)
def on_day(context: Context, href: str) -> str:
    """Return the address of another list for the past date that this one shows."""
    past = context.get("past")
    if not past or "as_of=" in href:
        return href
    return f"{href}{'&' if '?' in href else '?'}as_of={past.isoformat()}"
