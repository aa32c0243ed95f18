"""Complaints by category and by builder, with the denominators that make them comparable (C18)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from complaints.choices import Satisfaction
from complaints.models import Complaint
from core.money import rate, round_half_up
from projects.models import Project

PLEASED: Final = (Satisfaction.GOOD, Satisfaction.FAIR)


@dataclass(frozen=True)
class CategoryLine:
    """One category: how many came, how many ended, how the complainants judged."""

    category: str
    received: int
    closed: int
    judged: int
    pleased: int
    again: int

    @property
    def pleased_rate(self) -> str | None:
        return rate(self.pleased, self.judged)


@dataclass(frozen=True)
class BuilderLine:
    """One builder; `rank` is None where the sample is too small to be compared."""

    builder: str
    projects: int
    households: int
    received: int
    again: int
    rank: int | None = None

    @property
    def small(self) -> bool:
        least: int = settings.SMALL_DENOMINATOR
        return self.projects < least

    @property
    def per_hundred(self) -> Decimal | None:
        """Return complaints per 100 projects."""
        return _per(self.received, self.projects, 100)

    @property
    def per_thousand(self) -> Decimal | None:
        """Return complaints per 1,000 households."""
        return _per(self.received, self.households, 1000)


def by_category(rows: QuerySet[Complaint], day: date) -> list[CategoryLine]:
    closed = Q(closed_on__lte=day)
    counted = (
        rows.order_by()
        .values("category")
        .annotate(
            received=Count("pk"),
            closed=Count("pk", filter=closed),
            judged=Count("pk", filter=~Q(satisfaction__in=("", Satisfaction.UNREACHED))),
            pleased=Count("pk", filter=Q(satisfaction__in=PLEASED)),
            again=Count("pk", filter=Q(reopened__gt=0)),
        )
    )
    lines = [CategoryLine(**line) for line in counted]
    return sorted(lines, key=lambda line: (-line.received, line.category))


def by_builder(
    rows: QuerySet[Complaint], projects: QuerySet[Project], day: date
) -> list[BuilderLine]:
    """Return the builders with the projects they had started by `day`, best ranked first.

    Ranked by complaints per 1,000 households as printed: what reads alike is ranked alike. Builders
    with fewer than SMALL_DENOMINATOR projects are shown after the others, unranked.
    """
    named = Case(When(contractor="", then=F("project__contractor")), default=F("contractor"))
    found = rows.order_by().annotate(by=named).exclude(by=None).values("by")
    counts: dict[str, Any] = {
        line["by"]: line
        for line in found.annotate(n=Count("pk"), m=Count("pk", filter=Q(reopened__gt=0)))
    }
    built = projects.filter(started_on__lte=day).exclude(contractor="").order_by()
    sizes: QuerySet[Any, Any] = built.values("contractor").annotate(
        n=Count("pk", distinct=True), homes=Sum("communities__households")
    )
    lines = [_line(size, counts.pop(size["contractor"], None)) for size in sizes]
    rest = [BuilderLine(name, 0, 0, line["n"], line["m"]) for name, line in counts.items() if name]
    return _ranked(lines + rest)


def _line(size: dict[str, Any], count: dict[str, Any] | None) -> BuilderLine:
    received, again = (count["n"], count["m"]) if count else (0, 0)
    return BuilderLine(size["contractor"], size["n"], size["homes"] or 0, received, again)


def _ranked(lines: list[BuilderLine]) -> list[BuilderLine]:
    fair = [line for line in lines if not line.small and line.per_thousand is not None]
    values = sorted(line.per_thousand or Decimal(0) for line in fair)
    ranked = [
        BuilderLine(
            line.builder, line.projects, line.households, line.received, line.again,
            values.index(line.per_thousand or Decimal(0)) + 1,
        )
        for line in fair
    ]  # fmt: skip
    unranked = [line for line in lines if line not in fair]
    return [
        *sorted(ranked, key=lambda line: (line.rank or 0, line.builder)),
        *sorted(unranked, key=lambda line: (-line.received, line.builder)),
    ]


def _per(count: int, base: int, size: int) -> Decimal | None:
    if not base:
        return None
    return round_half_up(Decimal(count) * size / base)
