"""挂图作战: projects as rows, nodes as columns, one sign per cell; the same for page and paper."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, Self

from django.conf import settings
from django.db.models import QuerySet

from core import regions
from projects.choices import ProjectStatus
from projects.models import Milestone, StopWindow

MOST_COLUMNS: Final = 16
FINISH: Final = "完工"
# the order of the whole process; nodes of other names come where their own order puts them
PROCESS: Final = (
    "入户调查", "居民意愿征集", "入户调查与意愿征集", "方案设计与公示", "立项审批", "施工图审查",
    "招标投标", "开工", "主体工程过半", FINISH, "竣工验收", "移交",
)  # fmt: skip
# sign, colour and words of each state of a cell; the sign alone tells them apart
SIGNS: Final[dict[str, tuple[str, str]]] = {
    "good": ("✓", "已完成"),
    "warn": ("!", "即将到期"),
    "bad": ("×", "逾期"),
    "later": ("·", "未到期"),
    "still": ("停", "暂缓"),
    "muted": ("–", "没有计划"),
}


class Node(NamedTuple):
    """What the chart reads of a milestone."""

    project: int
    name: str
    order: int
    planned_on: date | None
    actual_on: date | None
    owner: str


class Cell(NamedTuple):
    """One node of one project: its state (a key of SIGNS), its date, who answers for it.

    `stop` names the stop window that its planned date falls in, while it is not done.
    """

    state: str
    day: date | None = None
    owner: str = ""
    stop: str = ""


class Line(NamedTuple):
    """One project. `left` are the days to its planned finish, negative when past, None unknown."""

    pk: int
    number: str
    name: str
    region: str
    status: str
    person: str
    cells: tuple[Cell, ...]
    left: int | None

    @property
    def left_words(self) -> str:
        if self.status in (ProjectStatus.FINISHED, ProjectStatus.ACCEPTED):
            return "已完工"
        if self.left is None:
            return "—"
        return f"剩{self.left}天" if self.left >= 0 else f"超{-self.left}天"


NONE: Final = Cell("muted")
OPEN: Final = frozenset({"warn", "bad", "later", "still"})  # states of what is not done
HATCHED: Final = "计划日期在停工窗口内"


@dataclass(frozen=True)
class Wall:
    """The chart: `columns` are the nodes that any project shown has a date for.

    `windows` are the stop windows that planned dates fall in, each with its days.
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: int
    day: date
    windows: tuple[str, ...] = ()

    @property
    def stopped(self) -> int:
        """Return how many nodes are planned into a stop window."""
        return sum(bool(cell.stop) for line in self.lines for cell in line.cells)

    def count(self, state: str) -> int:
        """Return how many cells are in a state."""
        return sum(cell.state == state for line in self.lines for cell in line.cells)


def build_wall(projects: QuerySet[Any], day: date) -> Wall:
    """Return the chart of projects that carry `status`, in three queries however many there are."""
    fields = ("pk", "number", "name", "region__name", "status", "lead_person", "planned_finish",
              "site_id")  # fmt: skip
    rows = list(projects.values_list(*fields))
    nodes = nodes_of([row[0] for row in rows])
    columns, left_out = used(node for found in nodes.values() for node in found.values())
    stops = Windows.over(node for found in nodes.values() for node in found.values())
    lines = tuple(_line(row, nodes[row[0]], columns, day, stops) for row in rows)
    return Wall(columns, lines, left_out, day, tuple(sorted(stops.met)))


@dataclass
class Windows:
    """The stop windows of a stretch of time by region; `met` tells those that were asked for."""

    rows: tuple[StopWindow, ...] = ()
    met: set[str] = field(default_factory=set)
    _held: dict[int, list[StopWindow]] = field(default_factory=dict)

    @classmethod
    def over(cls, nodes: Iterable[Node]) -> Self:
        """Read the windows between the first and the last planned date, in one query."""
        days = [node.planned_on for node in nodes if node.planned_on]
        return cls(tuple(StopWindow.objects.over(min(days), max(days)))) if days else cls()

    def name(self, site: int, day: date) -> str:
        """Return the window that holds in a region on a day, empty for none."""
        if site not in self._held:
            above = set(regions.ancestors(site))
            self._held[site] = [one for one in self.rows if one.region_id in above]
        for one in self._held[site]:
            if one.covers(day):
                self.met.add(f"{one.name}{one.first_on:%m-%d}至{one.last_on:%m-%d}")
                return one.name
        return ""


def nodes_of(keys: Sequence[int]) -> Mapping[int, Mapping[str, Node]]:
    """Return the nodes of many projects, by project and name."""
    found: dict[int, dict[str, Node]] = defaultdict(dict)
    rows = Milestone.objects.filter(project__in=keys).order_by()
    fields = ("project_id", "name", "order", "planned_on", "actual_on", "owner")
    for values in rows.values_list(*fields):
        node = Node(*values)
        found[node.project][node.name] = node
    return found


def used(nodes: Iterable[Node]) -> tuple[tuple[str, ...], int]:
    """Return the names of the nodes that have any date, in the order of the process.

    At most MOST_COLUMNS, those that most projects have; the second value counts the others.
    """
    counts: Counter[str] = Counter()
    places: dict[str, int] = {}
    for node in nodes:
        if node.planned_on or node.actual_on:
            counts[node.name] += 1
            places[node.name] = min(node.order, places.get(node.name, node.order))
    kept = [name for name, _ in counts.most_common(MOST_COLUMNS)]
    known = {name: place for place, name in enumerate(PROCESS)}
    kept.sort(key=lambda name: (known.get(name, places[name]), places[name], name))
    return tuple(kept), len(counts) - len(kept)


def _line(
    row: Any, nodes: Mapping[str, Node], columns: Sequence[str], day: date, stops: Windows
) -> Line:
    pk, number, name, region, status, person, finish, site = row
    still = status == ProjectStatus.SUSPENDED
    plain = (cell_of(nodes[c], day, still) if c in nodes else NONE for c in columns)
    cells = tuple(
        cell._replace(stop=stops.name(site, cell.day)) if cell.state in OPEN and cell.day else cell
        for cell in plain
    )
    planned = nodes[FINISH].planned_on if FINISH in nodes else None
    due = planned or finish
    left = (due - day).days if due else None
    return Line(pk, number, name, region, status, person, cells, left)


def cell_of(node: Node, day: date, still: bool) -> Cell:
    """Return the cell of a node; `still` says that the project is suspended and nothing is due."""
    if node.actual_on is not None and node.actual_on <= day:
        return Cell("good", node.actual_on, node.owner)
    if node.planned_on is None:
        return Cell("muted", None, node.owner)
    if still:
        return Cell("still", node.planned_on, node.owner)
    ahead = (node.planned_on - day).days
    if ahead <= 0:
        return Cell("bad", node.planned_on, node.owner)
    state = "warn" if ahead <= settings.WALL_DUE_DAYS else "later"
    return Cell(state, node.planned_on, node.owner)


def short(day: date | None, year: int) -> str:
    """Print a date as month and day, with the year where it is another one."""
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == year else f"{day:%y-%m-%d}"
