"""Counting: one grouped query per table, by the regions right below the one asked for.

A code is cut down to the size of a child's range in SQL, so that a city gives eight groups
and not its four hundred streets; what lies in no child counts for the region alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import (
    Aggregate,
    BigIntegerField,
    Count,
    DecimalField,
    Func,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast

from complaints.models import Complaint, Dispute
from core import regions
from funding.models import FundingSource, Payment, Receipt
from projects.choices import CommunityStage
from projects.conditions import stage_of
from projects.models import Community, Project, WorkQuantity

Rows = Iterable[dict[str, Any]]
ZERO = Decimal(0)
MONEY: Final = DecimalField(max_digits=20, decimal_places=2)


@dataclass(frozen=True)
class Asked:
    """What is counted besides the region: `since` adds all years from that one, see `count`."""

    year: int
    day: date
    since: int | None = None
    quantities: bool = True


@dataclass
class Tally:
    """Sums that add up over regions: counts, 元, ㎡; and quantities by (item, unit)."""

    sums: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    quantities: dict[tuple[str, str], tuple[Decimal, Decimal]] = field(default_factory=dict)

    def count(self, key: str) -> int:
        return int(self.sums[key])

    def add(self, amounts: Mapping[str, Decimal | int | None]) -> None:
        for key, amount in amounts.items():
            self.sums[key] += Decimal(amount or 0)

    def add_quantity(self, item: str, unit: str, planned: Decimal, done: Decimal) -> None:
        before = self.quantities.get((item, unit), (ZERO, ZERO))
        self.quantities[item, unit] = (before[0] + planned, before[1] + done)

    def merge(self, other: "Tally") -> None:
        self.add(other.sums)
        for (item, unit), (planned, done) in other.quantities.items():
            self.add_quantity(item, unit, planned, done)


@dataclass(frozen=True)
class Tallies:
    """Tallies by bucket: the code of a region cut down to the size of the children."""

    by_bucket: dict[int, Tally]

    def inside(self, code: int) -> Tally:
        """Return the sum over the buckets that lie in the region `code`."""
        return self._total(regions.subtree(code))

    def outside(self, codes: Iterable[int]) -> Tally:
        """Return the sum over the buckets that lie in none of the regions `codes`."""
        ranges = [regions.subtree(code) for code in codes]
        total = Tally()
        for bucket, tally in self.by_bucket.items():
            if not any(bucket in span for span in ranges):
                total.merge(tally)
        return total

    def _total(self, span: regions.CodeRange) -> Tally:
        total = Tally()
        for bucket, tally in self.by_bucket.items():
            if bucket in span:
                total.merge(tally)
        return total


class Cut(Func):
    """A region code cut down to a multiple of `size`: the region of that size which holds it."""

    arity = 1
    template = "(%(expressions)s - MOD(%(expressions)s, %(size)d))"
    output_field = BigIntegerField()


def bucket_size(code: int, children: Iterable[int]) -> int:
    """Return the size of the smallest child's range, or of the region's own without children."""
    spans = [regions.subtree(child) for child in children] or [regions.subtree(code)]
    return min(stop - start for start, stop in spans)


def count(code: int, size: int, asked: Asked) -> Tallies:
    """Count a region in 3 queries, 1 more with `quantities`, 2 more with `since`."""
    year, day, since = asked.year, asked.day, asked.since
    found: defaultdict[int, Tally] = defaultdict(Tally)
    for rows in (
        _communities(code, size, year, day),
        _projects(code, size, year, day),
        _sums(code, size, year, day),
        _cumulative(code, size, since, year, day) if since is not None else (),
    ):
        for row in rows:
            found[row.pop("bucket")].add(row)
    for row in _quantities(code, size, year) if asked.quantities else ():
        found[row["bucket"]].add_quantity(
            row["item"], row["unit"], row["total_planned"] or ZERO, row["total_done"] or ZERO
        )
    return Tallies(dict(found))


def _grouped(queryset: QuerySet[Any], path: str, size: int, *by: str) -> QuerySet[Any, Any]:
    """Group by bucket and further columns; annotate the result with the sums wanted."""
    cut = Cut(path, size=size)
    groups: QuerySet[Any, Any] = queryset.order_by().annotate(bucket=cut).values("bucket", *by)
    return groups


def _communities(code: int, size: int, year: int, day: date) -> Rows:
    """Classes of communities hang on all their projects, so a row each comes from the database."""
    found = Community.objects.in_region(code).with_steps(year, day).order_by()
    columns = (
        "region_id",
        "least",
        "n_begun",
        "n_in_plan",
        "buildings",
        "households",
        "floor_area",
    )
    totals: defaultdict[int, defaultdict[str, Decimal | int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for region, least, n_begun, n_in_plan, buildings, households, area in found.values_list(
        *columns
    ):
        begun, in_plan, stage = n_begun > 0, n_in_plan > 0, stage_of(least, n_begun)
        total = totals[region - region % size]
        total["communities"] += 1
        total["in_plan"] += in_plan
        total["started"] += begun
        total["started_households"] += (households or 0) if begun else 0
        total[stage] += stage != CommunityStage.UNSTARTED or in_plan
        total["buildings"] += buildings or 0
        total["households"] += households or 0
        total["floor_area"] += area or 0
    return [{"bucket": bucket, **total} for bucket, total in totals.items()]


def _projects(code: int, size: int, year: int, day: date) -> Rows:
    found = Project.objects.in_region(code).of_year(year).with_invested(day).with_lagging(day)
    for row in _grouped(found, "site_id", size, "lagging").annotate(
        projects=Count("pk"),
        waiting=Count("pk", filter=Q(started_on=None) | Q(started_on__gt=day)),
        total=Sum("total_investment"),
        annual=Sum("annual_investment"),
        done=Sum("invested"),
    ):
        lagging, waiting = row.pop("lagging"), row.pop("waiting")
        yield row | {
            "lagging_projects": row["projects"] if lagging else 0,
            "lagging_unstarted": waiting if lagging else 0,
        }


def _sums(code: int, size: int, year: int, day: date) -> Rows:
    """Sum what hangs on projects and regions; one statement, as five would cost a third more."""
    sources = FundingSource.objects.in_region(code).filter(project__year=year)
    receipts = Receipt.objects.in_region(code).by(day).filter(source__project__year=year)
    payments = Payment.objects.in_region(code).paid_by(day).filter(project__year=year)
    complaints = Complaint.objects.of_quality().in_region(code).received_in(year, day)
    disputes = Dispute.objects.in_region(code).occurred_in(year, day)
    mass = Count("pk", filter=Q(mass_incident=True))
    first, *others = (
        _part(sources, "project__site_id", size, "sum_secured", Sum("secured")),
        _part(receipts, "source__project__site_id", size, "received", Sum("amount")),
        _part(payments, "project__site_id", size, "paid", Sum("amount")),
        _part(complaints, "region_id", size, "complaints", Count("pk")),
        _part(disputes, "region_id", size, "disputes", Count("pk")),
        _part(disputes, "region_id", size, "mass", mass),
    )
    for bucket, key, amount in first.union(*others, all=True):
        yield {"bucket": bucket, key: amount}


def _part(
    queryset: QuerySet[Any], path: str, size: int, key: str, amount: Aggregate
) -> QuerySet[Any, Any]:
    """Select (bucket, key, amount); amounts of all parts have one type, so that they can be united."""
    grouped = _grouped(queryset, path, size).annotate(key=Value(key), sum=Cast(amount, MONEY))
    rows: QuerySet[Any, Any] = grouped.values_list("bucket", "key", "sum")
    return rows


def _cumulative(code: int, size: int, since: int, year: int, day: date) -> Rows:
    communities = Community.objects.in_region(code).of_years(since, year)
    yield from _grouped(communities, "region_id", size).annotate(
        all_communities=Count("pk"),
        all_households=Sum("households"),
        all_floor_area=Sum("floor_area"),
    )
    projects = Project.objects.in_region(code).filter(year__gte=since, year__lte=year)
    yield from _grouped(projects.with_invested(day), "site_id", size).annotate(
        all_done=Sum("invested")
    )


def _quantities(code: int, size: int, year: int) -> Rows:
    found = WorkQuantity.objects.in_region(code).filter(project__year=year)
    yield from _grouped(found, "project__site_id", size, "item", "unit").annotate(
        total_planned=Sum("planned"), total_done=Sum("done")
    )
