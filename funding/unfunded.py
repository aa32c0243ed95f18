"""The works of a region's projects with their money, read from the database."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from core import money, units
from funding.models import FundingSource, SourceKind
from funding.works import ZERO, Cover, Fund, Line, Wish, Work, cover
from projects.models import Project, WorkItem, WorkQuantity


@dataclass(frozen=True)
class ProjectWorks:
    """A project, its communities by name, and its works with their money."""

    pk: int
    number: str
    name: str
    region_name: str
    communities: str
    started: bool
    cover: Cover

    def wishes(self) -> list[Wish]:
        return [
            Wish(
                self.pk,
                self.number,
                self.name,
                self.communities,
                self.region_name,
                self.started,
                line,
            )
            for line in self.cover.lines
        ]


@dataclass
class ItemTotal:
    """One item in one unit over all projects."""

    work_class: str
    name: str
    unit: str
    planned: Decimal = ZERO
    short: Decimal = ZERO
    cost: Decimal = ZERO
    funded: Decimal = ZERO
    estimate: bool = False

    @property
    def gap(self) -> Decimal:
        return self.cost - self.funded

    def add(self, line: Line) -> None:
        self.planned += line.work.planned or ZERO
        self.short += line.short or ZERO
        self.cost += line.cost
        self.funded += line.funded
        self.estimate = self.estimate or line.estimate


def of_projects(projects: QuerySet[Project], day: date) -> list[ProjectWorks]:
    """Return each project's works with their money, in the order of regions and numbers."""
    ours = projects.order_by().values("pk")
    works, funds = _works(ours), _funds(ours)
    rows = projects.order_by("region_id", "number").prefetch_related("communities")
    found = []
    for project in rows.select_related("region"):
        names = "、".join(one.name for one in project.communities.all())
        started = project.started_on is not None and project.started_on <= day
        covered = cover(
            project.total_investment, works[project.pk], funds[project.pk], settings.MONEY_BY_CLASS
        )
        found.append(
            ProjectWorks(
                project.pk,
                project.number,
                project.name,
                project.region.name,
                names,
                started,
                covered,
            )
        )
    return found


def _works(projects: Any) -> dict[int, list[Work]]:
    catalogue = {item.name: item for item in WorkItem.objects.all()}
    found: dict[int, list[Work]] = defaultdict(list)
    rows = WorkQuantity.objects.filter(project__in=projects)
    for pk, name, unit, planned in rows.values_list("project_id", "item", "unit", "planned"):
        item = catalogue.get(name)
        work_class = item.work_class if item else ""
        order = item.order if item else 0
        cost = _cost(item, unit, planned) if item else None
        found[pk].append(Work(name, work_class, unit, planned, cost, order))
    return found


def _cost(item: WorkItem, unit: str, planned: Decimal | None) -> Decimal | None:
    """Return quantity × unit cost, None where either is unknown or the units do not compare."""
    if item.unit_cost is None or planned is None:
        return None
    used, usual = units.UNITS.get(unit), units.UNITS[item.unit]
    counted = used is not None and used[0] == units.COUNT
    if used is None or used[0] != usual[0] or (counted and unit != item.unit):
        return None
    quantity = planned * used[1] / usual[1]
    return money.round_half_up(quantity * item.unit_cost, money.CENT)


def _funds(projects: Any) -> dict[int, list[Fund]]:
    kinds = {kind.name: kind for kind in SourceKind.objects.select_related("stands_for")}
    found: dict[int, list[Fund]] = defaultdict(list)
    rows = FundingSource.objects.filter(project__in=projects).order_by("pk")
    names = ("pk", "project_id", "kind", "work_classes", "secured")
    for source, pk, kind, own, secured in rows.values_list(*names):
        found[pk].append(Fund(secured, frozenset(_classes(kinds.get(kind), own)), source))
    return found


def _classes(kind: SourceKind | None, own: str) -> list[str]:
    """Return the classes that a source is bound to: its own, else its kind's, else none."""
    wanted = own or (
        kind and (kind.work_classes or (kind.stands_for and kind.stands_for.work_classes))
    )
    return [part for part in (wanted or "").split("、") if part]


def by_item(rows: list[ProjectWorks]) -> list[ItemTotal]:
    """Return the items over all projects in the order of priority."""
    found: dict[tuple[str, str, str], ItemTotal] = {}
    ranks: dict[tuple[str, str, str], tuple[int, int, str]] = {}
    for row in rows:
        for line in row.cover.lines:
            work = line.work
            key = (work.work_class, work.name, work.unit)
            found.setdefault(key, ItemTotal(work.work_class, work.name, work.unit)).add(line)
            ranks.setdefault(key, work.rank)
    return [found[key] for key in sorted(found, key=lambda key: (ranks[key], key))]
