"""Sharing to the fen: the shares add up, nobody is off by a fen or more."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.splitting import split

FEN = Decimal("0.01")
HUNDRED = Decimal(100)
totals = st.integers(0, 10**14).map(lambda fen: fen / HUNDRED)
weights = st.lists(st.integers(0, 10**12).map(lambda fen: fen / HUNDRED), min_size=1, max_size=60)
# the machine may be busy; what is drawn is cheap
settings.register_profile("shares", deadline=None, suppress_health_check=[HealthCheck.too_slow])
fair = settings(settings.get_profile("shares"))


@fair
@given(totals, weights)
def test_shares_add_up_to_the_fen_and_are_fair(total: Decimal, parts: list[Decimal]) -> None:
    shares = split(total, parts)
    assert sum(shares) == total
    assert all(share >= 0 and share == share.quantize(FEN) for share in shares)
    used = parts if any(parts) else [Decimal(1)] * len(parts)
    whole = sum(Fraction(part) for part in used)
    for share, part in zip(shares, used, strict=True):
        exact = Fraction(total) * Fraction(part) / whole
        assert abs(Fraction(share) - exact) < Fraction(1, 100)
        assert part or not share


@fair
@given(totals, weights)
def test_who_weighs_more_never_gets_less(total: Decimal, parts: list[Decimal]) -> None:
    pairs = sorted(zip(parts, split(total, parts), strict=True))
    for (light, less), (heavy, more) in pairwise(pairs):
        assert light == heavy or less <= more


@fair
@given(totals, weights)
def test_the_same_question_has_the_same_answer(total: Decimal, parts: list[Decimal]) -> None:
    assert split(total, parts) == split(total, parts)


def test_a_fen_that_is_left_goes_to_the_largest_remainder() -> None:
    assert split(Decimal("0.05"), [Decimal(3), Decimal(4)]) == [Decimal("0.02"), Decimal("0.03")]
    assert split(Decimal("100.00"), [Decimal(1)] * 3) == [
        Decimal("33.34"), Decimal("33.33"), Decimal("33.33"),
    ]  # fmt: skip


def test_nobody_and_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        split(Decimal(1), [])
    with pytest.raises(ValueError, match="negative"):
        split(Decimal(-1), [Decimal(1)])
