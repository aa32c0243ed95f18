"""Dates that pages are asked for in their address."""

from datetime import date

from django.http import HttpRequest

from core import clock


def asked_day(request: HttpRequest, name: str = "as_of") -> date:
    """Return the date of the query, today at the latest; today where none can be read."""
    try:
        return min(date.fromisoformat(request.GET.get(name, "")), clock.today())
    except ValueError:
        return clock.today()
