"""The change history of a row as people read it: who, when, what, from what to what.

`field_changes` is the one place where two versions of a row are compared and put into words; the
pages of a row and the auditor's stream differ only in the `Words` they ask for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db import models
from django.utils import timezone

from core import money

KINDS: Final = {"+": "新增", "~": "修改", "-": "删除"}
SHOWN = 50
NAMING: Final = ("name", "title", "item", "text", "kind", "number")
NOTHING: Final[tuple[Any, ...]] = (None, "", {}, [], False)
FieldDifference = tuple[Any, Any, Any]  # field, value before, value after


class Change(NamedTuple):
    """One field of one change; `before` is — for a new row."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Words:
    """How one kind of reader is told: the word for nothing, what is left out, masked or cut.

    `hidden` holds field names or attnames; `longest` is in characters, 0 for no limit.
    """

    empty: str = "—"
    hidden: Collection[str] = ()
    masked: Collection[str] = ()
    longest: int = 0
    uneditable: bool = False


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
    newest = list(records.select_related("history_user").order_by("-history_id")[: limit * 2])
    pairs = [
        (now, before)
        for now, before in zip(newest, _previous(newest, records, model), strict=True)
        if now.history_id > after
    ]
    told = field_changes(pairs, Words(hidden=lookup))
    lines = [_line(now, changes) for (now, _), changes in zip(pairs, told, strict=True)]
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


def _line(now: Any, changes: Sequence[Change]) -> HistoryLine:
    return HistoryLine(
        when=now.history_date,
        who=str(now.history_user) if now.history_user else "系统",
        what=f"{KINDS[now.history_type]}{_subject(now)}",
        note=now.history_change_reason or "",
        changes=tuple(changes),
    )


def _subject(record: Any) -> str:
    """Name the row without fetching what it hangs on; str() only where it has no name itself."""
    kind = record.instance_type._meta.verbose_name
    tracked = {field.name for field in record.tracked_fields}
    named = next((name for name in NAMING if name in tracked), None)
    return f"{kind}：{_name(record, named) if named else record.instance}"


def _name(record: Any, name: str) -> Any:
    """Return a field's value, a choice as people read it."""
    value = getattr(record, name)
    return dict(record.instance_type._meta.get_field(name).flatchoices).get(value, value)


def field_changes(
    pairs: Sequence[tuple[Any, Any | None]], words: Words = Words()
) -> list[list[Change]]:
    """Return for each (version, the one before it or None) the fields that differ, in words.

    A removal has none; a first version tells what it was given. Costs one query for each related
    model and each many-to-many field, however many versions there are.
    """
    members = _members([row for pair in pairs for row in pair if row is not None])
    differing = [list(_differences(now, before, members, words)) for now, before in pairs]
    names = _related_names(differing)
    return [
        [
            Change(
                str(field.verbose_name),
                _in_words(field, old, names, words),
                _in_words(field, new, names, words),
            )
            for field, old, new in found
        ]
        for found in differing
    ]


def names_of(wanted: Mapping[Any, Iterable[Any]]) -> dict[tuple[Any, Any], str]:
    """Return the name of each row, by (model, key), with one query a model; removed ones are left out."""
    return {
        (model, pk): str(found)
        for model, keys in wanted.items()
        for pk, found in model._default_manager.in_bulk([k for k in keys if k is not None]).items()
    }


def mask_phone(text: str) -> str:
    """Print a telephone number as 138****5678; too short ones as asterisks only."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "*" * len(text)


def _differences(
    now: Any, before: Any | None, members: Mapping[tuple[Any, int], str], words: Words
) -> Iterable[FieldDifference]:
    if now.history_type == "-":
        return
    for field in now.tracked_fields:
        if field.primary_key or not (field.editable or words.uneditable):
            continue
        if field.name in words.hidden or field.attname in words.hidden:
            continue
        old = getattr(before, field.attname) if before is not None else None
        new = getattr(now, field.attname)
        if old != new and (before is not None or new not in NOTHING):
            yield field, old, new
    for field in _many(type(now)):
        old = members.get((field, before.history_id), "") if before is not None else ""
        new = members.get((field, now.history_id), "")
        if old != new:
            yield field, old, new


def _many(records: Any) -> list[Any]:
    """Return the many-to-many fields that a history table keeps."""
    return [one for one in records.instance_type._meta.many_to_many if hasattr(records, one.name)]


def _members(rows: Sequence[Any]) -> dict[tuple[Any, int], str]:
    """Return the names behind each many-to-many field of each version, by field and version."""
    found: dict[tuple[Any, int], list[str]] = defaultdict(list)
    for records in {type(row) for row in rows}:
        ids = [row.history_id for row in rows if type(row) is records]
        for field in _many(records):
            kept = getattr(records, field.name).model
            target = field.m2m_reverse_field_name()
            for link in kept.objects.filter(history_id__in=ids).select_related(target):
                found[field, link.history_id].append(str(getattr(link, target)))
    return {key: "、".join(sorted(names)) for key, names in found.items()}


def _related_names(
    differing: Sequence[Sequence[FieldDifference]],
) -> dict[tuple[Any, Any], str]:
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for found in differing:
        for field, old, new in found:
            if field.is_relation and not field.many_to_many:
                wanted[field.related_model] |= {old, new}
    return names_of(wanted)


def _in_words(field: Any, value: Any, names: Mapping[tuple[Any, Any], str], words: Words) -> str:
    """Print one value: names for keys and choices, 是/否, plain numbers, a word for nothing."""
    if value is None or value in ("", {}, []):
        return words.empty
    if field.is_relation and not field.many_to_many:
        return names.get((field.related_model, value), str(value))
    if field.name in words.masked:
        return mask_phone(str(value))
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    text = _plain(value)
    return f"{text[: words.longest]}…" if 0 < words.longest < len(text) else text


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{money.plain(value):,f}"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, dict):  # what a program finds a part by says nothing to a reader
        return "：".join(_plain(one) for key, one in value.items() if key != "key")
    if isinstance(value, (list, tuple)):
        return "；".join(_plain(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)
