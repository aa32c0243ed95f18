"""What every change to quality's records checks and does: fields, permission, scope, lock."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, TypeVar

from django.db import models

from accounts.models import User
from core.exceptions import Refusal
from projects.services.guards import not_in_future, require_change, require_fresh, signed

M = TypeVar("M", bound=models.Model)
AHEAD: Final = frozenset({"from_on", "to_on"})  # dates that may lie ahead


def fill(row: models.Model, values: Mapping[str, Any]) -> None:
    """Write trimmed values; Refusal for one that is absent, too long, or a date ahead."""
    for name, value in values.items():
        field: Any = row._meta.get_field(name)
        kept = value.strip() if isinstance(value, str) else value
        if kept in ("", None) and not field.blank:
            raise Refusal(f"请填写{field.verbose_name}。", name)
        if isinstance(kept, str) and field.max_length and len(kept) > field.max_length:
            raise Refusal(f"{field.verbose_name}最多{field.max_length}字，请精简。", name)
        if isinstance(kept, date) and name not in AHEAD:
            not_in_future(kept, str(field.verbose_name), name)
        setattr(row, name, kept)


def permission(row: models.Model | type[models.Model], verb: str) -> str:
    return f"quality.{verb}_{row._meta.model_name}"


def begin(row: Any, by: User) -> None:
    """Check that `by` may add this record of a project in his scope."""
    require_change(by, permission(row, "add"), row.project.site_id)
    row.entered_by = by


def take(row: M, by: User, seen: int | None = None) -> M:
    """Lock a record that `by` may change; Stale when it moved on after history id `seen`."""
    kept: Any = row
    require_change(by, permission(row, "change"), kept.project.site_id)
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    require_fresh(type(row), seen, id=row.pk)
    return locked


def keep(row: M, by: User, reason: str = "") -> M:
    signed(row, by, reason).save()
    return row
