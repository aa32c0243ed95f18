"""Limits of the pages behind the codes: nobody tries codes, nobody floods a sheet.

They count in the cache by a hash of the address, and end by themselves.
"""

from typing import Final

from django.conf import settings

from core import cache
from core.exceptions import Refusal

HOUR: Final = 3600


class TooMany(Refusal):
    """The address asked or sent too often within an hour."""


def check_misses(address: str | None) -> None:
    if cache.counted(_missed(address)) >= settings.PAPER_MISSES_PER_ADDRESS:
        raise TooMany("输错代码次数过多，请一小时后再试，或直接联系填报员。")


def note_miss(address: str | None) -> None:
    cache.count(_missed(address), HOUR)


def check_sent(address: str | None) -> None:
    if cache.counted(_sent(address)) >= settings.PAPER_ANSWERS_PER_ADDRESS:
        raise TooMany("一小时内提交次数过多，请稍后再试，或直接联系填报员。")


def note_sent(address: str | None) -> None:
    cache.count(_sent(address), HOUR)


def _missed(address: str | None) -> str:
    return f"paper-miss:{cache.anonymous(address)}"


def _sent(address: str | None) -> str:
    return f"paper-sent:{cache.anonymous(address)}"
