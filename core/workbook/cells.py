"""What one cell of a ledger may hold: typed parsers from what people type, and the way back.

A parser takes the value that python-calamine read and returns the value that a model keeps, or
raises ParseError with the Chinese sentence of what was expected. `dump` is its inverse: what an
exported cell holds, so that an export reads back to the same rows.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from core.workbook.base import EMPTY_MARKS, CellType, ParseError
from core.workbook.dates import Date
from core.workbook.numbers import Integer, Number, Percent, Wan
from core.workbook.text import Raw, as_text, half_width, is_blank, squeeze, tidy

__all__ = [
    "CellType",
    "Choice",
    "Code",
    "Date",
    "Identifier",
    "Integer",
    "Many",
    "Number",
    "ParseError",
    "Percent",
    "Text",
    "Wan",
    "YesNo",
]

YES: Final = frozenset(["是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "1"])
NO: Final = frozenset(["否", "无", "没有", "×", "✗", "✘", "☒", "错", "x", "n", "no", "false", "0"])
CODE_LENGTHS: Final = (2, 4, 6, 9, 12)
_SEPARATORS: Final = re.compile(r"[、,;/\n\r]+")


class Text(CellType):
    """Prose: kept as typed, trimmed, without control characters; an empty cell is ""."""

    empty = ""
    width = 24.0

    def __init__(self, max_length: int | None = None) -> None:
        self.max_length = max_length

    def parse(self, raw: Raw, percent: bool | None = False) -> str:
        text = tidy(as_text(raw))
        if self.max_length is not None and len(text) > self.max_length:
            raise ParseError(f"最多 {self.max_length} 字，现有 {len(text)} 字")
        return text

    def dump(self, value: object) -> object:
        return None if value in (None, "") else str(value)


class Identifier(Text):
    """A number that names something (P0001): half-width, without spaces; 1001.0 is "1001"."""

    width = 14.0

    def __init__(self, max_length: int | None = 50) -> None:
        super().__init__(max_length)

    def parse(self, raw: Raw, percent: bool | None = False) -> str:
        code = squeeze(super().parse(raw))
        return "" if code in EMPTY_MARKS else code


class YesNo(CellType):
    """是 or 否, with the marks people use for them; returns bool."""

    expected = "应为“是”或“否”"
    width = 8.0

    def parse(self, raw: Raw, percent: bool | None = False) -> bool | None:
        word = squeeze(as_text(raw)).lower()
        if word in YES:
            return True
        if word in NO:
            return False
        if not word or word in EMPTY_MARKS:
            return None
        raise ParseError(self.expected)

    def dump(self, value: object) -> object:
        return None if value is None else "是" if value else "否"


class Choice(CellType):
    """One of a list. `options` are (value, label) pairs, as Django's `choices`; labels are typed.

    `aliases` maps further spellings to a value.
    """

    width = 14.0

    def __init__(
        self, options: Iterable[tuple[str, str]], aliases: Mapping[str, str] | None = None
    ) -> None:
        self.labels: dict[str, str] = {value: str(label) for value, label in options}
        self._values = {self._key(label): value for value, label in self.labels.items()}
        self._values |= {self._key(word): value for word, value in (aliases or {}).items()}
        self.expected = "应为" + "、".join(f"“{label}”" for label in self.labels.values()) + "之一"

    @staticmethod
    def _key(word: str) -> str:
        return squeeze(word).casefold()

    def parse(self, raw: Raw, percent: bool | None = False) -> str | None:
        word = as_text(raw)
        key = self._key(word)
        if key in self._values:
            return self._values[key]
        if not key or (key in EMPTY_MARKS and key != "无"):
            return None
        near = get_close_matches(tidy(word), self.labels.values(), 1, 0.5)
        raise ParseError(self.expected + (f"，最接近的是“{near[0]}”" if near else ""))

    def dump(self, value: object) -> object:
        return None if value in (None, "") else self.labels.get(str(value), str(value))


class Code(CellType):
    """A region code as a 12-digit int; 2, 4, 6 and 9 digits are zero-padded on the right."""

    expected = "应为 12 位区划代码，如 420106000000"
    width = 16.0

    def parse(self, raw: Raw, percent: bool | None = False) -> int | None:
        if isinstance(raw, bool):
            raise ParseError(self.expected)
        digits = squeeze(as_text(raw))
        if digits in EMPTY_MARKS or not digits:
            return None
        if not re.fullmatch("[1-9][0-9]*", digits) or len(digits) not in CODE_LENGTHS:
            raise ParseError(self.expected)
        return int(digits.ljust(12, "0"))

    def dump(self, value: object) -> object:
        return None if value is None else f"{value:0>12}"


class Many(CellType):
    """Several values in one cell, joined by 、，,；; / or a line break; returns a tuple.

    Repeated values are kept once, in the order typed.
    """

    empty = ()
    width = 24.0

    def __init__(self, of: CellType) -> None:
        self.of = of
        self.expected = of.expected

    def parse(self, raw: Raw, percent: bool | None = False) -> tuple[object, ...]:
        if not isinstance(raw, str):
            return () if is_blank(raw) else self._kept([self.of.parse(raw)])
        parts = _SEPARATORS.split(half_width(raw.replace("\r", "\n")))
        if isinstance(self.of, Identifier):
            parts = [word for part in parts for word in part.split()]
        if all(part.strip() in EMPTY_MARKS for part in parts if part.strip()):
            return ()
        words = [part.strip() for part in parts if part.strip()]
        return self._kept(self._one(word, alone=len(words) == 1) for word in words)

    def _one(self, word: str, alone: bool) -> object:
        try:
            return self.of.parse(word)
        except ParseError as error:
            if alone:
                raise
            raise ParseError(f"其中的“{word}”{error}") from error

    def _kept(self, values: Iterable[object]) -> tuple[object, ...]:
        return tuple(dict.fromkeys(value for value in values if value != self.of.empty))

    def dump(self, value: object) -> object:
        if not isinstance(value, Iterable):
            return None
        return "、".join(str(self.of.dump(one)) for one in value) or None
