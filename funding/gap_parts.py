"""The gaps taken apart by region, project or class of works: the same parts for page and API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from accounts.models import Region
from core import regions
from funding.gap_classes import of_classes
from funding.gaps import Money, ProjectMoney, by_child, summed
from projects.models import Project

OWN: Final = "本级直管"  # projects of the region itself, of none of its children


@dataclass(frozen=True)
class Part:
    """One part by its name; `project` or `region` is the key of what it stands for."""

    name: str
    money: Money
    project: int | None = None
    region: int | None = None


def divided(
    by: str, projects: QuerySet[Project], rows: Sequence[ProjectMoney], day: date, code: int | None
) -> list[Part]:
    """Return the parts that come to the sum of `rows`: of a region without children its projects."""
    if by == "class":
        classes = of_classes(projects, rows, day)
        return [Part(name, held) for name, held in classes.items()]
    children = [] if by == "project" else list(child_regions(code).values_list("code", "name"))
    if not children:
        return [Part(row.name, row.money, project=row.pk) for row in rows]
    found = [Part(name, held, region=child) for child, name, held in by_child(rows, children)]
    spans = [regions.subtree(child) for child, _ in children]
    own = [row for row in rows if not any(row.site in span for span in spans)]
    return [*found, Part(OWN, summed(own))] if own else found


def child_regions(code: int | None) -> QuerySet[Region]:
    if code is None:
        return Region.objects.filter(parent=None).order_by("code")
    return Region.objects.children_of(code)
