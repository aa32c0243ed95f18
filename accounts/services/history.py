"""The change history of every business model as one stream: who, when, which row, from → to, why.

Nothing here writes. Reading costs a fixed number of queries per model, however long the history:
each model gives its newest rows after a cursor, and the streams are merged.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from core import regions
from core.history import KINDS, Words, field_changes, names_of
from core.history import Change as FieldWords

WORDS: Final = Words(
    empty="（空）",
    hidden=frozenset({"id", "password", "last_login", "city"}),
    masked=frozenset({"phone", "telephone", "mobile"}),
    longest=200,
    uneditable=True,
)
REGION_PATHS: Final = (
    "region_id",
    "report__region_id",
    "project__site_id",
    "task_force__region_id",
)
NAMES: Final = ("number", "name", "title", "username", "category", "kind")
BATCH: Final = 500
# no history lies outside; beyond them dates overflow when they change their time zone
EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2100, 1, 1)
BRIEF: Final = 5


@dataclass
class Change:
    """One saved version of one row."""

    at: datetime
    model: type[models.Model]
    row: Any
    verb: str
    by: str
    reason: str
    subject: str
    fields: list[FieldWords] = field(default_factory=list)

    @property
    def model_name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def model_label(self) -> str:
        return self.model._meta.label_lower

    @property
    def row_key(self) -> Any:
        return getattr(self.row, self.model._meta.pk.attname)

    @property
    def at_local(self) -> datetime:
        return timezone.localtime(self.at)

    @property
    def summary(self) -> str:
        """Return every field in one line; a new row has no old values to show."""
        return "；".join(self._lines())

    @property
    def brief(self) -> str:
        """Return the summary for a list: the first fields, and how many there are."""
        lines = self._lines()
        more = f"；…共 {len(lines)} 项" if len(lines) > BRIEF else ""
        return "；".join(lines[:BRIEF]) + more

    def _lines(self) -> list[str]:
        if self.verb == KINDS["+"]:
            return [f"{f.label}：{f.after}" for f in self.fields]
        return [f"{f.label}：{f.before} → {f.after}" for f in self.fields]

    @property
    def cursor(self) -> str:
        return f"{self.at.isoformat()}|{self.model_label}|{self.row.history_id}"


@dataclass(frozen=True)
class Wanted:
    """What to look for; empty means everything. `before` is the cursor of the last change seen."""

    model_label: str = ""
    username: str = ""
    reason: str = ""
    verb: str = ""
    row_id: str = ""
    since: date | None = None
    until: date | None = None
    before: str = ""


def tracked_models() -> dict[str, type[models.Model]]:
    """Return the models whose changes are kept, by label, in the order of the floors."""
    return {
        model._meta.label_lower: model
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    }


def changes(user: User, wanted: Wanted) -> Iterator[Change]:
    """Yield the changes in the user's scope, newest first, without end: take what is needed."""
    known = tracked_models()
    chosen = [known[wanted.model_label]] if wanted.model_label in known else list(known.values())
    streams = [_stream(model, user, wanted) for model in chosen]
    return _told(heapq.merge(*streams, key=_order, reverse=True))


def page_of_changes(user: User, wanted: Wanted, size: int) -> tuple[list[Change], str]:
    """Return one page of changes and the cursor of the next, empty when this is the last."""
    found = list(islice(changes(user, wanted), size + 1))
    page = found[:size]
    return page, page[-1].cursor if len(found) > size else ""


def one_change(user: User, model_label: str, history_id: int) -> Change | None:
    """Return one change with all its fields, None when there is none in the user's scope."""
    model = tracked_models().get(model_label)
    if model is None:
        return None
    row = _scoped(model, user).filter(history_id=history_id).first()
    return next(_told([row]), None) if row is not None else None


def _order(row: Any) -> tuple[datetime, str, int]:
    return row.history_date, type(row).instance_type._meta.label_lower, row.history_id


def _stream(model: type[models.Model], user: User, wanted: Wanted) -> Iterator[Any]:
    """Yield a model's historical rows newest first, a batch per query."""
    rows = _matching(_scoped(model, user), model, wanted)
    cursor: tuple[datetime, int] | None = None
    size = 60
    while True:
        batch = list(_after(rows, cursor)[:size])
        yield from batch
        if len(batch) < size:
            return
        cursor, size = (batch[-1].history_date, batch[-1].history_id), BATCH


def _after(rows: QuerySet[Any], cursor: tuple[datetime, int] | None) -> QuerySet[Any]:
    if cursor is None:
        return rows
    at, history_id = cursor
    return rows.filter(Q(history_date__lt=at) | Q(history_date=at, history_id__lt=history_id))


def _scoped(model: type[models.Model], user: User) -> QuerySet[Any]:
    history: Any = model.history.model  # type: ignore[attr-defined]
    before = (
        history.objects.filter(history_date__lte=OuterRef("history_date"))
        .filter(**{model._meta.pk.attname: OuterRef(model._meta.pk.attname)})
        .exclude(history_id__gte=OuterRef("history_id"))
        .order_by("-history_date", "-history_id")
    )
    rows: QuerySet[Any] = (
        history.objects.select_related("history_user")
        .annotate(previous_id=Subquery(before.values("history_id")[:1]))
        .order_by("-history_date", "-history_id")
    )
    if user.is_superuser or model._meta.label_lower in settings.UNSCOPED_HISTORY:
        return rows
    path = _region_path(model)
    if user.region_id is None or not path:
        return rows.none()
    start, stop = regions.subtree(user.region_id)
    ours = Q(**{f"{path}__gte": start, f"{path}__lt": stop})
    if model is User:  # who works beyond any region concerns every auditor
        ours |= Q(region_id=None) | Q(is_superuser=True)
    return rows.filter(ours)


