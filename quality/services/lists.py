"""Keep the two lists of the office: the checklist, and the parties that sign an acceptance."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.services.guards import require, require_fresh
from quality.models import AcceptanceParty, ChecklistItem
from quality.services.guards import fill, keep, permission

L = TypeVar("L", ChecklistItem, AcceptanceParty)


@transaction.atomic
def save_line(
    model: type[L], row: L | None, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> L:
    """Add or change a line; rounds opened before keep the lines that they were opened with."""
    require(by, permission(model, "change"))
    if row is None:
        line = model()
    else:
        line = model._default_manager.select_for_update().get(pk=row.pk)
        require_fresh(model, seen, id=row.pk)
    fill(line, values)
    if isinstance(line, AcceptanceParty):
        same = AcceptanceParty.objects.filter(name=line.name).exclude(pk=line.pk)
        if same.exists():
            raise Refusal("已有这个参加方，请直接修改。", "name")
    return keep(line, by)
