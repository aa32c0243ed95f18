"""What waits in the findings of inspections."""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Count, Q

from accounts.choices import Role
from accounts.todo import Asked, Query, Todo
from quality.choices import FindingState
from quality.models import InspectionFinding


def _found(asked: Asked) -> dict[str, Any]:
    """Return how many findings stand in each state, and how many past their deadline."""
    rows = InspectionFinding.objects.visible_to(asked.user)
    standing = rows.found_by(asked.day).with_state(asked.day)
    counts = {
        f"n_{name}": Count("pk", filter=Q(**kept))
        for name, kept in (
            ("open", {"state": OPEN}), ("replied", {"state": REPLIED}), ("late", {"overdue": True})
        )
    }  # fmt: skip
    return asked.once("findings", lambda: standing.aggregate(**counts))


def _findings(name: str) -> Callable[[Asked], int]:
    return lambda asked: int(_found(asked)[f"n_{name}"])


def _query(**asked_for: str) -> Callable[[Asked], Query]:
    return lambda asked: asked_for


SEE: Final = "quality.view_inspectionfinding"
OPEN, REPLIED = FindingState.OPEN.value, FindingState.REPLIED.value

# fmt: off
TODOS: Final = (
    Todo("待整改问题", "项", (Role.CLERK, Role.REVIEWER), SEE, _findings("open"),
         "quality:findings", _query(state=OPEN), lambda asked: "整改后回复，由办公室复查"),
    Todo("待复查问题", "项", (Role.OFFICE,), "quality.close_inspectionfinding",
         _findings("replied"), "quality:findings", _query(state=REPLIED),
         lambda asked: "区县已回复，复查后销号或退回"),
    Todo("逾期未整改问题", "项", (Role.CLERK, Role.REVIEWER, Role.OFFICE), SEE,
         _findings("late"), "quality:findings", _query(overdue="1"),
         lambda asked: "过了整改期限未销号", chase=True),
)
# fmt: on
