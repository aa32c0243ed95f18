"""What waits in bulletins, decisions and sums; and the work of every floor, in home's order."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from django.db.models import Count, Q

from accounts.choices import Role
from accounts.todo import Asked, Query, Todo
from complaints import todo as complaints
from funding import todo as funding
from orders import todo as orders
from projects import todo as projects
from quality import todo as quality
from reports.choices import DecisionStatus, ReportKind, ReportState
from reports.figures import figures_by_child
from reports.models import Decision, Report

OFFICE: Final = (Role.OFFICE,)
DISTRICT: Final = (Role.CLERK, Role.REVIEWER)


def _states(asked: Asked) -> Counter[tuple[str, str]]:
    rows = Report.objects.visible_to(asked.user).order_by().values_list("kind", "state")
    return asked.once("reports", lambda: Counter(rows))


def _reports(kind: ReportKind, state: ReportState) -> Callable[[Asked], int]:
    return lambda asked: _states(asked)[kind, state]


def _in(state: str) -> Callable[[Asked], Query]:
    return lambda asked: {"state": state}


def _decided(asked: Asked) -> dict[str, Any]:
    """Return how many decisions are open, and how many of these are overdue."""
    rows = Decision.objects.visible_to(asked.user).open_on(asked.day)
    late = Q(due_on__lt=asked.day)
    return asked.once(
        "decisions",
        lambda: rows.aggregate(n_open=Count("pk"), n_broken=Count("pk", filter=late)),
    )


def _decisions(name: str) -> Callable[[Asked], int]:
    return lambda asked: int(_decided(asked)[f"n_{name}"])


def _answered(asked: Asked) -> int:
    rows = Decision.objects.visible_to(asked.user).filter(decided_on__lte=asked.day)
    return rows.waiting().count()


def unbalanced(asked: Asked) -> Any:
    """Return the checks of the user's region that do not add up today."""
    day = asked.day
    return asked.once(
        "checks",
        lambda: figures_by_child(asked.code, day.year, day, quantities=False)[0].checks,
    )


DRAFTED, REVIEWED = ReportState.DRAFTED, ReportState.REVIEWED
READ, DECIDED = "reports.view_report", "reports.view_decision"
BULLETINS, INSPECTIONS = "reports:bulletins", "reports:inspections"

# fmt: off
PAPERS: Final = (
    Todo("待审核通报", "份", OFFICE, READ, _reports(ReportKind.MONTHLY, DRAFTED), BULLETINS,
         _in(DRAFTED), lambda asked: "起草完成，等待审核", always=True),
    Todo("待签发通报", "份", OFFICE, READ, _reports(ReportKind.MONTHLY, REVIEWED), BULLETINS,
         _in(REVIEWED), lambda asked: "审核完成，等待签发", always=True),
    Todo("待审核检查通报", "份", OFFICE, READ, _reports(ReportKind.INSPECTION, DRAFTED), INSPECTIONS,
         _in(DRAFTED), lambda asked: "起草完成，等待审核"),
    Todo("待签发检查通报", "份", OFFICE, READ, _reports(ReportKind.INSPECTION, REVIEWED), INSPECTIONS,
         _in(REVIEWED), lambda asked: "审核完成，等待签发"),
    Todo("对账未平", "项", OFFICE, READ, lambda asked: len(unbalanced(asked)), "reports:overview",
         note=lambda asked: "签发前须写明原因", always=True, slow=True, chase=True),
)
DECISIONS: Final = (
    Todo("未办结的决定", "项", DISTRICT, DECIDED, _decisions("open"), "reports:decisions",
         lambda asked: {"open": 1}, lambda asked: "调度会决定，完成后回报"),
    Todo("待确认的决定", "项", OFFICE, "reports.confirm_decision", _answered, "reports:decisions",
         lambda asked: {"waiting": 1}, lambda asked: "承办单位已回报"),
    Todo("逾期未办的决定", "项", (*DISTRICT, *OFFICE), DECIDED, _decisions("broken"), "reports:decisions",
         lambda asked: {"status": DecisionStatus.BROKEN.value}, lambda asked: "过了完成时限", chase=True),
)
# fmt: on
TODOS: Final = (
    *projects.WEEKLY,
    *projects.PAPERS,
    *orders.TODOS,
    *PAPERS,
    *complaints.TODOS,
    *funding.TODOS,
    *DECISIONS,
    *quality.TODOS,
    *projects.PACE,
)
