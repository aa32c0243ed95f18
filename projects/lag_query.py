"""The one definition of lag, in SQL: a node due and not met, with a day since that was not stopped.

Stops are the stop windows of the project's place and its suspensions (`projects.calendar`). While
no window holds on the day asked for, the condition is a plain comparison of dates.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from django.apps import apps
from django.db.models import (
    Case,
    DateField,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)

from core import regions
from core.periods import ONE_DAY
from projects.calendar import Calendar, Span

NEVER: Final = date.min


class Clocks:
    """The stops up to a day, read when they are asked for: a query for each kind."""

    def __init__(self, day: date) -> None:
        self.day = day

    @cached_property
    def windows(self) -> dict[int, list[Span]]:
        """Return the spans of the windows that take days off schedules, by code of region."""
        found: defaultdict[int, list[Span]] = defaultdict(list)
        rows = apps.get_model("projects", "StopWindow")._default_manager.filter(
            stops_clock=True, first_on__lte=self.day
        )
        for region, first, last in rows.values_list("region_id", "first_on", "last_on"):
            found[region].append(Span(first, last))
        return dict(found)

    @cached_property
    def suspended(self) -> dict[int, tuple[int, list[Span]]]:
        """Return place and spans of the suspensions that were over by the day, by project."""
        found: dict[int, tuple[int, list[Span]]] = {}
        suspensions = apps.get_model("projects", "Suspension")._default_manager
        rows: QuerySet[Any] = suspensions.filter(ended_on__lte=self.day)
        for project, site, first, end in rows.values_list(
            "project_id", "project__site_id", "started_on", "ended_on"
        ):
            spans = found.setdefault(project, (site, []))[1]
            spans.append(Span(first or NEVER, end - ONE_DAY))
        return found

    def of_region(self, code: int) -> Calendar:
        above = regions.ancestors(code)
        return Calendar.of(span for region in above for span in self.windows.get(region, ()))

    def of_project(self, pk: int, site: int) -> Calendar:
        own = self.suspended.get(pk, (site, []))[1]
        return Calendar.of([*self.of_region(site).spans, *own])

    def last_open(self, calendar: Calendar) -> date:
        """Return the last day on or before the day that is not stopped; NEVER without one."""
        for span in calendar.merged:
            if span.covers(self.day):
                return NEVER if span.first == NEVER else span.first - ONE_DAY
        return self.day

    def limit(self, path: str) -> date | Case:
        """Return the latest planned date that lags: the last day that was not stopped.

        `path` leads from the rows filtered to the project, as "project__". A project that is
        suspended on the day itself is not asked about: it does not lag at all.
        """
        if not any(span.covers(self.day) for spans in self.windows.values() for span in spans):
            return self.day
        own = [
            When(**{f"{path}pk": pk}, then=Value(self.last_open(self.of_project(pk, site))))
            for pk, (site, _) in self.suspended.items()
        ]
        deepest = sorted(self.windows, key=lambda code: -regions.LEVELS.index(regions.level(code)))
        places = [
            When(_inside(path, code), then=Value(self.last_open(self.of_region(code))))
            for code in deepest
        ]
        return Case(*own, *places, default=Value(self.day), output_field=DateField())


def _inside(path: str, code: int) -> Q:
    start, stop = regions.subtree(code)
    return Q(**{f"{path}site_id__gte": start, f"{path}site_id__lt": stop})


def unmet(day: date) -> Q:
    """Return the condition on a node not to have been met by `day`."""
    return Q(actual_on=None) | Q(actual_on__gt=day)


def overdue(clocks: Clocks) -> Q:
    """Return the condition on a node to lag on the day, its project not being suspended."""
    return unmet(clocks.day) & Q(planned_on__lte=clocks.limit("project__"))


def lag_between(due: date, day: date, calendar: Calendar) -> int:
    """Return the days after `due`, up to and with `day`, that were not stopped."""
    return calendar.working_days(due + ONE_DAY, day)


def days_of_lag(lagging: QuerySet[Any], clocks: Clocks) -> Expression:
    """Return the lag of rows annotated with `due_since`, as a duration.

    It is the plain difference of the dates but for the projects whose clock stood still in
    between; these are counted out.
    """
    day = clocks.day
    plain = ExpressionWrapper(Value(day, DateField()) - F("due_since"), DurationField())
    if not clocks.windows and not clocks.suspended:
        return plain
    counted: defaultdict[int, list[int]] = defaultdict(list)
    for pk, site, due in _touched(lagging, clocks):
        lag = lag_between(due, day, clocks.of_project(pk, site))
        if lag != (day - due).days:
            counted[lag].append(pk)
    whens = [When(pk__in=pks, then=Value(timedelta(days=n))) for n, pks in counted.items()]
    return Case(*whens, default=plain, output_field=DurationField()) if whens else plain


def _touched(lagging: QuerySet[Any], clocks: Clocks) -> Iterable[tuple[int, int, date]]:
    """Yield key, place and worst planned date of the projects that a stop may concern."""
    place = Q(pk__in=list(clocks.suspended))
    for code in clocks.windows:
        place |= _inside("", code)
    rows = lagging.filter(place, due_since__isnull=False).order_by()
    yield from rows.values_list("pk", "site_id", "due_since")
