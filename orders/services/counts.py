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
    """Orders addressed to a region and what is below it on a day, without drafts and withdrawn ones."""

    region: Region
    day: date
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
    seen = rows.stood_on(day)
    standing = seen.standing().only("region_id", "state")
    states = [(row.pk, row.region_id, row.state) for row in standing]
    overdue = set(seen.overdue_on(day).values_list("pk", flat=True))
    kept = set(seen.kept().values_list("pk", flat=True))
    return [_count(region, day, states, overdue, kept) for region in children]


def _count(
    region: Region,
    day: date,
    states: Iterable[tuple[int, int, str]],
    overdue: set[int],
    kept: set[int],
) -> Counts:
    here = regions.subtree(region.pk)
    mine = [(pk, state) for pk, code, state in states if code in here]
    return Counts(
        region=region,
        day=day,
        issued=len(mine),
        open=sum(state in OPEN for _, state in mine),
        overdue=sum(pk in overdue for pk, _ in mine),
        closed=sum(state == OrderState.CLOSED for _, state in mine),
        kept=sum(pk in kept for pk, _ in mine),
    )
