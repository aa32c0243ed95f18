"""Money, rates and differences: the portal's only rounding.

Money is kept as Decimal 元. 万元 and 亿元 are ways to print it. Rates are rounded half-up to one
decimal at print only; an unfinished set never prints 100.0 (GB/T 15835-2011; docs/architecture.md).
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

WAN: Final = Decimal(10_000)
YI: Final = Decimal(100_000_000)
CENT: Final = Decimal("0.01")
TENTH: Final = Decimal("0.1")


def round_half_up(value: Decimal, step: Decimal = TENTH) -> Decimal:
    """Round to a multiple of `step` (0.1, 0.01, 1), halves away from zero."""
    return value.quantize(step, rounding=ROUND_HALF_UP)


def from_wan(wan: Decimal) -> Decimal:
    """Turn 万元 into 元, exact to the fen."""
    return round_half_up(wan * WAN, CENT)


def to_wan(yuan: Decimal) -> Decimal:
    """Turn 元 into 万元 without rounding, trailing zeros dropped (235000, not 2.35E+5)."""
    return plain(yuan / WAN)


def in_wan(yuan: Decimal) -> str:
    """Print an amount exact to the fen, as it is typed: 1,200.5万元."""
    return f"{to_wan(yuan):,f}万元"


def plain(value: Decimal) -> Decimal:
    """Drop trailing zeros without falling into exponent notation."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def number(value: Decimal) -> int | float:
    """Return a JSON number: int when whole, else the shortest float that prints the same digits."""
    short = plain(value)
    return int(short) if short == short.to_integral_value() else float(short)


def percentage(part: Decimal | int, whole: Decimal | int | None) -> Decimal | None:
    """Return 100 × part ÷ whole rounded half-up to 0.1, or None when there is no denominator.

    A part that is short of its whole gives at most 99.9.
    """
    if not whole:
        return None
    exact = Decimal(part) * 100 / Decimal(whole)
    shown = round_half_up(exact)
    return Decimal("99.9") if part < whole and shown >= 100 else shown


def rate(part: Decimal | int, whole: Decimal | int | None) -> str | None:
    """Return `percentage` as text with one decimal, e.g. "87.1"."""
    value = percentage(part, whole)
    return None if value is None else f"{value:.1f}"


def points(now: str | None, before: str | None) -> str | None:
    """Return the signed difference of two printed rates in 个百分点, e.g. "+9.2"."""
    if now is None or before is None:
        return None
    return f"{Decimal(now) - Decimal(before):+.1f}"


def sum_with_unit(yuan: Decimal) -> str:
    """Return an amount for running text: 亿元 with up to two decimals, 万元 below one 亿元."""
    if abs(yuan) >= YI:
        return f"{plain(round_half_up(yuan / YI, CENT))}亿元"
    return f"{plain(round_half_up(yuan / WAN, CENT))}万元"
