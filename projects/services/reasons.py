"""The table of reasons of lag, kept by the office."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.models import LagReason
from projects.services.guards import require, require_fresh, signed


@transaction.atomic
def save_reason(
    row: LagReason | None, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> LagReason:
    """Add a reason or change one; Stale when somebody saved since."""
    verb = "add" if row is None else "change"
    require(by, f"projects.{verb}_lagreason")
    if row is None:
        row = LagReason()
    else:
        row = LagReason.objects.select_for_update().get(pk=row.pk)
        require_fresh(LagReason, seen, id=row.pk)
    name = values["name"].strip()
    if LagReason.objects.filter(name=name).exclude(pk=row.pk).exists():
        raise Refusal(f"已有“{name}”，不必重复。", "name")
    row.name, row.party = name, values["party"]
    row.order, row.active = values["order"], values["active"]
    signed(row, by).save()
    return row
