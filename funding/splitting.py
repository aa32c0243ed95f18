"""Sharing an amount out to the fen, so that the shares add up to it (largest remainder)."""

from collections.abc import Sequence
from decimal import Decimal
from math import lcm
from typing import Final

FEN: Final = Decimal(100)


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Return one share per weight, in whole fen, adding up to `total`.

    `total` is in 元, whole fen, not negative. Shares differ from the exact ones by less than a
    fen; fen left over go to the largest remainders, the first of equal ones. Without any weight
    all share alike; ValueError without anybody to share.
    """
    if not weights:
        raise ValueError("nobody to share with")
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("amounts and weights are not negative")
    fen, used = int(total * FEN), whole_numbers(weights)
    if not any(used):
        used = [1] * len(weights)
    whole = sum(used)
    shares, rests = zip(*(divmod(fen * weight, whole) for weight in used), strict=True)
    given = list(shares)
    order = sorted(range(len(used)), key=lambda i: -rests[i])
    for index in order[: fen - sum(given)]:
        given[index] += 1
    return [Decimal(share) / FEN for share in given]


def whole_numbers(weights: Sequence[Decimal]) -> list[int]:
    """Return whole numbers of the same proportions."""
    ratios = [weight.as_integer_ratio() for weight in weights]
    scale = lcm(*(below for _, below in ratios))
    return [above * (scale // below) for above, below in ratios]
