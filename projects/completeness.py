"""Completeness and timeliness of weekly reporting, counted from rows alone.

填报率 = projects with a submitted value ÷ projects that owe one; a click without both values
counts for nothing. 按时率 = of those that owe one, submitted on or before the due moment; entries
that came with a ledger carry no moment of submission and are left out of its denominator.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.models import Region
from core import money, regions
from core.deadlines import due_at
from core.periods import Week
from projects.conditions import in_programme
from projects.models import Project, WeeklyEntry
from projects.querysets import ProjectQuerySet, WeeklyEntryQuerySet
from projects.services.weekly_rules import owes

Tallies = dict[tuple[int, int], "Tally"]

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
    """One region's tally of one week; `own` as in RegionWeeks."""

    region: Region
    name: str
    tally: Tally
    own: bool


@dataclass(frozen=True)
class ReportingStatus:
    """Who reported a week: child regions, the total, and the projects that are missing."""

    region: Region
    week: Week
    rows: list[RegionStatus]
    total: Tally
    at: datetime | None = None

    @property
    def missing(self) -> ProjectQuerySet:
        return missing(self.region.pk, self.week, self.at)


def reporting_status(region_code: int, week: Week, at: datetime | None = None) -> ReportingStatus:
    """Count one week of a region and its children; `at` leaves out what was submitted later."""
    return reporting_statuses(Region.objects.get(pk=region_code), [week], at)[0]


def reporting_statuses(
    region: Region, weeks: Sequence[Week], at: datetime | None = None
) -> list[ReportingStatus]:
    """Count several weeks of a region and its children at the cost of one."""
    found = calendar(region, weeks, at)
    return [
        ReportingStatus(
            region,
            week,
            [RegionStatus(row.region, row.name, row.cells[n], row.own) for row in found.rows],
            found.total.cells[n],
            at,
        )
        for n, week in enumerate(weeks)
    ]


def missing(region_code: int, week: Week, at: datetime | None = None) -> ProjectQuerySet:
    """Return the projects that owe an entry for the week and have none: the rows counted."""
    entries = _reported(WeeklyEntry.objects.of_week(week), at).filter(project=OuterRef("pk"))
    owing = Project.objects.in_region(region_code).reporting_in(week)
    return owing.filter(~Exists(entries))


def calendar(region: Region, weeks: Sequence[Week], at: datetime | None = None) -> Calendar:
    """Count the weeks for each child region in a few queries, whatever their number."""
    sites = _tallies(region.pk, weeks, at)
    children = list(Region.objects.children_of(region.pk))
    starts = [child.pk for child in children]
    rows: dict[int, list[Tally]] = {code: [Tally()] * len(weeks) for code in starts}
    for (site, at_week), tally in sites.items():
        code = regions.holder(site, starts, region.pk)
        rows.setdefault(code, [Tally()] * len(weeks))[at_week] += tally
    listed = [RegionWeeks(child, rows[child.pk]) for child in children]
    if region.pk in rows:
        listed.append(RegionWeeks(region, rows[region.pk], own=True))
    total = [sum((row.cells[n] for row in listed), Tally()) for n in range(len(weeks))]
    return Calendar(region, list(weeks), listed, RegionWeeks(region, total))


def _tallies(code: int, weeks: Sequence[Week], at: datetime | None) -> Tallies:
    """Return the tally of each (site, number of the week).

    The database counts projects that no suspension touches in these weeks. Of the others, few,
    whether each owes a week is told one by one: a subquery per week and project costs far more.
    """
    found: Tallies = defaultdict(Tally)
    projects = Project.objects.in_region(code)
    entries = _reported(WeeklyEntry.objects.filter(week__in=[w.monday for w in weeks]), at)
    touched = list(
        projects.touched_by_suspension(min(weeks).monday, max(weeks).sunday)
        .only("site_id", "year", "accepted_on")
        .prefetch_related("suspensions")
    )
    keys = [project.pk for project in touched]
    _count_owed(found, projects.exclude(pk__in=keys), weeks)
    _count_reported(found, entries.in_region(code).exclude(project__in=keys), weeks)
    _count_each(found, touched, entries.filter(project__in=keys), weeks)
    return found


def _count_owed(found: Tallies, projects: ProjectQuerySet, weeks: Sequence[Week]) -> None:
    owed = {f"w{n}": Count("pk", filter=in_programme(week)) for n, week in enumerate(weeks)}
    counted: Any = projects.order_by().values("site_id").annotate(**owed)
    for row in counted:
        for n in range(len(weeks)):
            found[row["site_id"], n] += Tally(owed=row[f"w{n}"])


def _count_reported(found: Tallies, entries: WeeklyEntryQuerySet, weeks: Sequence[Week]) -> None:
    timely = reduce(or_, (Q(week=w.monday, submitted_at__lte=due_at(w)) for w in weeks))
    years = {week.iso[0] for week in weeks}
    begun = reduce(
        or_,
        (
            Q(week__in=[w.monday for w in weeks if w.iso[0] == year], project__year__lte=year)
            for year in years
        ),
    )
    unaccepted = Q(project__accepted_on=None) | Q(project__accepted_on__gte=F("week"))
    counted: Any = (
        entries.filter(begun, unaccepted)
        .order_by()
        .values("project__site_id", "week")
        .annotate(
            reported=Count("pk"),
            on_time=Count("pk", filter=timely),
            imported=Count("pk", filter=Q(submitted_at=None)),
        )
    )
    numbers = {week.monday: n for n, week in enumerate(weeks)}
    for row in counted:
        found[row["project__site_id"], numbers[row["week"]]] += Tally(
            0, row["reported"], row["on_time"], row["imported"]
        )


def _count_each(
    found: Tallies,
    projects: Sequence[Project],
    entries: WeeklyEntryQuerySet,
    weeks: Sequence[Week],
) -> None:
    if not projects:
        return
    rows = entries.values_list("project_id", "week", "submitted_at")
    submitted = {(project, week): moment for project, week, moment in rows}
    for project in projects:
        for n, week in enumerate(weeks):
            if not owes(project, week):
                continue
            key = project.pk, week.monday
            moment = submitted.get(key)
            found[project.site_id, n] += Tally(
                owed=1,
                reported=key in submitted,
                on_time=moment is not None and moment <= due_at(week),
                imported=key in submitted and moment is None,
            )


def _reported(entries: WeeklyEntryQuerySet, at: datetime | None) -> WeeklyEntryQuerySet:
    reported = entries.reported()
    if at is None:
        return reported
    return reported.filter(Q(submitted_at=None) | Q(submitted_at__lte=at))
