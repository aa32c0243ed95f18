"""What the nodes of one project tell on a day: weighted progress, dwell time per stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.periods import ONE_DAY
from projects.calendar import Calendar
from projects.models import Milestone

WEIGHTING_RULE: Final = "已完成节点的权重之和，未完成的不计"


def weighted_progress(nodes: Sequence[Milestone], day: date) -> int | None:
    """Return the sum of the weights of the nodes met by `day`, 0 to 100; None without weights."""
    weights = [node.weight for node in nodes if node.weight is not None]
    if not weights:
        return None
    return sum(node.weight or 0 for node in nodes if node.met_by(day))


@dataclass(frozen=True)
class Stage:
    """The stretch from the node before to this one.

    `dwell` counts its days so far, the last one included, `stopped` those of them on which work
    stood still; both None where the stage has not begun. `running` is the one that lasts.
    """

    node: Milestone
    planned_days: int | None
    dwell: int | None
    stopped: int | None
    running: bool


def stages(nodes: Sequence[Milestone], calendar: Calendar, day: date) -> list[Stage]:
    """Return the stages of a project's nodes, in the order of the nodes.

    A stage runs from the last node that was met before it; what was met on the same day took none.
    """
    found = []
    since: date | None = None
    planned_since: date | None = None
    running_told = False
    for node in nodes:
        met = node.actual_on if node.met_by(day) else None
        running = met is None and since is not None and not running_told
        running_told = running_told or met is None
        until = met or (day if running else None)
        dwell = None if since is None or until is None else max((until - since).days, 0)
        stopped = None
        if dwell is not None and since is not None and until is not None:
            stopped = calendar.stopped_days(since + ONE_DAY, until)
        planned = _between(planned_since, node.planned_on)
        found.append(Stage(node, planned, dwell, stopped, running))
        since = max(filter(None, (since, met)), default=None)
        planned_since = node.planned_on or planned_since
    return found


def _between(first: date | None, last: date | None) -> int | None:
    return None if first is None or last is None else (last - first).days
