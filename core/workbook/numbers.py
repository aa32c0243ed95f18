"""Cells that hold numbers: counts, amounts and percentages. No float survives the parser."""

import math
import re
from decimal import Decimal
from typing import Final

from core import money, units
from core.workbook.base import EMPTY_MARKS, CellType, ParseError
from core.workbook.text import Raw, plain_number, squeeze

_NUMBER: Final = re.compile(
    r"¥?([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|[+-]?\.[0-9]+)(.*)", re.DOTALL
)
_FURTHER_UNITS: Final = {
    "元": "元", "万元": "万元", "万": "万元", "亿元": "亿元", "亿": "亿元",
    "人": "人", "名": "人", "年": "年", "幢": "栋", "天": "天", "日": "天", "辆": "个", "%": "%",
}  # fmt: skip


def unit_of(text: str) -> str | None:
    """Return the portal's spelling of a unit typed behind a number, or None when it is none."""
    return _FURTHER_UNITS.get(text) or units.normalise(text)


class Number(CellType):
    """A decimal number in the column's unit, rounded half-up to `places`.

    `min` and `max` are inclusive. A unit typed in the cell is accepted when it is `unit`.
    """

    width = 14.0

    def __init__(
        self,
        places: int = 2,
        min: Decimal | int | None = None,
        max: Decimal | int | None = None,
        unit: str | None = None,
        example: str = "1449",
    ) -> None:
        self.step = Decimal(1).scaleb(-places)
        self.min = min
        self.max = max if max is not None else Decimal(10) ** 14
        self.unit = unit
        self.example = example
        self.expected = f"应为数字，如 {example}"

    def parse(self, raw: Raw, percent: bool | None = False) -> Decimal | None:
        value = self.read(raw)
        return None if value is None else self.fit(value)

    def read(self, raw: Raw) -> Decimal | None:
        """Return the exact number in the cell, None for an empty mark."""
        if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
            raise ParseError(self.expected)
        if isinstance(raw, str):
            return self._read_text(raw)
        if not math.isfinite(raw):
            raise ParseError(self.expected)
        return Decimal(plain_number(raw))

    def _read_text(self, raw: str) -> Decimal | None:
        text = squeeze(raw)
        if not text or text in EMPTY_MARKS:
            return None
        match = _NUMBER.fullmatch(text)
        if match is None:
            raise ParseError(self.expected)
        digits, tail = match.groups()
        if tail and (self.unit is None or unit_of(tail) != unit_of(self.unit)):
            if unit_of(tail) is None:
                raise ParseError(self.expected)
            wanted = f"单位应为{self.unit}" if self.unit else "不带单位"
            raise ParseError(f"{wanted}，如 {self.example}{self.unit or ''}")
        return Decimal(digits.replace(",", ""))

    def fit(self, value: Decimal) -> Decimal:
        """Return the number rounded to the column's places; ParseError outside its range."""
        if (self.min is not None and value < self.min) or value > self.max or value < -(10**14):
            raise ParseError(self._range())
        return money.round_half_up(value, self.step) + Decimal(0)

    def _range(self) -> str:
        if self.min is None:
            return f"应为不大于 {self.max} 的数"
        if self.max >= 10**9:
            return f"应为不小于 {self.min} 的数"
        return f"应为 {self.min} 至 {self.max} 之间的数"

    def dump(self, value: object) -> object:
        return money.plain(value) if isinstance(value, Decimal) else value


class Integer(Number):
    """A whole number; returns int. The default range is that of a positive database integer."""

    width = 10.0

    def __init__(
        self,
        min: int | None = 0,
        max: int = 2_147_483_647,
        unit: str | None = None,
        example: str = "12",
    ) -> None:
        super().__init__(0, min, max, unit, example)
        self.expected = f"应为整数，如 {example}"

    def parse(self, raw: Raw, percent: bool | None = False) -> int | None:  # type: ignore[override]
        value = self.read(raw)
        if value is None:
            return None
        if value != value.to_integral_value():
            raise ParseError(self.expected)
        return int(self.fit(value))


class Wan(Number):
    """An amount typed in 万元 and kept in 元, exact to the fen."""

    number_format = "#,##0.00####"

    def __init__(
        self,
        min: Decimal | int | None = 0,
        max: Decimal | int = 100_000_000,
        example: str = "1449",
    ) -> None:
        super().__init__(6, min, max, "万元", example)

    def parse(self, raw: Raw, percent: bool | None = False) -> Decimal | None:
        wan = super().parse(raw)
        return None if wan is None else money.from_wan(wan)

    def dump(self, value: object) -> object:
        return money.to_wan(value) if isinstance(value, Decimal) else value


class Percent(Number):
    """A percentage in per cent points: 65, "65%" and 0.65 in a percent cell are all 65."""

    reads_percent = True
    width = 12.0

    def __init__(
        self, places: int = 2, min: Decimal | int | None = 0, max: Decimal | int = 100
    ) -> None:
        super().__init__(places, min, max, "%", "65")
        self.expected = "应为百分数，如 65 或 65%"

    def parse(self, raw: Raw, percent: bool | None = False) -> Decimal | None:
        value = self.read(raw)
        if value is None:
            return None
        if not isinstance(raw, str):
            if percent:
                value *= 100
            elif percent is None and 0 < value <= 1:
                raise ParseError("旧版 .xls 分不清 0.65% 与 65%，请写成“65%”或另存为 .xlsx")
        return self.fit(value)

    def _range(self) -> str:
        return f"应为 {self.min} 至 {self.max} 之间的百分数，如 65"
