"""What waits in the findings of inspections."""

from collections.abc import Callable
from typing import Any, Final

from accounts.choices import Role
from accounts.todo import Asked, Query, Todo
from quality.choices import FindingState
from quality.models import InspectionFinding


def _findings(**kept: Any) -> Callable[[Asked], int]:
    def count(asked: Asked) -> int:
        rows = InspectionFinding.objects.visible_to(asked.user)
        return rows.found_by(asked.day).with_state(asked.day).filter(**kept).count()

    return count


def _query(**asked_for: str) -> Callable[[Asked], Query]:
    return lambda asked: asked_for


SEE: Final = "quality.view_inspectionfinding"
OPEN, REPLIED = FindingState.OPEN.value, FindingState.REPLIED.value

# fmt: off
TODOS: Final = (
    Todo("待整改问题", "项", (Role.CLERK, Role.REVIEWER), SEE, _findings(state=OPEN),
         "quality:findings", _query(state=OPEN), lambda asked: "整改后回复，由办公室复查"),
    Todo("待复查问题", "项", (Role.OFFICE,), "quality.close_inspectionfinding",
         _findings(state=REPLIED), "quality:findings", _query(state=REPLIED),
         lambda asked: "区县已回复，复查后销号或退回"),
    Todo("逾期未整改问题", "项", (Role.CLERK, Role.REVIEWER, Role.OFFICE), SEE,
         _findings(overdue=True), "quality:findings", _query(overdue="1"),
         lambda asked: "过了整改期限未销号", chase=True),
)
# fmt: on
