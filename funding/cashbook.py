"""流水: receipts and payments as one stream, newest first, a page at a time by key.

Both tables are asked for one page after the cursor, by an index on their date, and merged; so a
page costs the same however long the book is. The cursor names the last row seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from django.db.models import Q, QuerySet

from funding.models import Payment, Receipt

Side = Literal["in", "out"]
RANK: Final[dict[Side, int]] = {"in": 1, "out": 0}  # of one day what arrived comes first
DAYS: Final[dict[Side, str]] = {"in": "received_on", "out": "paid_on"}


@dataclass(frozen=True)
class Entry:
    """One line of the book; `amount` is positive for what came in, negative for what went out."""

    side: Side
    pk: int
    day: date
    amount: Decimal
    project: int
    number: str
    project_name: str
    region_name: str
    kind: str
    party: str
    note: str
    reversal: bool

    @property
    def key(self) -> tuple[date, int, int]:
        return self.day, RANK[self.side], self.pk

    @property
    def cursor(self) -> str:
        return f"{self.day.isoformat()}_{self.side}_{self.pk}"


Key = tuple[date, int, int]


def read_cursor(text: str) -> Key | None:
    """Return the key that a cursor stands for, None when it is none."""
    try:
        day, side, pk = text.split("_")
        return date.fromisoformat(day), RANK[side], int(pk)  # type: ignore[index]
    except (ValueError, KeyError):
        return None


def page(
    receipts: QuerySet[Receipt], payments: QuerySet[Payment], after: Key | None, size: int
) -> tuple[list[Entry], str]:
    """Return one page of the book after a key, and the cursor of the next, empty on the last."""
    rows = [
        *_arrivals(_after(receipts, "in", after)[: size + 1]),
        *_payments(_after(payments, "out", after)[: size + 1]),
    ]
    found = sorted(rows, key=lambda row: row.key, reverse=True)[: size + 1]
    shown = found[:size]
    return shown, shown[-1].cursor if len(found) > size else ""


def everything(receipts: QuerySet[Receipt], payments: QuerySet[Payment]) -> Iterator[Entry]:
    """Yield the whole book in pages, for the workbook."""
    after: Key | None = None
    while True:
        rows, cursor = page(receipts, payments, after, 2000)
        yield from rows
        if not cursor:
            return
        after = read_cursor(cursor)


def _after(rows: QuerySet[Any], side: Side, after: Key | None) -> QuerySet[Any]:
    name = DAYS[side]
    ordered = rows.filter(**{f"{name}__isnull": False}).order_by(f"-{name}", "-pk")
    if after is None:
        return ordered
    day, rank, pk = after
    same_day = Q(**{name: day})
    if RANK[side] == rank:
        same_day &= Q(pk__lt=pk)
    elif RANK[side] > rank:
        same_day &= Q(pk__in=[])
    # the first condition is implied, but it is the one that an index answers
    return ordered.filter(Q(**{f"{name}__lte": day}), Q(**{f"{name}__lt": day}) | same_day)


_PROJECT: Final = ("number", "name", "region__name")


def _arrivals(rows: QuerySet[Receipt]) -> Iterator[Entry]:
    own = ("pk", "received_on", "amount", "source__project_id")
    names = (*own, *(f"source__project__{name}" for name in _PROJECT))
    for values in rows.values_list(*names, "source__kind", "source__batch", "note", "reverses_id"):
        pk, day, amount, project, number, name, region, kind, batch, note, reverses = values
        yield Entry(
            "in", pk, day, amount, project, number, name, region, kind, batch, note,
            reverses is not None,
        )  # fmt: skip


def _payments(rows: QuerySet[Payment]) -> Iterator[Entry]:
    own = ("pk", "paid_on", "amount", "project_id")
    names = (*own, *(f"project__{name}" for name in _PROJECT), "payee", "note", "reverses_id")
    for values in rows.values_list(*names):
        pk, day, amount, project, number, name, region, payee, note, reverses = values
        yield Entry(
            "out", pk, day, -amount, project, number, name, region, "拨付", payee, note,
            reverses is not None,
        )  # fmt: skip
