"""Charts: a table of numbers first, the picture of it second.

One `Chart` makes the picture (as JSON for `static/js/chart.js`), the table that stands beside it
for screen readers, print and browsers without scripts, and the workbook, so that the three cannot
differ. Values are what pages print: counts, 万元, rates with one decimal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from django.http import FileResponse, HttpRequest

from core import money
from core.columns import Column, Row
from core.exports import workbook_response

# a waterfall has one series: the whole, what is taken off it (negative), what is left
Kind = Literal["line", "bars", "waterfall"]
# names of colours that chart.js looks up among the tokens of portal.css
Tone = Literal["blue", "plan", "good", "warn", "bad", "pale"]
Value = Decimal | int | str | None
# most labels that each height of `.chart-body` has room for as bars
HEIGHTS: Final = ((6, "short"), (12, "medium"), (22, "tall"))


@dataclass(frozen=True)
class Series:
    """One line or one set of bars: a value per label, and the list that each value counts."""

    name: str
    values: Sequence[Value]
    hrefs: Sequence[str | None] = ()
    tone: Tone = "blue"

    def href(self, number: int) -> str | None:
        return self.hrefs[number] if self.hrefs else None


@dataclass(frozen=True)
class Line:
    """One row of the table: a label and the value of each series there."""

    label: str
    number: int


@dataclass(frozen=True)
class Chart:
    """One chart. `heading` says what the labels are; `summary` is its text for everybody.

    `mark` is a value that all are held against, with its name (全市 87.1).
    """

    id: str
    title: str
    kind: Kind
    heading: str
    labels: Sequence[str]
    series: Sequence[Series]
    summary: str
    unit: str = ""
    places: int = 0
    mark: tuple[str, Value] | None = None
    workbook: str = ""
    note: str = ""

    @property
    def data_id(self) -> str:
        return f"{self.id}-data"

    @property
    def height(self) -> str:
        """Return which height is reserved, so that nothing moves when the picture is drawn."""
        if self.kind == "line":
            return "medium"
        rows = len(self.labels) * len(self.series)
        return next((name for most, name in HEIGHTS if rows <= most), "highest")

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return (Column(self.heading, "label", primary=True), *map(self._column, self.series))

    def _column(self, series: Series) -> Column:
        return Column(
            series.name,
            lambda line: series.values[line.number],
            "rate" if self.unit == "%" else "number",
            unit=self.unit,
            places=self.places,
            link=lambda line: series.href(line.number),
        )

    @property
    def rows(self) -> list[Row]:
        return [Row(self.columns, line) for line in self._lines()]

    def _lines(self) -> list[Line]:
        return [Line(label, number) for number, label in enumerate(self.labels)]

    @property
    def drawing(self) -> Mapping[str, Any]:
        """Return what the script draws, as JSON."""
        return {
            "title": self.title,
            "note": self.note,
            "kind": self.kind,
            "unit": self.unit,
            "places": self.places,
            "labels": list(self.labels),
            "series": [
                {
                    "name": one.name,
                    "tone": one.tone,
                    "values": [drawn(value) for value in one.values],
                    "hrefs": [one.href(number) for number in range(len(self.labels))],
                }
                for one in self.series
            ],
            "mark": {"name": self.mark[0], "value": drawn(self.mark[1])} if self.mark else None,
        }

    def as_workbook(self, request: HttpRequest) -> FileResponse:
        return workbook_response(request, self.title, self.columns, self._lines())


def drawn(value: Value) -> int | float | None:
    """Return a value as a number of JSON."""
    return None if value is None else money.number(Decimal(str(value)))
