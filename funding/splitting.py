"""Sharing an amount out to the fen, so that the shares add up to it (largest remainder)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
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
    fen = int(total * FEN)
    used = [Fraction(weight) for weight in weights]
    if not any(used):
        used = [Fraction(1)] * len(weights)
    whole = sum(used)
    exact = [fen * weight / whole for weight in used]
    shares = [int(share) for share in exact]
    order = sorted(range(len(used)), key=lambda i: shares[i] - exact[i])
    for index in order[: fen - sum(shares)]:
        shares[index] += 1
    return [Decimal(share) / FEN for share in shares]
