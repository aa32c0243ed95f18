"""Back-calculated schedules (倒排工期) as a pure function: from a deadline back through durations.

A step's duration is the working days from the node before it to its own. Steps on site stand still
in stop windows; desk steps (survey, drawings, tender) go on, and stand still in suspensions alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from projects.calendar import Calendar, Span


@dataclass(frozen=True)
class Step:
    """One node to be planned; `fixed_on` is the day by which it is due at the latest."""

    name: str
    days: int
    on_site: bool = False
    fixed_on: date | None = None


@dataclass(frozen=True)
class Calendars:
    """The working days on site and at the desk."""

    site: Calendar
    desk: Calendar

    def of(self, step: Step) -> Calendar:
        return self.site if step.on_site else self.desk


@dataclass(frozen=True)
class Planned:
    """A node with its dates: work on it `begins_on`, it is met `planned_on`.

    `stops` are the windows and suspensions jumped over, `stopped` their days in the stretch.
    """

    step: Step
    begins_on: date
    planned_on: date
    stopped: int
    stops: tuple[Span, ...]


def plan_back(
    steps: Sequence[Step], target: str, deadline: date, calendars: Calendars
) -> list[Planned]:
    """Return every step's dates so that `target` is met on the last working day up to `deadline`.

    Steps before the target are counted back from it, those after it forward. Where a step's fixed
    date is earlier than the calculated one it holds, and what comes before goes by it. ValueError
    when no step is the target; OverflowError when the working days do not suffice.
    """
    place = [step.name for step in steps].index(target)
    days = {place: calendars.of(steps[place]).subtract(deadline, 0)}
    for at in range(place, 0, -1):
        reached = calendars.of(steps[at]).subtract(days[at], steps[at].days)
        days[at - 1] = _settled(steps[at - 1], reached, calendars)
    for at in range(place + 1, len(steps)):
        days[at] = calendars.of(steps[at]).add(days[at - 1], steps[at].days)
    return [_planned(step, days[at], calendars) for at, step in enumerate(steps)]


def _settled(step: Step, day: date, calendars: Calendars) -> date:
    """Return the last working day of the step's own calendar up to `day` and its fixed date."""
    latest = min(day, step.fixed_on) if step.fixed_on else day
    return calendars.of(step).subtract(latest, 0)


def _planned(step: Step, day: date, calendars: Calendars) -> Planned:
    calendar = calendars.of(step)
    begins = calendar.subtract(day, max(step.days - 1, 0))
    stopped = calendar.stopped_days(begins, day)
    return Planned(step, begins, day, stopped, tuple(calendar.touching(begins, day)))
