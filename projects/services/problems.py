"""Problems: filed on any day, not only on Friday (S0-02), and closed with a result."""

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from projects.models import Problem, Project
from projects.services.guards import require_change, signed


@transaction.atomic
def file_problem(
    project: Project, *, text: str, severity: str, help_needed: str, by: User
) -> Problem:
    """File a problem of a project as of today."""
    require_change(by, "projects.add_problem", project.site_id)
    if not text.strip():
        raise Refusal("请写明存在的问题。", "text")
    row = Problem(
        project=project,
        text=text.strip(),
        severity=severity,
        help_needed=help_needed.strip(),
        opened_on=clock.today(),
        opened_by=by,
    )
    signed(row, by).save()
    return row


@transaction.atomic
def close_problem(problem: Problem, *, result: str, by: User) -> Problem:
    """Close a problem as of today; how it was solved is required."""
    require_change(by, "projects.change_problem", problem.project.site_id)
    locked = Problem.objects.select_for_update().get(pk=problem.pk)
    if locked.closed_on is not None:
        raise Refusal(f"该问题已于 {locked.closed_on} 销号：{locked.result}")
    if not result.strip():
        raise Refusal("请写明处理结果。", "result")
    locked.closed_on, locked.result = clock.today(), result.strip()
    signed(locked, by).save()
    return locked
