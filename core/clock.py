"""The portal's one clock: every date that the business asks for comes from here.

The setting PORTAL_DATE pins the date (the demo city lives on 31 July 2023) while the time of
day runs on, so that "Friday 18:00" still arrives. Log-ins and audit rows keep the real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_moved: ContextVar[date | None] = ContextVar("moved", default=None)


def pinned() -> date | None:
    """Return the date the clock is pinned to, or None when it runs on real time."""
    value: date | None = _moved.get() or settings.PORTAL_DATE
    return value


@contextmanager
def at(day: date) -> Iterator[None]:
    """Pin the date within the block: the demo city's past is written by the real services."""
    token = _moved.set(day)
    try:
        yield
    finally:
        _moved.reset(token)


def now() -> datetime:
    """Return the current local time, aware, in the city's time zone."""
    real = timezone.localtime()
    fixed = pinned()
    return (
        real if fixed is None else real.replace(year=fixed.year, month=fixed.month, day=fixed.day)
    )


def today() -> date:
    """Return the current local date."""
    return now().date()
