"""What a typed cell means."""

from decimal import Decimal

import pytest

from core.exceptions import Refusal
from projects.services.weekly_values import FIELDS, parse, same, show


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("percent", "65", Decimal(65)),
        ("percent", " ６５．５％ ", Decimal("65.5")),
        ("percent", "100%", Decimal(100)),
        ("percent", "0", Decimal(0)),
        ("percent", "", None),
        ("invested", "1,234.5", Decimal(12_345_000)),
        ("invested", "８２０万元", Decimal(8_200_000)),
        ("invested", "0.000001", Decimal("0.01")),
        ("workers", "２５人", 25),
        ("workers", "0", 0),
        ("progress_note", "  管网\r\n施工\x00 ", "管网\n施工"),
        ("problem", "<b>=1+1</b>", "<b>=1+1</b>"),
    ],
)
def test_what_people_type_is_read(name, text, value):
    assert parse(FIELDS[name], text) == value


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("percent", "100.01", "不能超过100%"),
        ("percent", "-1", "不能是负数"),
        ("percent", "65.555", "最多2位小数"),
        ("percent", "基本完成", "应填0到100之间的数"),
        ("percent", "N/A", "本周进展"),
        ("percent", "1e2", "应填0到100之间的数"),
        ("percent", "9" * 5000, "应填0到100之间的数"),
        ("percent", "13800000000" * 3, "不能超过100%"),
        ("invested", "13800000000" * 3, "单位是万元不是元"),
        ("workers", "13800000000" * 3, "不能超过100000"),
        ("percent", "0." + "3" * 30, "最多2位小数"),
        ("invested", "1,5", "应填万元数"),
        ("invested", "8200000000", "单位是万元不是元"),
        ("invested", "-0.01", "不能是负数"),
        ("workers", "2.5", "不能有小数"),
        ("workers", "约20", "应填整数"),
        ("next_plan", "长" * 501, "请删减1字"),
    ],
)
def test_what_cannot_be_read_says_what_to_type(name, text, words):
    with pytest.raises(Refusal, match=words) as refused:
        parse(FIELDS[name], text)
    assert refused.value.field == name


def test_stored_values_are_shown_without_trailing_zeros():
    assert show(FIELDS["percent"], Decimal("65.50")) == "65.5"
    assert show(FIELDS["percent"], Decimal("100.00")) == "100"
    assert show(FIELDS["invested"], Decimal("12345000.00")) == "1234.5"
    assert show(FIELDS["workers"], 0) == "0"
    assert show(FIELDS["percent"], None) == ""


def test_shown_text_stands_for_the_stored_value():
    assert same(FIELDS["percent"], "65.5", Decimal("65.50"))
    assert same(FIELDS["percent"], "", None)
    assert not same(FIELDS["percent"], "65", Decimal("65.50"))
    assert not same(FIELDS["percent"], "胡写", Decimal("65.50"))
