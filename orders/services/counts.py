"""How regions answer their orders: issued, open, overdue, closed, and closed in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Region
from core import regions
from orders.choices import OPEN, OrderState
from orders.querysets import OrderQuerySet


@dataclass(frozen=True)
class Counts:
    """Orders addressed to a region and what is below it, withdrawn ones and drafts left out."""

    region: Region
    issued: int
    open: int
    overdue: int
    closed: int
    kept: int

    @property
    def late(self) -> int:
        return self.closed - self.kept


def counts_of(children: Sequence[Region], rows: OrderQuerySet, day: date) -> list[Counts]:
    """Return the counts of each region on `day`, out of the orders that the caller may see."""
    standing = rows.standing()
    states = list(standing.values_list("pk", "region_id", "state"))
    overdue = set(rows.overdue_on(day).values_list("pk", flat=True))
    kept = set(rows.kept().values_list("pk", flat=True))
    return [_count(region, states, overdue, kept) for region in children]


def _count(
    region: Region, states: Iterable[tuple[int, int, str]], overdue: set[int], kept: set[int]
) -> Counts:
    here = regions.subtree(region.pk)
    mine = [(pk, state) for pk, code, state in states if code in here]
    return Counts(
        region=region,
        issued=len(mine),
        open=sum(state in OPEN for _, state in mine),
        overdue=sum(pk in overdue for pk, _ in mine),
        closed=sum(state == OrderState.CLOSED for _, state in mine),
        kept=sum(pk in kept for pk, _ in mine),
    )
