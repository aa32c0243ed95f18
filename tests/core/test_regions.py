"""Region codes as ranges."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import regions


@pytest.mark.parametrize(
    ("code", "level"),
    [
        (990000000000, "省"),
        (100000000000, "省"),
        (999900000000, "市"),
        (999000000000, "市"),
        (999902000000, "区县"),
        (999910000000, "区县"),
        (999902001000, "街道"),
        (999902010000, "街道"),
        (999902100000, "街道"),
        (999902001001, "社区"),
        (999902001100, "社区"),
    ],
)
def test_level_counts_zeros_in_whole_groups(code: int, level: str) -> None:
    assert regions.level(code) == level


def test_county_ten_does_not_hold_county_eleven() -> None:
    county_ten = regions.subtree(999910000000)
    assert 999910001000 in county_ten
    assert 999911000000 not in county_ten


def test_a_code_that_is_not_12_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="12-digit"):
        regions.subtree(999902)


@given(st.integers(10**11, 10**12 - 1))
def test_a_code_lies_in_the_range_of_each_of_its_ancestors(code: int) -> None:
    chain = regions.ancestors(code)
    assert chain[-1] == code
    ranges = [regions.subtree(step) for step in chain if step >= 10**11]
    assert all(code in found for found in ranges)
    assert all(upper.covers(lower) for upper, lower in itertools.pairwise(ranges))


def test_the_holder_is_the_part_that_a_code_lies_in_else_the_whole() -> None:
    parts = [999902000000, 999921000000]
    assert regions.holder(999902001000, parts, 999900000000) == 999902000000
    assert regions.holder(999921000000, parts, 999900000000) == 999921000000
    assert regions.holder(999903001000, parts, 999900000000) == 999900000000
    assert regions.holder(999900000000, parts, 999900000000) == 999900000000


def test_common_is_the_smallest_shared_region() -> None:
    assert regions.common([999902001000, 999902001000]) == 999902001000
    assert regions.common([999902001000, 999902003000]) == 999902000000
    assert regions.common([999902001000, 999921003000]) == 999900000000
    with pytest.raises(ValueError, match="no common region"):
        regions.common([110101001000, 999921003000])
