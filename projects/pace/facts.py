"""What the lights of many projects are computed from, read in a few queries however many they are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.module_loading import import_string

from core.periods import Week
from projects.calendar import Calendar
from projects.choices import EntryState
from projects.models import Milestone, Suspension, WeeklyEntry
from projects.pace.curve import Point, along, linear
from projects.pace_choices import Curve
from projects.stops import Stops

Rates = Mapping[int, tuple[Decimal, Decimal]]


@dataclass(frozen=True)
class Facts:
    """One project on a day. `project` carries what `with_progress` and `with_lag` annotate.

    `reported` is the Monday of its last accepted week; `paid` and `received` are 元; `stopped` is
    the suspension that lasts on the day.
    """

    project: Any
    day: date
    calendar: Calendar
    reported: date | None
    paid: Decimal | None
    received: Decimal | None
    stopped: Suspension | None
    points: Sequence[Point] = ()

    @property
    def started(self) -> bool:
        return self.project.started_on is not None and self.project.started_on <= self.day

    @property
    def finished(self) -> bool:
        return self.project.finished_on is not None and self.project.finished_on <= self.day

    def planned_percent(self, curve: str) -> Decimal | None:
        """Return 序时进度 in percent, None without a plan.

        Along the nodes where `curve` says so and the project's nodes have weights, else linear.
        """
        start, finish = self.project.planned_start, self.project.planned_finish
        if start is None or finish is None or finish < start:
            return None
        if curve == Curve.WEIGHTS and self.points:
            return along(start, self.points, self.day, self.calendar)
        return linear(start, finish, self.day, self.calendar)


def facts(projects: Iterable[Any], day: date, *, weighted: bool = False) -> list[Facts]:
    """Read what is needed of projects that `with_progress` and `with_lag` have annotated.

    `weighted` reads the weights of their nodes too.
    """
    rows = list(projects)
    pks = [row.pk for row in rows]
    held = _suspensions(pks)
    first = min((row.planned_start for row in rows if row.planned_start), default=day)
    last = max((row.planned_finish for row in rows if row.planned_finish), default=day)
    stops = Stops.load(min(first, day), max(last, day))
    weeks = _last_weeks(pks, day)
    money = payment_rates()(pks, day)
    points = _points(pks) if weighted else {}
    return [
        Facts(
            project=row,
            day=day,
            calendar=stops.of_project(row, held[row.pk]),
            reported=weeks.get(row.pk),
            paid=money.get(row.pk, (None, None))[0],
            received=money.get(row.pk, (None, None))[1],
            stopped=next((one for one in held[row.pk] if one.covers(day)), None),
            points=points.get(row.pk, ()),
        )
        for row in rows
    ]


def _suspensions(pks: Sequence[int]) -> Mapping[int, list[Suspension]]:
    found: defaultdict[int, list[Suspension]] = defaultdict(list)
    for row in Suspension.objects.filter(project__in=pks):
        found[row.project_id].append(row)
    return found


def _points(pks: Sequence[int]) -> Mapping[int, list[Point]]:
    found: defaultdict[int, list[Point]] = defaultdict(list)
    nodes = Milestone.objects.filter(project__in=pks, weight__gt=0, planned_on__isnull=False)
    for pk, planned_on, weight in nodes.values_list("project_id", "planned_on", "weight"):
        if planned_on is not None:
            found[pk].append(Point(planned_on, Decimal(weight or 0)))
    return found


def _last_weeks(pks: Sequence[int], day: date) -> dict[int, date]:
    entries = WeeklyEntry.objects.filter(
        project__in=pks, week__lte=Week.of(day).monday, state=EntryState.ACCEPTED
    )
    return dict(entries.order_by().values_list("project").annotate(last=Max("week")))


@cache
def payment_rates() -> Callable[[Sequence[int], date], Rates]:
    """Return what tells paid and received money of projects: the floor above knows, not we."""
    found: Callable[[Sequence[int], date], Rates] = import_string(settings.PAYMENT_RATES)
    return found
