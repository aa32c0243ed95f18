"""The calendars of many projects at once: one query for stop windows, one for suspensions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from core import regions
from core.periods import ONE_DAY
from projects.calendar import Calendar, Span
from projects.models import Project, StopWindow, Suspension


@dataclass
class Stops:
    """The stop windows of a stretch of time, loaded once, asked for any region."""

    windows: tuple[StopWindow, ...]
    _known: dict[int, Calendar] = field(default_factory=dict)

    @classmethod
    def load(cls, first: date, last: date) -> Self:
        """Read the windows that take days off schedules between two dates, in one query."""
        return cls(tuple(StopWindow.objects.that_stop().over(first, last)))

    def in_region(self, code: int) -> list[Span]:
        """Return the windows that hold in all of a region: its own and those of regions above."""
        above = set(regions.ancestors(code))
        return [window.span for window in self.windows if window.region_id in above]

    def of_region(self, code: int) -> Calendar:
        """Return a region's calendar, without anybody's suspensions."""
        if code not in self._known:
            self._known[code] = Calendar.of(self.in_region(code))
        return self._known[code]

    def of_project(self, project: Project, suspensions: Iterable[Suspension] = ()) -> Calendar:
        """Return a project's calendar: the windows of its site and its suspensions."""
        spans = [suspended(row) for row in suspensions]
        if not spans:
            return self.of_region(project.site_id)
        return Calendar.of([*self.of_region(project.site_id).spans, *spans])


def calendars(projects: Iterable[Project], first: date, last: date) -> Mapping[int, Calendar]:
    """Return the calendar of each project by its key, in two queries however many there are."""
    rows = list(projects)
    stops = Stops.load(first, last)
    held: dict[int, list[Suspension]] = defaultdict(list)
    for row in Suspension.objects.filter(project__in=[project.pk for project in rows]):
        held[row.project_id].append(row)
    return {row.pk: stops.of_project(row, held[row.pk]) for row in rows}


def suspended(row: Suspension) -> Span:
    """Return the days of a suspension; its `ended_on` is a day of work again."""
    first = row.started_on or date.min
    last = row.ended_on - ONE_DAY if row.ended_on else date.max
    return Span(first, last, row.get_kind_display())
