"""How typed text is tidied before it is read: full-width signs, stray spaces, control characters."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

# What a cell may hold when python-calamine hands it over; "" stands for an empty cell.
Raw: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None

# U+FF01…FF5E are the full-width forms of ASCII; U+3000 is the ideographic space.
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xA0: " ",
    0xFE6A: "%",
    0x2212: "-",
    0x2010: "-",
    0x2011: "-",
    0xFFE5: "¥",
}
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SPACE: Final = re.compile(r"\s+")
SHOWN_LENGTH: Final = 60


def half_width(text: str) -> str:
    """Return the text with full-width ASCII and spaces as half-width; other characters stay."""
    return _INVISIBLE.sub("", text.translate(_HALF_WIDTH))


def squeeze(text: str) -> str:
    """Return half-width text without any white space."""
    return _SPACE.sub("", half_width(text))


def tidy(text: str) -> str:
    """Return prose as it may be stored: trimmed, one kind of line end, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", _INVISIBLE.sub("", text)).strip()


def without_control(text: str) -> str:
    """Drop the characters that XML, and so a workbook, cannot hold."""
    return _CONTROL.sub("", text)


def is_blank(raw: Raw) -> bool:
    """Tell whether a person would call the cell empty."""
    return raw is None or (isinstance(raw, str) and not tidy(raw))


def plain_number(value: float) -> str:
    """Return a number as Excel shows it: 15 significant digits, 1449 and not 1449.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def show(raw: Raw) -> str:
    """Return a cell's value for a message: one line, at most SHOWN_LENGTH characters."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, (int, float)):
        return plain_number(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ")
    if isinstance(raw, date):
        return raw.isoformat()
    line = _SPACE.sub(" ", _CONTROL.sub("", str(raw))).strip()
    return line if len(line) <= SHOWN_LENGTH else line[: SHOWN_LENGTH - 1] + "…"


def as_text(raw: Raw) -> str:
    """Return any cell as the text that a person sees in it."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "是" if raw else "否"
    return plain_number(raw) if isinstance(raw, (int, float)) else show(raw)
