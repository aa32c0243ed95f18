"""Codes that people copy from paper: every slip is found, and told in words."""

import pytest

from core.exceptions import Refusal
from core.papercode import BODY, LETTERS, check_character, new_code, read_code, spoken


def said(typed: str) -> str:
    with pytest.raises(Refusal) as caught:
        read_code(typed)
    assert caught.value.field == "code"
    return caught.value.message


def test_a_code_is_read_however_it_is_typed():
    code = new_code()
    first = spoken(code)
    assert len(first) == 11
    for typed in (
        code,
        first,
        first.lower(),
        f"  {first.replace('-', ' ')} ",
        first.replace("-", "－"),
    ):
        assert read_code(typed) == code


def test_every_single_slip_and_every_swap_is_found():
    code = new_code()
    for place, right in enumerate(code):
        for wrong in LETTERS:
            if wrong != right:
                assert "校验位" in said(code[:place] + wrong + code[place + 1 :])
    for place in range(len(code) - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if swapped != code:
            assert "两位颠倒" in said(swapped)


def test_what_is_wrong_is_named():
    body = LETTERS[:BODY]
    code = body + check_character(body)
    assert said("") == "请输入表格右上角的代码。"
    assert "现为8位" in said(body)
    assert "代码里没有“O”" in said("O" + code[1:])
    assert f"校验位“{LETTERS[-1]}”" in said(body + LETTERS[-1])


def test_codes_do_not_repeat_and_use_no_look_alikes():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01ILO")
