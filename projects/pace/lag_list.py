"""The lag list as a whole: how many lag, how many of them have not begun, where and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet

from projects.models import LagCase, TaskForce
from projects.pace.lights import lights


@dataclass
class District:
    """The part of the list that one region reports."""

    code: int
    name: str
    lagging: int = 0
    unstarted: int = 0
    late_only: int = 0
    worst: int = 0
    without_case: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def why(self) -> str:
        """Return the reasons of the cases, the most frequent first."""
        return "、".join(f"{name}{count}" for name, count in self.reasons.most_common())


@dataclass(frozen=True)
class Summary:
    """Counts of a list, each project once, whatever it is on the list for."""

    districts: Sequence[District]

    def total(self, name: str) -> int:
        return sum(getattr(one, name) for one in self.districts)

    @property
    def sentence(self) -> str:
        """Return "35项滞后，其中16项未开工"."""
        words = f"{self.total('lagging')}项滞后，其中{self.total('unstarted')}项未开工"
        late_only = self.total("late_only")
        if late_only:
            words += f"；另有{late_only}项逾期未开工而没有逾期节点"
        return words


Listed = tuple[int, int, str, date | None, timedelta | None]
COLUMNS: Final = ("pk", "region_id", "region__name", "started_on", "lag")


def listed(rows: QuerySet[Any]) -> list[Listed]:
    """Read what the summary of a lag list needs of its projects, in one query."""
    return list(rows.order_by().values_list(*COLUMNS))


def summary(rows: Sequence[Listed], day: date) -> Summary:
    """Sum up the projects of a lag list by the region that reports them. One query."""
    found: dict[int, District] = {}
    why, known = _reasons([row[0] for row in rows])
    for pk, code, name, started_on, lag in rows:
        district = found.setdefault(code, District(code, name))
        waiting = started_on is None or started_on > day
        district.lagging += lag is not None
        district.unstarted += lag is not None and waiting
        district.late_only += lag is None
        district.worst = max(district.worst, lag.days if lag is not None else 0)
        district.without_case += pk not in known
        district.reasons.update(why.get(pk, ()))
    return Summary(sorted(found.values(), key=lambda one: (-one.lagging, -one.worst, one.code)))


def _reasons(pks: Sequence[int]) -> tuple[dict[int, list[str]], set[int]]:
    why: defaultdict[int, list[str]] = defaultdict(list)
    known = set[int]()
    cases = LagCase.objects.open().filter(project__in=pks)
    for pk, name in cases.order_by().values_list("project_id", "reasons__name"):
        known.add(pk)
        if name:
            why[pk].append(name)
    return why, known


def completed(rows: Sequence[Any], day: date) -> None:
    """Give rows of the lag list their lights, their open case, and who sits on site."""
    pks = [row.pk for row in rows]
    cases = LagCase.objects.open().filter(project__in=pks).prefetch_related("reasons")
    by_project = {case.project_id: case for case in cases}
    there = _forces(pks, day)
    found = lights(rows, day)
    for row in rows:
        row.lights = found[row.pk]
        row.case = by_project.get(row.pk)
        row.forces = there.get(row.pk, [])


def _forces(pks: Iterable[int], day: date) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    forces = TaskForce.objects.on_site_on(day).filter(projects__in=pks)
    for pk, name in forces.order_by("name").values_list("projects", "name"):
        found[pk].append(name)
    return found


def needs_force(row: Any) -> bool:
    """Say whether a project lags so long that a task force must be there, and none is."""
    lagging: bool = row.lag is not None and row.lag.days >= settings.TASK_FORCE_LAG_DAYS
    return lagging and not row.forces
