"""How a sheet is declared, and how its headings are found in what people made of it."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Final

from core.workbook.base import CellType
from core.workbook.errors import CellError, Errors, letter
from core.workbook.text import Raw, show, squeeze

HEADING_ROWS: Final = 10
_BRACKETS: Final = str.maketrans("[]{}〔〕【】", "()()()()")


@cache
def normalise_heading(text: str) -> str:
    """Return a heading as it is compared: brackets, width, spaces and ㎡/m²/平方米 made one."""
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    plain = "".join(plain.split()).strip("*:").casefold()
    return plain.replace("平方米", "m2")


def normalise_sheet_name(text: str) -> str:
    """Return a sheet's name as it is compared: half-width, without spaces."""
    return squeeze(text)


@dataclass(frozen=True)
class Column:
    """One column: its heading in the contract, the attribute its values go by, its type.

    `required` says that no cell may be empty. The heading itself must be there unless
    `may_be_absent`; an absent column's attribute is missing from `Row.values`.
    """

    heading: str
    attr: str
    cell_type: CellType
    required: bool = False
    aliases: tuple[str, ...] = ()
    may_be_absent: bool = False

    @property
    def names(self) -> list[str]:
        """The normalised headings that the column answers to."""
        return [normalise_heading(name) for name in (self.heading, *self.aliases)]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. `key` names the attributes that tell its rows apart, () for none."""

    name: str
    columns: Sequence[Column]
    key: tuple[str, ...] = ()
    by_attr: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_attr", {column.attr: column for column in self.columns})
        if len(self.by_attr) != len(self.columns):
            raise ValueError(f"{self.name}: an attribute is declared twice")
        if unknown := set(self.key) - set(self.by_attr):
            raise ValueError(f"{self.name}: key attributes {unknown} are no columns")

    @property
    def key_heading(self) -> str:
        """The headings of the key joined by +, e.g. 项目编号+节点."""
        return "+".join(self.by_attr[attr].heading for attr in self.key)


@dataclass(frozen=True)
class Headings:
    """Where a sheet's columns stand: `row` counts from 0, as do the indexes."""

    row: int
    columns: tuple[tuple[int, Column], ...]
    remarks: tuple[tuple[int, str], ...]


def find_heading_row(sheet: Sheet, rows: Sequence[Sequence[Raw]]) -> int | None:
    """Return the index of the row among the first ten that names most columns, None for none."""
    known = {name for column in sheet.columns for name in column.names}
    scores = [
        sum(isinstance(cell, str) and normalise_heading(cell) in known for cell in row)
        for row in rows[:HEADING_ROWS]
    ]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def locate(sheet: Sheet, rows: Sequence[Sequence[Raw]], errors: Errors) -> Headings | None:
    """Find the sheet's columns; None, with the errors added, when one is missing or doubled."""
    top = find_heading_row(sheet, rows)
    if top is None:
        names = "、".join(column.heading for column in sheet.columns)
        errors.add(CellError(sheet.name, 1, "A", "", "", f"没有找到表头，应有的列：{names}"))
        return None
    typed = [show(cell) for cell in rows[top]]
    found: dict[str, int] = {}
    remarks: dict[int, str] = {}
    by_name = {name: column for column in sheet.columns for name in column.names}
    complete = True
    for index, text in enumerate(typed):
        column = by_name.get(normalise_heading(text))
        if column is None:
            remarks[index] = _remark_heading(text, index, remarks.values())
        elif column.attr in found:
            first = f"{letter(found[column.attr])}{top + 1}"
            message = f"列名重复，与 {first} 相同，请删去其中一列"
            errors.add(CellError(sheet.name, top + 1, letter(index), column.heading, "", message))
            complete = False
        else:
            found[column.attr] = index
    for column in sheet.columns:
        if column.attr not in found and not column.may_be_absent:
            errors.add(_missing(sheet, column, top, [typed[index] for index in remarks]))
            complete = False
    if not complete:
        return None
    columns = tuple((found[c.attr], c) for c in sheet.columns if c.attr in found)
    return Headings(top, columns, tuple(remarks.items()))


def _remark_heading(text: str, index: int, taken: Iterable[str]) -> str:
    if not text:
        return f"{letter(index)}列"
    return f"{text}（{letter(index)}列）" if text in taken else text


def _missing(sheet: Sheet, column: Column, top: int, others: Sequence[str]) -> CellError:
    near = get_close_matches(
        normalise_heading(column.heading), [normalise_heading(other) for other in others], 1, 0.4
    )
    hint = ""
    if near:
        text = next(other for other in others if normalise_heading(other) == near[0])
        hint = f"，最接近的是“{text}”"
    message = f"缺少列“{column.heading}”{hint}"
    return CellError(sheet.name, top + 1, "A", "", "", message)
