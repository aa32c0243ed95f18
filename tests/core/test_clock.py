"""One clock, which can be pinned to a day."""

from datetime import date
from typing import Any

import time_machine

from core import clock


def test_the_clock_runs_on_city_time(settings: Any) -> None:
    settings.PORTAL_DATE = None
    with time_machine.travel("2023-07-30T20:30:00+00:00", tick=False):
        assert clock.today() == date(2023, 7, 31)
        assert clock.now().hour == 4


def test_a_pinned_clock_keeps_the_time_of_day(settings: Any) -> None:
    settings.PORTAL_DATE = date(2023, 7, 31)
    with time_machine.travel("2026-11-21T10:15:00+00:00", tick=False):
        assert clock.now().isoformat() == "2023-07-31T18:15:00+08:00"
        assert clock.today() == date(2023, 7, 31)
