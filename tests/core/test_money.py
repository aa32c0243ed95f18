"""Money and rates: exact inside, rounded half-up at print only."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import money


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (162, 186, "87.1"),
        (24, 186, "12.9"),
        (235000, 344000, "68.3"),
        (45, 45, "100.0"),
        (9999, 10000, "99.9"),
        (99999, 100000, "99.9"),
        (102, 100, "102.0"),
        (1, 800, "0.1"),
        (0, 5, "0.0"),
        (3, 0, None),
        (3, None, None),
    ],
)
def test_a_rate_has_one_decimal_and_never_claims_an_unfinished_whole(
    part: int, whole: int | None, shown: str | None
) -> None:
    assert money.rate(part, whole) == shown


def test_halves_round_away_from_zero() -> None:
    assert money.round_half_up(Decimal("2.25")) == Decimal("2.3")
    assert money.round_half_up(Decimal("-2.25")) == Decimal("-2.3")


def test_rates_differ_in_points() -> None:
    assert money.points("87.1", "77.9") == "+9.2"
    assert money.points("77.9", "87.1") == "-9.2"
    assert money.points(None, "1.0") is None


def test_an_amount_in_running_text_chooses_its_unit() -> None:
    assert money.sum_with_unit(Decimal(2_350_000_000)) == "23.5亿元"
    assert money.sum_with_unit(Decimal("761583600")) == "7.62亿元"
    assert money.sum_with_unit(Decimal("25699600")) == "2569.96万元"


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_wan_and_yuan_are_the_same_money(wan: Decimal) -> None:
    assert money.to_wan(money.from_wan(wan)) == wan


def test_a_json_number_has_no_needless_fraction() -> None:
    assert money.number(Decimal("235000.00")) == 235000
    assert isinstance(money.number(Decimal("235000.00")), int)
    assert money.number(Decimal("1234.5678")) == 1234.5678
