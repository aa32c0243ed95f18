"""Back-calculated schedules of many projects: proposed, looked at, then saved with a reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import clock
from core.bulk import upsert
from core.exceptions import Refusal
from projects.backplan import Calendars, Planned, Step, plan_back
from projects.calendar import Calendar, Span
from projects.models import Milestone, Project, Reschedule, ScheduleTemplate, Suspension
from projects.models.template import steps_of
from projects.services.guards import require, require_fresh
from projects.services.projects import NODE_PLANS
from projects.stops import Stops, suspended

PERMISSION: Final = "projects.reschedule_milestone"
AROUND: Final = timedelta(days=1500)  # how far from the deadline stop windows are looked for
TOO_LONG: Final = "截止日期之前没有足够的未停工日，请调整截止日期、模板工期或停工窗口。"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a template, and a deadline for one of its nodes; None keeps all dates."""

    template: ScheduleTemplate
    target: str = ""
    deadline: date | None = None


@dataclass(frozen=True)
class Line:
    """One node of a proposal: what it is now (None: to be added) and what is proposed.

    `planned` is None where no deadline was given. A node that is met stays as it is.
    """

    name: str
    days: int
    weight: int | None
    now: Milestone | None
    met: bool
    planned: Planned | None

    @property
    def planned_on(self) -> date | None:
        """Return the plan once the proposal is saved."""
        if self.planned is None or self.met:
            return self.now.planned_on if self.now else None
        return self.planned.planned_on

    @property
    def moved(self) -> int | None:
        """Return by how many days the plan moves; None where either date is missing."""
        before = self.now.planned_on if self.now else None
        after = self.planned_on
        return None if before is None or after is None else (after - before).days

    @property
    def stops(self) -> str:
        return (
            "、".join(dict.fromkeys(span.words for span in self.planned.stops))
            if self.planned
            else ""
        )


@dataclass(frozen=True)
class Proposal:
    """The schedule of one project as proposed on `today`."""

    project: Project
    lines: tuple[Line, ...]
    others: tuple[Milestone, ...]
    suspended: bool
    today: date
    problem: str = ""

    @property
    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if not line.met]

    @property
    def starts_on(self) -> date | None:
        """Return the day on which the first node that is not met must be begun."""
        days = [line.planned.begins_on for line in self.open_lines if line.planned]
        return days[0] if days else None

    @property
    def days_past(self) -> int:
        """Return how many days ago that was; 0 when it still lies ahead."""
        start = self.starts_on
        return max((self.today - start).days, 0) if start else 0

    @property
    def overdue(self) -> list[Line]:
        """Return the nodes whose proposed date is past already and which are not met."""
        return [
            line for line in self.open_lines if line.planned_on and line.planned_on < self.today
        ]

    @property
    def changes(self) -> int:
        """Return how many nodes get another date or are new."""
        return sum(
            line.now is None or line.now.planned_on != line.planned_on for line in self.lines
        )

    def date_of(self, name: str) -> date | None:
        return next((line.planned_on for line in self.lines if line.name == name), None)


def propose(projects: Iterable[Project], wanted: Wanted) -> list[Proposal]:
    """Return a proposal for each project, in four queries however many there are."""
    rows = list(projects)
    keys = [project.pk for project in rows]
    nodes: dict[int, list[Milestone]] = defaultdict(list)
    for node in Milestone.objects.filter(project__in=keys).order_by("order", "pk"):
        nodes[node.project_id].append(node)
    pauses: dict[int, list[Suspension]] = defaultdict(list)
    for row in Suspension.objects.filter(project__in=keys):
        pauses[row.project_id].append(row)
    around = wanted.deadline or clock.today()
    stops = Stops.load(around - AROUND, around + AROUND)
    steps = steps_of(wanted.template)
    return [
        _proposal(project, wanted, list(steps), nodes[project.pk], pauses[project.pk], stops)
        for project in rows
    ]


def _proposal(
    project: Project,
    wanted: Wanted,
    steps: list[Any],
    nodes: list[Milestone],
    pauses: list[Suspension],
    stops: Stops,
) -> Proposal:
    today = clock.today()
    known = {node.name: node for node in nodes}
    planned, problem = _calculated(project, wanted, steps, pauses, stops)
    lines = []
    for step in steps:
        node = known.pop(step.name, None)
        met = node is not None and node.actual_on is not None
        lines.append(Line(step.name, step.days, step.weight, node, met, planned.get(step.name)))
    lasting = any(row.covers(today) for row in pauses)
    return Proposal(project, tuple(lines), tuple(known.values()), lasting, today, problem)


