"""The resident's page is made of sections that each app offers of a project.

Settings.PUBLIC_SECTIONS lists dotted functions `(project, day) -> Section | None` in the order of the
page, as LEDGER_SHEETS does with sheets; an app knows nothing of the others. A section tells units,
dates and sums: never a person's telephone, never a complainant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


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
    def lines(self) -> list[list[tuple[str, str]]]:
        """Return each row with its headings, for narrow screens where a row becomes a card."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


def sections(project: Any, day: date) -> list[Section]:
    """Return what the apps tell residents about a project; those with nothing to tell are left out."""
    found = [import_string(path)(project, day) for path in settings.PUBLIC_SECTIONS]
    return [section for section in found if section is not None]