def _region_path(model: type[models.Model]) -> str:
    path = getattr(model._default_manager.all(), "region_path", "")
    if path:
        return str(path)
    for candidate in REGION_PATHS:
        try:
            model._meta.get_field(candidate.split("__")[0].removesuffix("_id"))
        except FieldDoesNotExist:
            continue
        return candidate
    return ""


def _matching(rows: QuerySet[Any], model: type[models.Model], wanted: Wanted) -> QuerySet[Any]:
    if wanted.username:
        rows = rows.filter(history_user__username=wanted.username)
    if wanted.reason:
        rows = rows.filter(history_change_reason__icontains=wanted.reason)
    if wanted.verb:
        rows = rows.filter(history_type=wanted.verb)
    if wanted.row_id:
        numeric = wanted.row_id.isdecimal()
        rows = rows.filter(**{model._meta.pk.attname: wanted.row_id}) if numeric else rows.none()
    zone = timezone.get_current_timezone()
    if wanted.since:
        start = datetime.combine(wanted.since, datetime.min.time(), zone)
        rows = rows.filter(history_date__gte=start)
    if wanted.until:
        rows = rows.filter(
            history_date__lte=datetime.combine(wanted.until, datetime.max.time(), zone)
        )
    return _before_cursor(rows, model._meta.label_lower, wanted.before)


def _before_cursor(rows: QuerySet[Any], label: str, cursor: str) -> QuerySet[Any]:
    """Keep what comes after the cursor in the merged order; a broken cursor is no cursor."""
    at_text, _, rest = cursor.partition("|")
    cursor_label, _, id_text = rest.partition("|")
    try:
        at, history_id = datetime.fromisoformat(at_text), int(id_text)
    except ValueError:
        return rows
    if timezone.is_naive(at) or not EARLIEST.year <= at.year < LATEST.year:
        return rows
    if not 0 < history_id < 2**63:
        return rows
    if label < cursor_label:
        return rows.filter(history_date__lte=at)
    if label > cursor_label:
        return rows.filter(history_date__lt=at)
    return _after(rows, (at, history_id))


def _told(rows: Iterable[Any]) -> Iterator[Change]:
    """Put rows into words, a batch at a time so that names are fetched together."""
    waiting = iter(rows)
    size = 60
    while batch := list(islice(waiting, size)):
        yield from _tell(batch)
        size = BATCH


def _tell(batch: Sequence[Any]) -> list[Change]:
    previous = _previous(batch)
    pairs = [(row, previous.get((type(row), row.previous_id))) for row in batch]
    names = _parent_names(batch)
    return [
        Change(
            at=row.history_date,
            model=type(row).instance_type,
            row=row,
            verb=KINDS[row.history_type],
            by=str(row.history_user or "系统"),
            reason=row.history_change_reason or "",
            subject=_subject(row, names),
            fields=found,
        )
        for row, found in zip(batch, field_changes(pairs, WORDS), strict=True)
    ]


def _previous(batch: Sequence[Any]) -> dict[tuple[Any, int], Any]:
    wanted: dict[Any, list[int]] = defaultdict(list)
    for row in batch:
        if row.previous_id is not None:
            wanted[type(row)].append(row.previous_id)
    return {
        (history, row.history_id): row
        for history, ids in wanted.items()
        for row in history.objects.filter(history_id__in=ids)
    }


def _parent_names(batch: Sequence[Any]) -> dict[tuple[Any, Any], str]:
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for parent in filter(None, map(_parent, batch)):
        wanted[parent[0]].add(parent[1])
    return names_of(wanted)


def _parent(row: Any) -> tuple[Any, Any] | None:
    """Return (model, key) of what the row belongs to: its project, source, region or report."""
    for one in type(row).tracked_fields:
        if one.name in ("project", "source", "report", "community") and one.is_relation:
            return one.related_model, getattr(row, one.attname)
    return None


def _in_words(row: Any, name: str) -> str:
    """Return a value of a row, a choice as people read it."""
    value = getattr(row, name)
    tracked = next((one for one in type(row).tracked_fields if one.name == name), None)
    return str(dict(getattr(tracked, "flatchoices", ())).get(value, value))


def _subject(row: Any, names: dict[tuple[Any, Any], str]) -> str:
    named = next((name for name in NAMES if getattr(row, name, None)), "")
    own = _in_words(row, named) if named else ""
    number, name = getattr(row, "number", None), getattr(row, "name", None)
    if number and name:
        own = f"{number} {name}"
    week: date | None = getattr(row, "week", None)
    if week:
        own = f"{week:%Y-%m-%d} 当周"
    parent = _parent(row)
    belongs = names.get(parent, "") if parent else ""
    return " · ".join(part for part in (belongs, own) if part) or "（无名称）"
