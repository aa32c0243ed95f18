"""One sentence per bad cell: where it is, what it holds, what was expected."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Self


@cache
def letter(index: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    index, rest = divmod(index, 26)
    return (letter(index - 1) if index else "") + chr(65 + rest)


def column_index(letters: str) -> int:
    """Return a column's number counted from 0: A is 0, AA is 26."""
    number = 0
    for char in letters:
        number = number * 26 + ord(char) - 64
    return number - 1


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that stops an import; `row` counts from 1, `column` is its letters.

    `heading` and `value` are empty where the message is about neither.
    """

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    message: str

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}"

    def __str__(self) -> str:
        heading = f" {self.heading}:" if self.heading else ""
        value = f" “{self.value}”" if self.value else ""
        return f"{self.sheet}!{self.cell}{heading}{value} {self.message}"

    def as_dict(self) -> dict[str, str | int]:
        """Return the error as JSON for a job's row; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, str | int]) -> Self:
        texts = {key: str(data[key]) for key in ("sheet", "column", "heading", "value", "message")}
        return cls(row=int(data["row"]), **texts)


class Errors:
    """The errors of one workbook in the order found, the first `limit` of them kept.

    `omitted` counts those beyond the limit. The same sentence about a cell is kept once.
    """

    def __init__(self, limit: int = 20_000) -> None:
        self.limit = limit
        self.omitted = 0
        self._kept: dict[CellError, None] = {}

    def add(self, error: CellError) -> None:
        if error in self._kept:
            return
        if len(self._kept) >= self.limit:
            self.omitted += 1
        else:
            self._kept[error] = None

    def __iter__(self) -> Iterator[CellError]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
