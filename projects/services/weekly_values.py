"""What a typed cell of the weekly grid means: text in, typed value out, and back.

People type as they type: full-width digits, a % sign, 万元, thousands commas, spaces. What is no
number is refused and sent to the note, so that a figure is always a figure.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from core import money
from core.exceptions import Refusal
from core.workbook.text import squeeze

Value = Decimal | int | str | None
Kind = Literal["percent", "wan", "count", "text"]

NUMBER: Final = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?|[+-]?\.\d+")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST_NUMBER: Final = 40


@dataclass(frozen=True)
class Field:
    """One column of the grid; `limit` is the greatest value, or the greatest length of a text."""

    name: str
    label: str
    kind: Kind
    limit: int
    unit: str = ""
    places: int = 0

    @property
    def numeric(self) -> bool:
        return self.kind != "text"

    @property
    def heading(self) -> str:
        return f"{self.label}（{self.unit}）" if self.unit else self.label


FIELDS: Final[dict[str, Field]] = {
    field.name: field
    for field in (
        Field("percent", "本周形象进度", "percent", 100, "%", 2),
        Field("invested", "本周累计完成投资", "wan", 100_000_000, "万元", 6),
        Field("workers", "现场人数", "count", 100_000, "人"),
        Field("progress_note", "本周进展", "text", 500),
        Field("next_plan", "下周计划", "text", 500),
        Field("problem", "存在问题", "text", 500),
        Field("help_needed", "需协调事项", "text", 500),
        Field("fall_reason", "数据下降原因", "text", 300),
    )
}
EXPECTED: Final[dict[Kind, str]] = {
    "percent": "应填0到100之间的数，如 65 或 65.5",
    "wan": "应填万元数，如 820 或 820.5",
    "count": "应填整数，如 25",
}


def field_named(name: str) -> Field:
    """Return the field; Refusal when the grid has no such column."""
    if name not in FIELDS:
        raise Refusal(f"没有“{name[:30]}”这一栏，请刷新页面后再填。")
    return FIELDS[name]


def parse(field: Field, text: str) -> Value:
    """Turn typed text into the stored value (万元 becomes 元); empty is None, or "" for text."""
    if not field.numeric:
        return _words(field, text)
    typed = squeeze(text)
    if not typed:
        return None
    number = _number(field, typed, text)
    if number < 0:
        raise Refusal(f"{field.label}不能是负数，{EXPECTED[field.kind]}。", field.name)
    if number > field.limit:
        raise Refusal(_too_great(field), field.name)
    if number != money.round_half_up(number, Decimal(1).scaleb(-field.places)):
        limit = f"最多{field.places}位小数" if field.places else "不能有小数"
        raise Refusal(f"{field.label}{limit}，{EXPECTED[field.kind]}。", field.name)
    if field.kind == "wan":
        return money.from_wan(number)
    return int(number) if field.kind == "count" else number


def _number(field: Field, typed: str, text: str) -> Decimal:
    for suffix in ("%", "万元", "万", "人"):
        if suffix[0] in field.unit and typed.endswith(suffix):
            typed = typed.removesuffix(suffix)
    if len(typed) > LONGEST_NUMBER or not NUMBER.fullmatch(typed):
        shown = text.strip()[:20]
        raise Refusal(
            f"{field.label}{EXPECTED[field.kind]}；现为“{shown}”，文字说明请写在“本周进展”。",
            field.name,
        )
    return Decimal(typed.replace(",", ""))


def _too_great(field: Field) -> str:
    if field.kind == "percent":
        return "形象进度不能超过100%，已完工的填 100。"
    if field.kind == "wan":
        return "累计完成投资过大，单位是万元不是元，请除以10000后再填。"
    return f"{field.label}不能超过{field.limit}，请核对后再填。"


def _words(field: Field, text: str) -> str:
    words = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    words = CONTROL.sub("", words).strip()
    if len(words) > field.limit:
        raise Refusal(
            f"{field.label}最多{field.limit}字，现有{len(words)}字，请删减{len(words) - field.limit}字。",
            field.name,
        )
    return words


def show(field: Field, value: Value) -> str:
    """Return the text that the page shows for a stored value, empty when there is none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{money.to_wan(value) if field.kind == 'wan' else money.plain(value):f}"
    return str(value)


def same(field: Field, shown: str, value: Value) -> bool:
    """Tell whether the text that a page showed stands for the stored value."""
    try:
        return parse(field, shown) == value
    except Refusal:
        return False
