"""The resident's page is made of sections that each app offers of a project.

Settings.PUBLIC_SECTIONS lists dotted functions `(project, day) -> Section | None` in the order of the
page, as LEDGER_SHEETS does with sheets; an app knows nothing of the others. A section tells units,
dates and sums: never a person's telephone, never a complainant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

FIGURE: Final = re.compile(r"-?[\d,]+(\.\d+)?( ?\D{1,3})?")  # 1,232 ㎡


@dataclass(frozen=True)
class Section:
    """A heading with facts, or with a table whose first column names the row; all as text."""

    key: str
    title: str
    facts: Sequence[tuple[str, str]] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    note: str = ""

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Return each heading, and whether figures stand below it."""
        listed = zip(self.head, zip(*self.rows, strict=True), strict=True)
        return [(name, all(FIGURE.fullmatch(cell) for cell in cells)) for name, cells in listed]

    @property
    def lines(self) -> list[list[tuple[str, bool, str]]]:
        """Return each row with its headings, for narrow screens where a row becomes a card."""
        columns = self.columns
        return [[(*c, cell) for c, cell in zip(columns, row, strict=True)] for row in self.rows]


def sections(project: Any, day: date) -> list[Section]:
    """Return what the apps tell residents about a project; those with nothing to tell are left out."""
    found = [import_string(path)(project, day) for path in settings.PUBLIC_SECTIONS]
    return [section for section in found if section is not None]
