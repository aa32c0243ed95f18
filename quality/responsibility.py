"""Who was responsible on a day (质量追溯): recorded assignments, and what the ledger says.

The ledger's columns of a project hold who is responsible now. Their history tells who was before;
a row of `RoleAssignment` tells the day itself, with its paper. Both are read together, nothing is
copied: the ledger stays the one place for today's names.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils import timezone

from core import clock
from projects.models import Project
from quality.choices import LEDGER_ROLES, RoleKind
from quality.models import RoleAssignment

RECORDED: Final = "责任主体变更"  # the ledger's changes that an assignment made
Version = dict[str, Any]


@dataclass(frozen=True)
class Term:
    """One holder of one role; `since` None is from the outset, `until` None is to this day."""

    role: RoleKind
    name: str
    since: date | None
    until: date | None
    basis: str

    def covers(self, day: date) -> bool:
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


def terms(project: Project) -> list[Term]:
    """Return every holder of every role, role by role, the earliest first."""
    return terms_of([project])[project.pk]


def holders_on(project: Project, day: date) -> list[Term]:
    """Return who held each role on `day`; a role that nobody held is left out."""
    return holders_of([project], day)[project.pk]


def terms_of(projects: Sequence[Project]) -> dict[int, list[Term]]:
    """Return the terms of several projects by key, in two queries."""
    keys = [project.pk for project in projects]
    versions, recorded = defaultdict(list), defaultdict(list)
    for version in _history(keys):
        versions[version["id"]].append(version)
    for row in RoleAssignment.objects.filter(project__in=keys):
        recorded[row.project_id].append(row)
    return {one.pk: _terms(one, versions[one.pk], recorded[one.pk]) for one in projects}


def holders_of(projects: Sequence[Project], day: date) -> dict[int, list[Term]]:
    """Return who held each role on `day`, by project."""
    found = terms_of(projects)
    return {key: [term for term in rows if term.covers(day)] for key, rows in found.items()}


def _terms(project: Project, versions: list[Version], recorded: list[RoleAssignment]) -> list[Term]:
    found: dict[str, list[tuple[date | None, str, str]]] = {role: [] for role in RoleKind.values}
    for role, since, name in _of_ledger(project, versions):
        found[role].append((since, name, "台账"))
    for row in recorded:
        found[row.role].append((row.since, row.name, row.basis))
    return [term for role, rows in found.items() for term in _chain(RoleKind(role), rows)]


def _history(keys: list[int]) -> Iterable[Version]:
    rows = Project.history.filter(id__in=keys).order_by("history_date", "history_id")
    versions: Iterable[Version] = rows.values(
        "id", "history_date", "history_change_reason", *LEDGER_ROLES.values()
    )
    return versions


def _chain(role: RoleKind, rows: list[tuple[date | None, str, str]]) -> list[Term]:
    """Return rows as terms that end where the next begins; what was replaced the same day goes."""
    ordered = sorted(rows, key=lambda row: row[0] or date.min)
    chained = []
    for place, (since, name, basis) in enumerate(ordered):
        following = ordered[place + 1][0] if place + 1 < len(ordered) else None
        if place + 1 < len(ordered) and following == since:
            continue
        until = following - timedelta(days=1) if following else None
        if name:
            chained.append(Term(role, name, since, until, basis))
    return chained


def _of_ledger(project: Project, history: list[Version]) -> Iterable[tuple[str, date | None, str]]:
    """Yield role, day and name for each change of the ledger's columns that no assignment made."""
    now = {column: getattr(project, column) for column in LEDGER_ROLES.values()}
    versions = [*history, now]
    for role, column in LEDGER_ROLES.items():
        known = ""
        for number, version in enumerate(versions):
            if version[column] == known:
                continue
            first, known = (
                not known and not _named_before(versions[:number], column),
                version[column],
            )
            if version.get("history_change_reason") != RECORDED:
                yield role, None if first else _day(version), known


def _named_before(versions: list[dict[str, Any]], column: str) -> bool:
    return any(version[column] for version in versions)


def _day(version: dict[str, Any]) -> date:
    at = version.get("history_date")
    return min(timezone.localdate(at), clock.today()) if at else clock.today()
