"""Initials: what people type on a keyboard without an input method."""

import pytest

from core.pinyin import as_initials, initials


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("朝阳小区", "cyxq"),
        ("重庆路3号院", "cql3hy"),
        ("银行家属院（二期）", "yhjsyeq"),
        ("ＡＢ座 12#楼", "abz12l"),
        ("", ""),
    ],
)
def test_a_name_is_found_by_the_first_letters_of_its_readings(name: str, found: str) -> None:
    assert initials(name) == found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("CYXQ", "cyxq"), (" cy xq ", "cyxq"), ("ＣＹ", "cy"), ("朝y", None), ("", None)],
)
def test_only_letters_and_digits_can_stand_for_initials(typed: str, meant: str | None) -> None:
    assert as_initials(typed) == meant
