"""Cells that hold dates, in the spellings that district offices use."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from core.periods import FIRST_ENTERED, LAST_ENTERED
from core.workbook.base import EMPTY_MARKS, CellType, ParseError
from core.workbook.text import Raw, half_width

_TYPED: Final = re.compile(
    r"""([0-9]{4})\s*[.\-/年、]\s*([0-9]{1,2})\s*[.\-/月、]\s*([0-9]{1,2})\s*[日号.]?
        \s*(?:[(]?(?:星期|周)[一二三四五六日天][)]?)?
        (?:[T\s]*(?:上午|下午)?\s*[0-9]{1,2}[:时][0-9:.时分秒]*(?:Z|\+[0-9:]+)?)?""",
    re.VERBOSE,
)
_DIGITS: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
# Day 0 of Excel's serial numbers; the fictitious 29 February 1900 lies below any date read here.
_EPOCH: Final = date(1899, 12, 30)
_LARGEST_SERIAL: Final = 100_000
_DAYS_TO_1904: Final = 1462


class Date(CellType):
    """A day between `first` and `last`; a time of day in the cell is dropped."""

    expected = "应为日期，如 2023-04-15"
    number_format = "yyyy-mm-dd"
    width = 12.0

    def __init__(self, first: date = FIRST_ENTERED, last: date = LAST_ENTERED) -> None:
        self.first = first
        self.last = last

    def parse(self, raw: Raw, percent: bool | None = False) -> date | None:
        if isinstance(raw, datetime):
            day: date | None = raw.date()
        elif isinstance(raw, date):
            day = raw
        elif isinstance(raw, str):
            day = self._typed(half_width(raw).strip())
        elif isinstance(raw, (int, float)) and not isinstance(raw, bool):
            day = self._serial(raw)
        else:
            raise ParseError(self.expected)
        if day is not None and not self.first <= day <= self.last:
            raise ParseError(f"日期应在 {self.first} 至 {self.last} 之间，如 2023-04-15")
        return day

    def parse1904(self, raw: Raw, percent: bool | None = False) -> date | None:
        """Parse a cell of a workbook whose serial numbers count from 1904 (old Excel for Mac)."""
        serial = isinstance(raw, (int, float)) and raw < _LARGEST_SERIAL
        return self.parse(raw + _DAYS_TO_1904 if serial else raw)  # type: ignore[operator]

    def _typed(self, text: str) -> date | None:
        if not text or text in EMPTY_MARKS:
            return None
        match = _TYPED.fullmatch(text) or _DIGITS.fullmatch("".join(text.split()))
        if match is None:
            raise ParseError(self.expected)
        return self._day(*(int(part) for part in match.groups()))

    def _day(self, year: int, month: int, day: int) -> date:
        try:
            return date(year, month, day)
        except ValueError as error:
            raise ParseError(f"没有这一天，{self.expected}") from error

    def _serial(self, number: float) -> date:
        """Read 45031 (days since 1899-12-30) and 20230415 typed as a number."""
        if 1 <= number < _LARGEST_SERIAL:
            return _EPOCH + timedelta(days=int(number))
        match = _DIGITS.fullmatch(f"{number:.15g}")
        if match is None:
            raise ParseError(self.expected)
        return self._day(*(int(part) for part in match.groups()))