def _calculated(
    project: Project, wanted: Wanted, steps: list[Any], pauses: list[Suspension], stops: Stops
) -> tuple[dict[str, Planned], str]:
    if wanted.deadline is None:
        return {}, ""
    ordered = [Step(s.name, s.days, s.on_site, s.fixed_on(project.year)) for s in steps]
    held = list(_pauses(project, pauses))
    site = Calendar.of([*stops.in_region(project.site_id), *held])
    try:
        found = plan_back(
            ordered, wanted.target, wanted.deadline, Calendars(site, Calendar.of(held))
        )
    except OverflowError:
        return {}, TOO_LONG
    return {one.step.name: one for one in found}, ""


def _pauses(project: Project, rows: Iterable[Suspension]) -> Iterator[Span]:
    """Yield the suspensions with both ends: of one that lasts nobody knows when work goes on."""
    for row in rows:
        if row.ended_on is not None:
            span = suspended(row)
            yield Span(max(span.first, date(project.year - 1, 1, 1)), span.last, span.words)


@transaction.atomic
def save_schedules(
    projects: Sequence[Project],
    wanted: Wanted,
    *,
    reason: str,
    by: User,
    seen: int | None = None,
) -> int:
    """Calculate again and save all projects or none; return how many nodes got another date.

    A plan that was approved is re-scheduled: each move is kept with `reason`. One that was not is
    approved by this. Stale when a node was changed after history id `seen`.
    """
    require(by, PERMISSION)
    keys = [project.pk for project in projects]
    rows = list(Project.objects.visible_to(by).select_for_update().filter(pk__in=keys))
    if len(rows) != len(set(keys)):
        raise PermissionDenied
    require_fresh(Milestone, seen, project_id__in=keys)
    if not reason.strip():
        raise Refusal("请写明编制或调整计划的原因。", "reason")
    proposals = propose(rows, wanted)
    for proposal in proposals:
        if proposal.problem:
            raise Refusal(f"{proposal.project.name}：{proposal.problem}", "deadline")
    return _write(proposals, reason.strip(), by)


def _write(proposals: Sequence[Proposal], reason: str, by: User) -> int:
    pairs: list[tuple[Milestone | None, dict[str, Any]]] = []
    moves = []
    for proposal in proposals:
        for place, line in enumerate(proposal.lines, 1):
            pairs.append((line.now, _values(proposal, place, line)))
            moves += _moves(line, reason, by)
        after = len(proposal.lines)
        weighted = any(line.weight for line in proposal.lines)
        for place, node in enumerate(proposal.others, after + 1):
            pairs.append((node, {"order": place, **({"weight": None} if weighted else {})}))
    changed = sum(proposal.changes for proposal in proposals)
    upsert(Milestone, pairs, user=by, reason=reason)
    Reschedule.objects.bulk_create(moves)
    upsert(Project, list(_project_plans(proposals)), user=by, reason=reason)
    return changed


def _values(proposal: Proposal, place: int, line: Line) -> dict[str, Any]:
    values: dict[str, Any] = {
        "project_id": proposal.project.pk,
        "name": line.name,
        "order": place,
        "weight": line.weight,
    }
    if line.planned is not None and not line.met:
        kept = line.now.baseline_on if line.now else None
        values |= {"planned_on": line.planned_on, "baseline_on": kept or line.planned_on}
    return values


def _moves(line: Line, reason: str, by: User) -> list[Reschedule]:
    node = line.now
    if node is None or node.baseline_on is None or node.planned_on == line.planned_on:
        return []
    return [reschedule(node, line.planned_on, reason, by)]


def reschedule(node: Milestone, to: date | None, reason: str, by: User | None) -> Reschedule:
    """Return the record of an approved node's move, not yet written."""
    return Reschedule(
        milestone=node,
        from_on=node.planned_on,
        to_on=to,
        reason=reason,
        changed_on=clock.today(),
        changed_by=by,
    )


def _project_plans(proposals: Iterable[Proposal]) -> Iterator[tuple[Project, dict[str, Any]]]:
    """Yield the planned start and finish of the projects, which follow their nodes."""
    for proposal in proposals:
        dates = {field: proposal.date_of(name) for name, field in NODE_PLANS.items()}
        found = {field: day for field, day in dates.items() if day is not None}
        if found:
            yield proposal.project, found


@transaction.atomic
def approve_schedule(project: Project, *, by: User, seen: int | None = None) -> int:
    """Take the plan as it stands as the baseline of the nodes that have none; return how many."""
    require(by, PERMISSION)
    if not Project.objects.visible_to(by).select_for_update().filter(pk=project.pk).exists():
        raise PermissionDenied
    require_fresh(Milestone, seen, project_id=project.pk)
    drafts = Milestone.objects.filter(project=project, baseline_on=None).exclude(planned_on=None)
    pairs = [(node, {"baseline_on": node.planned_on}) for node in drafts]
    if not pairs:
        raise Refusal("没有待核定的计划日期。")
    upsert(Milestone, pairs, user=by, reason="核定计划")
    return len(pairs)
