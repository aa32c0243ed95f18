"""Columns: one description of a table for the page, its workbook and its print."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal["text", "number", "money", "percent", "date", "datetime", "badge", "rate", "change"]
NUMERIC = frozenset({"number", "money", "percent", "rate", "change"})


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `value` is an attribute path ("region.name") or a function of the row; `kind` decides how the
    page prints it and how the workbook types it (money is given in 元 and shown in 万元); `link`
    returns the URL the cell opens, or None; `order` is the ORM expression that sorting uses.
    """

    heading: str
    value: str | Callable[[Any], Any]
    kind: Kind = "text"
    unit: str = ""
    link: Callable[[Any], str | None] | None = None
    order: str | None = None
    places: int | None = None
    badge: Callable[[Any], str] | None = None
    on_phone: bool = True
    on_page: bool = True  # False: in the workbook alone, where width costs nothing
    primary: bool = False
    cut: bool = False  # one line on a desk, the rest under the pointer; whole on phones and paper
    acts: bool = False  # leads to something to do: on the page of today alone

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    def of(self, row: Any) -> Any:
        """Return the raw value of the row's cell; None where the path meets None."""
        if callable(self.value):
            return self.value(row)
        found = row
        for step in self.value.split("."):
            found = found.get(step) if isinstance(found, dict) else getattr(found, step)
            if callable(found):  # get_FOO_display and the like
                found = found()
            if found is None:
                return None
        return found


@dataclass(frozen=True)
class Row:
    """One line of a table; `past` is the day that its list looks back on."""

    columns: tuple[Column, ...]
    source: Any
    past: date | None = None
