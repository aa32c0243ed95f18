"""What every typed parser of a cell has in common."""

from abc import ABC, abstractmethod
from typing import ClassVar, Final

from core.workbook.text import Raw

# What people put into a cell that stays empty; read so only where the mark can mean nothing else.
EMPTY_MARKS: Final = frozenset(["-", "--", "—", "——", "–", "/", "//", "\\", "无", "~"])


class ParseError(ValueError):
    """A cell cannot be read; the message says in Chinese what was expected."""


class CellType(ABC):
    """How one column's cells are read and written.

    `empty` is the value of an empty cell, `expected` the sentence for a cell that may not be.
    `number_format` and `width` (characters) are those of an exported column.
    """

    empty: object = None
    expected: str = "请填写"
    number_format: ClassVar[str | None] = None
    width: float = 12.0
    reads_percent: ClassVar[bool] = False

    @abstractmethod
    def parse(self, raw: Raw, percent: bool | None = False) -> object:
        """Return the typed value, or `empty`; ParseError when the cell cannot be read.

        `percent` says whether the cell has a percent number format (it holds 0.65 and shows 65%);
        None when the file does not tell.
        """

    def dump(self, value: object) -> object:
        """Return what an exported cell holds for a value that `parse` returned."""
        return value
