"""Units of work quantities."""

import pytest

from core import units


@pytest.mark.parametrize(
    ("typed", "unit"),
    [("米", "m"), ("平方米", "㎡"), ("m2", "㎡"), ("公里", "km"), ("立方", "m³"), (" 个 ", "个")],
)
def test_spellings_of_a_unit_are_one(typed: str, unit: str) -> None:
    assert units.normalise(typed) == unit


def test_what_is_no_unit_is_none() -> None:
    assert units.normalise("若干") is None


def test_units_know_what_they_measure() -> None:
    assert units.dimension("km") == units.LENGTH
    assert units.dimension("万㎡") == units.AREA
    assert units.units_of(units.LENGTH) == ["m", "km"]
