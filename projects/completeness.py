"""Completeness and timeliness of weekly reporting, counted from rows alone.

填报率 = projects with a submitted value ÷ projects that owe one; a click without both values
counts for nothing. 按时率 = of those that owe one, submitted on or before the due moment; entries
that came with a ledger carry no moment of submission and are left out of its denominator.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Region
from core import money, regions
from core.periods import Week
from projects.models import Project, WeeklyEntry
from projects.querysets import ProjectQuerySet, WeeklyEntryQuerySet, owes_entry
from projects.services.weeks import due_at

DEFINITION = (
    "填报率＝已提交形象进度和累计完成投资的项目数÷应填项目数；"
    "按时率＝截止时间前提交的项目数÷应填项目数，退回后以最后一次提交为准；"
    "台账导入的周报计入已填，不计按时率。"
    "应填项目：本年度及以前、尚未竣工验收、没有整周暂缓的项目。"
)


@dataclass(frozen=True)
class Tally:
    """Counts of projects of one region and week."""

    owed: int = 0
    reported: int = 0
    on_time: int = 0
    imported: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.owed + other.owed,
            self.reported + other.reported,
            self.on_time + other.on_time,
            self.imported + other.imported,
        )

    @property
    def missing(self) -> int:
        return self.owed - self.reported

    @property
    def reporting_rate(self) -> str | None:
        """填报率 with one decimal, None where nothing is owed."""
        return money.rate(self.reported, self.owed)

    @property
    def timely_rate(self) -> str | None:
        """按时率 with one decimal, None where everything was imported or nothing is owed."""
        return money.rate(self.on_time, self.owed - self.imported)


@dataclass(frozen=True)
class RegionWeeks:
    """One region's tallies, a week each; `own` marks projects right at the parent's level."""

    region: Region
    cells: list[Tally]
    own: bool = False

    @property
    def name(self) -> str:
        return f"{self.region}本级" if self.own else str(self.region)


@dataclass(frozen=True)
class Calendar:
    """Region × week: a row per child region, and the total."""

    region: Region
    weeks: list[Week]
    rows: list[RegionWeeks]
    total: RegionWeeks


@dataclass(frozen=True)
class RegionStatus:
    """One region's tally of one week."""

    region: Region
    name: str
    tally: Tally


@dataclass(frozen=True)
class ReportingStatus:
    """Who reported a week: child regions, the total, and the projects that are missing."""

    week: Week
    rows: list[RegionStatus]
    total: Tally
    missing: ProjectQuerySet


def reporting_status(region_code: int, week: Week, at: datetime | None = None) -> ReportingStatus:
    """Count one week of a region and its children; `at` leaves out what was submitted later."""
    found = calendar(Region.objects.get(pk=region_code), [week], at)
    rows = [RegionStatus(row.region, row.name, row.cells[0]) for row in found.rows]
    return ReportingStatus(week, rows, found.total.cells[0], missing(region_code, week, at))


def missing(region_code: int, week: Week, at: datetime | None = None) -> ProjectQuerySet:
    """Return the projects that owe an entry for the week and have none: the rows counted."""
    entries = _reported(WeeklyEntry.objects.of_week(week), at).filter(project=OuterRef("pk"))
    owing = Project.objects.in_region(region_code).reporting_in(week)
    return owing.filter(~Exists(entries))


def calendar(region: Region, weeks: Sequence[Week], at: datetime | None = None) -> Calendar:
    """Count the weeks for each child region in three queries, whatever their number."""
    sites = _tallies(region.pk, weeks, at)
    children = list(Region.objects.children_of(region.pk))
    starts = [child.pk for child in children]
    rows: dict[int, list[Tally]] = {code: [Tally()] * len(weeks) for code in starts}
    for (site, at_week), tally in sites.items():
        code = _holder(site, starts, region.pk)
        rows.setdefault(code, [Tally()] * len(weeks))[at_week] += tally
    listed = [RegionWeeks(child, rows[child.pk]) for child in children]
    if region.pk in rows:
        listed.append(RegionWeeks(region, rows[region.pk], own=True))
    total = [sum((row.cells[n] for row in listed), Tally()) for n in range(len(weeks))]
    return Calendar(region, list(weeks), listed, RegionWeeks(region, total))


def _holder(site: int, starts: list[int], parent: int) -> int:
    place = bisect_right(starts, site) - 1
    inside = place >= 0 and site in regions.subtree(starts[place])
    return starts[place] if inside else parent


def _tallies(code: int, weeks: Sequence[Week], at: datetime | None) -> dict[tuple[int, int], Tally]:
    """Return the tally of each (site, number of the week)."""
    owed = {f"w{n}": Count("pk", filter=owes_entry(week)) for n, week in enumerate(weeks)}
    found: dict[tuple[int, int], Tally] = {}
    sites: Any = Project.objects.in_region(code).order_by().values("site_id").annotate(**owed)
    for row in sites:
        for n in range(len(weeks)):
            if row[f"w{n}"]:
                found[row["site_id"], n] = Tally(owed=row[f"w{n}"])
    numbers = {week.monday: n for n, week in enumerate(weeks)}
    for entry in _entry_counts(code, weeks, at):
        key = entry["project__site_id"], numbers[entry["week"]]
        counted = Tally(0, entry["reported"], entry["on_time"], entry["imported"])
        found[key] = found.get(key, Tally()) + counted
    return found


def _entry_counts(
    code: int, weeks: Sequence[Week], at: datetime | None
) -> Iterable[Mapping[str, Any]]:
    owing = reduce(or_, (Q(week=w.monday) & owes_entry(w, "project__") for w in weeks))
    timely = reduce(or_, (Q(week=w.monday, submitted_at__lte=due_at(w)) for w in weeks))
    entries = _reported(WeeklyEntry.objects.in_region(code), at)
    counted: Any = (
        entries.filter(week__in=[week.monday for week in weeks])
        .filter(owing)
        .order_by()
        .values("project__site_id", "week")
        .annotate(
            reported=Count("pk"),
            on_time=Count("pk", filter=timely),
            imported=Count("pk", filter=Q(submitted_at=None)),
        )
    )
    found: Iterable[Mapping[str, Any]] = counted
    return found


def _reported(entries: WeeklyEntryQuerySet, at: datetime | None) -> WeeklyEntryQuerySet:
    reported = entries.reported()
    if at is None:
        return reported
    return reported.filter(Q(submitted_at=None) | Q(submitted_at__lte=at))
