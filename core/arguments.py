"""Argument types of commands: what cannot be read is told in the user's words, with the form asked for."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Final

from core import regions
from core.periods import Month, Week

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2099


def region_code(text: str) -> int:
    """Return a 12-digit region code."""
    try:
        return regions.subtree(int(text)).start
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}”应为12位区划代码，如 420106000000") from error


def year(text: str) -> int:
    """Return a year between 2000 and 2099."""
    if text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    raise ArgumentTypeError(f"“{text}”应为{FIRST_YEAR}至{LAST_YEAR}之间的年度，如 2023")


def day(text: str) -> date:
    """Return a date between 2000 and 2099."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}”应为日期，如 2023-07-30") from error
    year(str(found.year))
    return found


def week(text: str) -> Week:
    """Return the week named by its Monday."""
    monday = day(text)
    if monday.weekday():
        raise ArgumentTypeError(f"“{text}”不是周一，这一周的周一是 {Week.of(monday)}")
    return Week(monday)


def month(text: str) -> Month:
    """Return the month named as 2023-07."""
    try:
        found = Month.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}”应为月份，如 2023-07") from error
    year(str(found.year))
    return found
