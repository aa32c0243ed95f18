"""The change history of a row as people read it: who, when, what, from what to what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db import models
from django.utils import timezone

from core import money

KINDS: Final = {"+": "新增", "~": "修改", "-": "删除"}
SHOWN = 50
NAMING: Final = ("name", "item", "text", "kind", "number")


class Change(NamedTuple):
    """One field of one change; `before` is — for a new row."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """One change of one row, as `components/timeline.html` prints it."""

    when: datetime
    who: str
    what: str
    note: str
    changes: tuple[Change, ...]


def version_of(row: models.Model) -> int:
    """Return the id of a row's newest history record, 0 when it has none."""
    return latest_version(type(row), id=row.pk)


def latest_version(model: type[models.Model], **lookup: Any) -> int:
    """Return the newest history id among a model's rows that match `lookup`, 0 for none."""
    records: models.QuerySet[Any] = model.history.filter(**lookup)  # type: ignore[attr-defined]
    found: int | None = records.aggregate(newest=models.Max("history_id"))["newest"]
    return found or 0


def history_of(
    model: type[models.Model], *, after: int = 0, limit: int = SHOWN, **lookup: Any
) -> list[HistoryLine]:
    """Return the changes of the rows that match `lookup`, newest first, empty ones left out.

    `after` keeps only changes recorded later than that history id.
    """
    records: models.QuerySet[Any] = model.history.filter(**lookup)  # type: ignore[attr-defined]
    paths = [
        f"{_kept_in(model, field)}__{field.m2m_reverse_field_name()}" for field in _many(model)
    ]
    newest = list(
        records.select_related("history_user")
        .prefetch_related(*paths)
        .order_by("-history_id")[: limit * 2]
    )
    pairs = zip(newest, _previous(newest, records, model), strict=True)
    lines = [_line(now, before, lookup) for now, before in pairs if now.history_id > after]
    return [line for line in lines if line.changes or line.what.startswith(KINDS["-"])][:limit]


def _previous(
    newest: Sequence[Any], records: models.QuerySet[Any], model: type[models.Model]
) -> list[Any | None]:
    """Return for each record the one of the same row right before it, with one more query at most."""
    key = model._meta.pk.attname if model._meta.pk else "id"
    older: dict[Any, Any] = {}
    missing = {getattr(r, key) for r in newest if r.history_type != "+"}
    if newest and missing:
        edge = newest[-1].history_id
        before = records.filter(**{f"{key}__in": missing}, history_id__lt=edge)
        older = {getattr(r, key): r for r in before.order_by("history_id")[: len(missing) * 20]}
    found: list[Any | None] = []
    for record in reversed(newest):
        row = getattr(record, key)
        found.append(older.get(row))
        older[row] = record
    return found[::-1]


def _line(now: Any, before: Any | None, known: Collection[str]) -> HistoryLine:
    """Describe one record; fields in `known` are what all the records have in common."""
    return HistoryLine(
        when=now.history_date,
        who=str(now.history_user) if now.history_user else "系统",
        what=f"{KINDS[now.history_type]}{_subject(now)}",
        note=now.history_change_reason or "",
        changes=() if now.history_type == "-" else tuple(_changes(now, before, known)),
    )


def _subject(record: Any) -> str:
    """Name the row without fetching what it hangs on; str() only where it has no name itself."""
    kind = record.instance_type._meta.verbose_name
    tracked = {field.name for field in record.tracked_fields}
    named = next((name for name in NAMING if name in tracked), None)
    return f"{kind}：{getattr(record, named) if named else record.instance}"


def _changes(now: Any, before: Any | None, known: Collection[str]) -> Iterable[Change]:
    for field in now.tracked_fields:
        if field.primary_key or not field.editable or field.attname in known:
            continue
        new = getattr(now, field.attname)
        old = getattr(before, field.attname) if before is not None else None
        if new != old and (before is not None or new not in (None, "", {}, False)):
            yield Change(field.verbose_name, _shown(before, field), _shown(now, field))
    for many in _many(type(now.instance)):
        new, old = _names(now, many), _names(before, many)
        if new != old:
            yield Change(many.verbose_name, old, new)


def _many(model: type[models.Model]) -> list[Any]:
    """Return the many-to-many fields that the model's history keeps."""
    kept: list[Any] = model.history.model._history_m2m_fields  # type: ignore[attr-defined]
    return kept


def _kept_in(model: type[models.Model], field: Any) -> str:
    """Return the name by which a history record reaches what it kept of a many-to-many field."""
    records: Any = model.history.model  # type: ignore[attr-defined]
    for related in records._meta.related_objects:
        if related.related_model.instance_type is field.remote_field.through:
            name: str = related.get_accessor_name()
            return name
    raise LookupError(field.name)


def _names(record: Any | None, field: Any) -> str:
    if record is None:
        return "—"
    target = field.m2m_reverse_field_name()
    rows = getattr(record, _kept_in(field.model, field)).all()
    return "、".join(str(getattr(row, target)) for row in rows) or "—"


def _shown(record: Any | None, field: "models.Field[Any, Any]") -> str:
    """Print one value: names for keys and choices, 是/否, plain numbers, — for nothing."""
    value = None if record is None else getattr(record, field.attname)
    if value is None or value in ("", {}):
        return "—"
    if field.is_relation:
        return str(getattr(record, field.name))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{money.plain(value):,f}"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(dict(field.flatchoices).get(value, value))
