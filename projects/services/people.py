"""Units and people of a project, changed one at a time by who records the change."""

from django.db import transaction

from accounts.models import User
from projects.models import Project
from projects.services.guards import require_region, signed

COLUMNS = ("lead_unit", "contractor", "supervisor", "project_manager", "chief_supervisor")


@transaction.atomic
def name_responsible(project: Project, column: str, name: str, *, by: User, reason: str) -> Project:
    """Write who holds a role now; the caller has checked that `by` may record it."""
    if column not in COLUMNS:
        raise ValueError(column)
    require_region(by, project.site_id)
    locked = Project.objects.select_for_update().get(pk=project.pk)
    if getattr(locked, column) != name:
        setattr(locked, column, name)
        signed(locked, by, reason).save()
    return locked
