"""What people type into a cell, and what the portal takes it for."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workbook.base import CellType, ParseError
from core.workbook.cells import (
    Choice,
    Code,
    Date,
    Identifier,
    Integer,
    Many,
    Number,
    Percent,
    Text,
    Wan,
    YesNo,
)

FULL_WIDTH = str.maketrans("0123456789.-/%,", "０１２３４５６７８９．－／％，")


def refused(cell_type: CellType, raw: object, percent: bool | None = False) -> str:
    with pytest.raises(ParseError) as caught:
        cell_type.parse(raw, percent)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize(
    "typed",
    [
        "2023.4.15", "2023年4月15日", "2023/4/15", "2023-04-15", "20230415", "２０２３．４．１５", "２０２３年４月１５日",
        " 2023 年 4 月 15 日 ", "2023.04.15 08:30:00", "2023-4-15 8:30", "2023-04-15T08:30:00", "2023年4月15号",
        "2023/4/15 星期六", "2023.4.15.", "2023年4月15日（周六）", "2023-04-15 上午8:30", 20230415.0, 45031.0, 45031,
        datetime(2023, 4, 15, 8, 30), date(2023, 4, 15), 45031.35,
    ],
)  # fmt: skip
def test_every_spelling_of_a_date_is_read(typed: object) -> None:
    assert Date().parse(typed) == date(2023, 4, 15)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["—", "-", "/", "无", "——", " ", "／"])
def test_a_dash_in_a_date_or_number_cell_is_empty(typed: str) -> None:
    assert Date().parse(typed) is None
    assert Number().parse(typed) is None
    assert Integer().parse(typed) is None
    assert Wan().parse(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["abc", "2023年4月", "4.15", "23.4.15", "见说明", "N/A", 2023.4, True, time(8, 30), timedelta(1), "2023-13-01", "2023年4月15日前", float("nan"), float("inf"), "٢٠٢٣-٠٤-١٥"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_an_example(typed: object) -> None:
    assert "如 2023-04-15" in refused(Date(), typed) or "之间" in refused(Date(), typed)


def test_a_day_that_does_not_exist_is_named_so() -> None:
    assert refused(Date(), "2023-02-30") == "没有这一天，应为日期，如 2023-04-15"


def test_a_date_out_of_its_range_is_refused_with_the_range() -> None:
    assert refused(Date(), "1023-04-15") == "日期应在 1949-10-01 至 2100-12-31 之间，如 2023-04-15"
    assert "之间" in refused(Date(), 1449.0)


@given(st.dates(date(1949, 10, 1), date(2100, 12, 31)))
def test_any_day_is_read_from_any_spelling(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings: list[object] = [
        day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}".translate(FULL_WIDTH), f"{day:%Y%m%d}", float(serial), serial,
        float(f"{day:%Y%m%d}"), day, datetime(day.year, day.month, day.day, 23, 59),
    ]  # fmt: skip
    assert {Date().parse(one) for one in spellings} == {day}  # type: ignore[arg-type]


@given(st.text())
def test_a_date_parser_gives_a_date_or_says_what_it_wants(text: str) -> None:
    try:
        value = Date().parse(text)
    except ParseError as error:
        assert error.args[0]  # noqa: PT017
    else:
        assert value is None or isinstance(value, date)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (0.1, "0.10"), ("1,449.5", "1449.50"), ("１，４４９", "1449.00"), (" 1 449 ", "1449.00"), (1449.1000000000001, "1449.10"),
        ("+3", "3.00"), ("-3.5", "-3.50"), (7, "7.00"), (".5", "0.50"), ("5.", "5.00"), ("0.005", "0.01"), ("-0", "0.00"),
        ("−2", "-2.00"), (1e9, "1000000000.00"),
    ],
)  # fmt: skip
def test_numbers_are_read_exactly(typed: str | float, value: str) -> None:
    assert str(Number().parse(typed)) == value


@pytest.mark.parametrize(
    "typed",
    ["abc", "N/A", "见说明", "1,44", "14,49", "1.2.3", "5²", "②", "1449左右", "约1449", "1e5", "0x10", "1_000", "１２a", True, False, float("nan"), float("inf"), float("-inf"), date(2023, 4, 15), "1449-1500", "٣"],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_an_example(typed: object) -> None:
    assert refused(Number(), typed) == "应为数字，如 1449"


def test_the_unit_of_the_column_may_be_typed_and_no_other() -> None:
    assert Wan().parse("1,449万元") == Decimal("14490000.00")
    assert Wan().parse("￥1449万") == Decimal("14490000.00")
    assert refused(Wan(), "0.1449亿元") == "单位应为万元，如 1449万元"
    assert refused(Wan(), "14490000元") == "单位应为万元，如 1449万元"
    area = Number(unit="㎡", example="3652")
    assert {area.parse(f"3652{unit}") for unit in ("㎡", "m2", "m²", "平方米", "平米")} == {
        Decimal(3652)
    }
    assert refused(area, "3652m³") == "单位应为㎡，如 3652㎡"
    assert refused(area, "3652米") == "单位应为㎡，如 3652㎡"
    assert refused(Number(), "3652米") == "不带单位，如 1449"
    assert Integer(unit="个").parse("94个") == 94


def test_amounts_are_kept_in_yuan_to_the_fen() -> None:
    assert Wan().parse(1449.123456) == Decimal("14491234.56")
    assert refused(Wan(), -1) == "应为 0 至 100000000 之间的数"
    assert "100000000" in refused(Wan(), 10**9)


def test_whole_numbers_are_whole_and_in_range() -> None:
    assert Integer().parse(12.0) == 12
    assert isinstance(Integer().parse("12"), int)
    assert refused(Integer(), 3.5) == "应为整数，如 12"
    assert refused(Integer(), -1) == "应为不小于 0 的数"
    assert refused(Integer(min=1900, max=2100), 1449) == "应为 1900 至 2100 之间的数"


@given(st.decimals(Decimal("-99999999.99"), Decimal("99999999.99"), places=2))
def test_any_amount_survives_excel_and_typing(value: Decimal) -> None:
    number = Number()
    assert number.parse(float(value)) == value
    assert number.parse(f"{value:,}") == value
    assert number.parse(str(value).translate(FULL_WIDTH)) == value


@given(st.decimals(Decimal(0), Decimal("999999999999.99"), places=2))
def test_any_sum_in_yuan_goes_out_in_wan_and_comes_back(yuan: Decimal) -> None:
    assert Wan().parse(float(Wan().dump(yuan))) == yuan  # type: ignore[arg-type]


@given(st.one_of(st.text(), st.floats(), st.integers()))
def test_a_number_parser_gives_a_decimal_or_says_what_it_wants(raw: str | float) -> None:
    try:
        value = Number().parse(raw)
    except ParseError as error:
        assert error.args[0]  # noqa: PT017
    else:
        assert value is None or (isinstance(value, Decimal) and value.is_finite())


@pytest.mark.parametrize(
    ("typed", "percent", "value"),
    [(65, False, "65"), ("65%", False, "65"), ("６５％", False, "65"), (0.65, True, "65"), (0.65, False, "0.65"), ("65", True, "65"), (1, True, "100"), (0.07, True, "7"), (0, True, "0"), ("99.5 %", False, "99.5"), (65, None, "65"), (0.0, None, "0")],
)  # fmt: skip
def test_percentages_are_read_by_what_the_cell_shows(
    typed: str | float, percent: bool | None, value: str
) -> None:
    assert Percent().parse(typed, percent) == Decimal(value)


def test_a_percentage_over_a_hundred_is_refused() -> None:
    assert refused(Percent(), "101%") == "应为 0 至 100 之间的百分数，如 65"
    assert refused(Percent(), 65.0, percent=True) == "应为 0 至 100 之间的百分数，如 65"
    assert refused(Percent(), "六十五") == "应为百分数，如 65 或 65%"


def test_an_old_workbook_that_does_not_tell_is_asked_and_not_guessed() -> None:
    assert "65%" in refused(Percent(), 0.65, percent=None)


def test_yes_and_no_have_many_signs() -> None:
    assert {YesNo().parse(word) for word in ("是", "有", "√", " Y ", "１")} | {
        YesNo().parse(True)
    } == {True}
    assert {YesNo().parse(word) for word in ("否", "无", "×", "no", "没有")} == {False}
    assert YesNo().parse("—") is None
    assert refused(YesNo(), "大概") == "应为“是”或“否”"


def test_a_choice_knows_labels_and_aliases_and_names_the_nearest() -> None:
    kind = Choice([("central", "中央补助资金"), ("city", "市级财政资金")], {"中央资金": "central"})
    assert kind.parse(" 中央补助资金") == "central"
    assert kind.parse("中央资金") == "central"
    assert (
        refused(kind, "市财政资金")
        == "应为“中央补助资金”、“市级财政资金”之一，最接近的是“市级财政资金”"
    )
    assert kind.dump("city") == "市级财政资金"
    assert kind.parse("/") is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("420106000000", 420106000000), (420106000000.0, 420106000000), ("420106", 420106000000), (42.0, 420000000000), ("4201", 420100000000), ("420106003", 420106003000), ("４２０１０６", 420106000000), (" 420106 003 000 ", 420106003000)],
)  # fmt: skip
def test_region_codes_are_padded_to_twelve_digits(typed: str | float, code: int) -> None:
    assert Code().parse(typed) == code


@pytest.mark.parametrize("typed", ["42010", "0201", "临江区", "42010600000012", True, 4.2])
def test_other_codes_are_refused(typed: str | float) -> None:
    assert refused(Code(), typed) == "应为 12 位区划代码，如 420106000000"


@pytest.mark.parametrize(
    "typed", ["C1、C2", "C1，C2", "C1,C2", "C1；C2", "C1;C2", "C1/C2", "C1\nC2", "C1\r\nC2", " C1 、 C2、", "C1 C2", "Ｃ１、C2、C1"]
)  # fmt: skip
def test_several_values_in_a_cell_are_taken_apart(typed: str) -> None:
    assert Many(Identifier()).parse(typed) == ("C1", "C2")


def test_of_several_values_the_bad_one_is_named() -> None:
    kinds = Many(Choice([("basic", "基础类"), ("better", "完善类")]))
    assert kinds.parse("基础类、完善类") == ("basic", "better")
    assert refused(kinds, "基础类、提升") == "其中的“提升”应为“基础类”、“完善类”之一"
    assert refused(kinds, "提升") == "应为“基础类”、“完善类”之一"


def test_no_value_at_all_is_no_values() -> None:
    assert Many(Identifier()).parse("/") == ()
    assert Many(Identifier()).parse("—") == ()
    assert Many(Identifier()).parse("") == ()
    assert Many(Identifier()).parse(1001.0) == ("1001",)


def test_text_is_kept_as_typed_but_for_its_edges() -> None:
    assert (
        Text().parse("  全部完工，组织验收（一）\r\n第二行\u3000")
        == "全部完工，组织验收（一）\n第二行"
    )
    assert Text().parse("a\x00b\u200b") == "ab"
    assert Text().parse(1985.0) == "1985"
    assert Text().parse("/") == "/"
    assert refused(Text(3), "四个字的") == "最多 3 字，现有 4 字"


def test_a_number_that_names_something_loses_its_spaces() -> None:
    assert Identifier().parse(" Ｐ ０００１ ") == "P0001"
    assert Identifier().parse(1001.0) == "1001"
