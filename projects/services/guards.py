"""What every change to the registers checks first: permission, scope, and a fresh form."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from accounts.models import Region, User
from core import clock
from core.exceptions import Refusal
from core.history import HistoryLine, history_of, latest_version


class Stale(Refusal):
    """The row was changed by somebody else after the form was opened; `changes` says how."""

    def __init__(self, changes: list[HistoryLine], message: str = "") -> None:
        who = "、".join(dict.fromkeys(line.who for line in changes)) or "他人"
        super().__init__(
            message
            or f"打开本页之后，{who}已修改过这条记录，未保存您的修改。"
            "对方的修改见“对方的修改”一栏，您填写的内容仍在表单中，核对后可再次保存。"
        )
        self.changes = changes


class LineRefusal(Refusal):
    """A refusal of one line of a table; `line` counts from 0."""

    def __init__(self, line: int, refusal: Refusal) -> None:
        super().__init__(refusal.message, refusal.field)
        self.line = line


def require(by: User, permission: str) -> None:
    """Raise PermissionDenied unless the user holds `permission`."""
    if not by.has_perm(permission):
        raise PermissionDenied


def require_region(by: User, code: int) -> None:
    """Raise Refusal unless the region lies inside the user's scope."""
    if not Region.objects.visible_to(by).filter(pk=code).exists():
        raise Refusal("该区划不在您的管辖范围内，请选择本辖区的区划。", "region")


def require_change(by: User, permission: str, code: int) -> None:
    """Permission and scope in one."""
    require(by, permission)
    require_region(by, code)


def require_fresh(model: type[models.Model], seen: int | None, **lookup: Any) -> None:
    """Raise Stale when the matching rows changed after history id `seen`; None skips the check.

    Call it with the row locked, so that of two savers the second is told.
    """
    if seen is not None and latest_version(model, **lookup) > seen:
        raise Stale(history_of(model, after=seen, **lookup))


def not_in_future(day: date | None, label: str, field: str | None) -> None:
    """Raise Refusal when a date that tells what happened lies after today."""
    today = clock.today()
    if day is not None and day > today:
        raise Refusal(f"{label}不能晚于今天（{today:%Y-%m-%d}），尚未发生的请留空。", field)


def let_go(model: type[models.Model], name: str, pks: Iterable[int]) -> None:
    """Take a unique name off rows that are about to get another, so that two of them may swap."""
    held = Concat(Value("~"), Cast("pk", models.CharField()))
    model._default_manager.filter(pk__in=list(pks)).update(**{name: held})


def signed(row: Any, by: User, reason: str = "") -> Any:
    """Mark who changes a row and why, for its history record; return the row."""
    row._history_user = by
    row._change_reason = reason or None
    return row
