"""Dates, moments, years and numbers that pages are asked for in their address or form."""

from datetime import date, datetime
from typing import Final

from django.http import HttpRequest

from core import clock
from core.arguments import FIRST_YEAR, LAST_YEAR

EARLIEST: Final = date(FIRST_YEAR, 1, 1)
LONGEST: Final = 18  # digits of a number that a row may have


def asked_day(request: HttpRequest, name: str = "as_of", default: date | None = None) -> date:
    """Return the date of the query, between EARLIEST and today; else `default`, else today."""
    asked, today = date_of(request.GET.get(name, "")), clock.today()
    return default or today if asked is None else max(min(asked, today), EARLIEST)


def date_of(text: str) -> date | None:
    """Read a date out of an address; None where none can be read."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """Read a moment with its time zone out of a form; None where none can be read."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def asked_year(request: HttpRequest, name: str = "year") -> int | None:
    """Return the programme year of the query; None where none can be read."""
    year = whole(request.GET.get(name, ""))
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None


def whole(text: str) -> int | None:
    """Return a whole number as it was sent; None for anything else, or more digits than a key has."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None
