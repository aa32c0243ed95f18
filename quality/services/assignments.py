"""Record who answers for a project from a day on; the ledger's column follows."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from core.uploads import Incoming
from projects.models import Project
from projects.services.guards import not_in_future
from projects.services.people import name_responsible
from quality.choices import LEDGER_ROLES, PERSONAL, RoleKind
from quality.models import RoleAssignment
from quality.responsibility import RECORDED
from quality.services.evidence import add_evidence
from quality.services.guards import begin, fill

LONGEST_PERSON = 30


@transaction.atomic
def assign_role(
    project: Project,
    *,
    role: str,
    name: str,
    since: date,
    basis: str,
    by: User,
    files: Iterable[Incoming] = (),
) -> RoleAssignment:
    """Add the next holder of a role; earlier rows stay as they are."""
    row = RoleAssignment(project=project)
    begin(row, by)
    if role not in RoleKind.values:
        raise Refusal("请选择责任。", "role")
    fill(row, {"role": role, "name": name, "since": since, "basis": basis})
    if role in PERSONAL and role in LEDGER_ROLES and len(row.name) > LONGEST_PERSON:
        raise Refusal(f"姓名最多{LONGEST_PERSON}字。", "name")
    not_in_future(since, "起始日期", "since")
    Project.objects.select_for_update().get(pk=project.pk)
    last = RoleAssignment.objects.filter(project=project, role=role).last()
    if last is not None and since <= last.since:
        raise Refusal(f"已有自{last.since}起的登记，起始日期须晚于该日。", "since")
    row.save()
    if role in LEDGER_ROLES:
        column = LEDGER_ROLES[RoleKind(role)]
        name_responsible(project, column, row.name, by=by, reason=RECORDED)
    uploads = list(files)
    if uploads:
        add_evidence(row, uploads, by=by)
    return row
