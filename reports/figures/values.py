"""What figures look like to pages, reports and the command line."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NotRequired, Self, TypedDict


class Check(TypedDict):
    """One breakdown that misses its total; `difference` is counted − stated.

    `key` is stable from period to period; money is in 万元, `unit` says what is counted; `note`
    explains as far as the portal can tell, and may be empty.
    """

    key: str
    what: str
    stated: int | float
    counted: int | float
    difference: int | float
    unit: str
    note: str


class Quantity(TypedDict):
    """Planned and done amount of one work item in one unit."""

    item: str
    unit: str
    planned: int | float
    done: int | float


class FigureSet(TypedDict):
    """The JSON object of one region. `region` is the 12-digit code as text."""

    region: str
    name: str
    programme_year: int
    as_of: str
    figures: dict[str, Any]
    children: NotRequired[list["FigureSet"]]


@dataclass(frozen=True)
class Figures:
    """The figures of one region; `values` has the keys and JSON types of the contract.

    Counts are numbers, money is a number of 万元, rates are text with one decimal or None where
    the denominator is zero. Made anew by `figures()`, or read back from a frozen report.
    """

    region: int
    name: str
    year: int
    as_of: date
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    @property
    def checks(self) -> list[Check]:
        found: list[Check] = self.values["checks"]
        return found

    def as_json(self) -> FigureSet:
        return {
            "region": str(self.region),
            "name": self.name,
            "programme_year": self.year,
            "as_of": self.as_of.isoformat(),
            "figures": self.values,
        }

    @classmethod
    def from_json(cls, data: FigureSet) -> Self:
        return cls(
            region=int(data["region"]),
            name=data["name"],
            year=data["programme_year"],
            as_of=date.fromisoformat(data["as_of"]),
            values=data["figures"],
        )
