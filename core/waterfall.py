"""A waterfall: from a whole by what is taken off it to what is left, one row a step.

Each row is printed as text with a bar beside it, so that the chart is its own table and reads at
any width. Positions are Decimal per cent of the whole, with two decimals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.money import CENT, round_half_up

Kind = Literal["whole", "part", "rest"]


@dataclass(frozen=True)
class Step:
    """One row: `start` and `width` of its bar in per cent of the whole."""

    label: str
    amount: Decimal
    kind: Kind
    start: Decimal
    width: Decimal


def waterfall(
    whole: tuple[str, Decimal], parts: Sequence[tuple[str, Decimal]], rest: str
) -> list[Step]:
    """Return the steps from `whole` to what is left after `parts`; empty when the whole is not positive."""
    label, total = whole
    if total <= 0:
        return []
    left, steps = total, [Step(label, total, "whole", Decimal(0), Decimal(100))]
    for name, amount in parts:
        steps.append(_step(name, -amount, "part", left - amount, left, total))
        left -= amount
    steps.append(_step(rest, left, "rest", Decimal(0), left, total))
    return steps


def _step(
    label: str, amount: Decimal, kind: Kind, low: Decimal, high: Decimal, total: Decimal
) -> Step:
    """Place a bar between two amounts; what lies outside of the whole is cut off."""
    ends = sorted(min(max(end / total * 100, Decimal(0)), Decimal(100)) for end in (low, high))
    start, stop = (round_half_up(end, CENT) for end in ends)
    return Step(label, amount, kind, start, stop - start)
