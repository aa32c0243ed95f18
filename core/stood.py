"""How rows stood at the end of a past day, read off their dated steps and their history.

A queryset annotates `then_<field>` with what a field held that day; the rows it yields carry these
values in the fields themselves, so that columns, workbook and API print the past without knowing
of it. Such rows are to be looked at, never to be saved.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NoReturn, TypeVar

from django.db.models import (
    Case,
    CharField,
    Expression,
    F,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.query import ModelIterable
from django.utils import timezone

from core import clock

THEN: Final = "then_"
Rows = TypeVar("Rows", bound=QuerySet[Any])


class RowsThen(ModelIterable):  # type: ignore[type-arg]
    """Rows with what they held then; saving one would write the past over the present."""

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            for name in [one for one in row.__dict__ if one.startswith(THEN)]:
                setattr(row, name.removeprefix(THEN), getattr(row, name))
            row.save = _refused
            yield row


def _refused(*args: Any, **kwargs: Any) -> NoReturn:
    raise TypeError("a row of a past day is never saved")


def looking_back(rows: Rows) -> Rows:
    """Let `rows` yield what their `then_…` annotations say."""
    found = rows.all()
    found._iterable_class = RowsThen
    return found


def is_past(day: date) -> bool:
    return day < clock.today()


def day_of(row: Any) -> date:
    """Return the day that a row is seen on: a list's annotation, else today."""
    day: date = getattr(row, "seen_on", None) or clock.today()
    return day


def end_of(day: date) -> datetime:
    """Return the midnight that ends a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def state_by_steps(
    steps: QuerySet[Any], owner: str, states: Mapping[Any, Any], day: date
) -> Subquery:
    """Return the state in which the last telling step up to `day` left a row; NULL before the first.

    `states` says for each kind of step which state it leads to; other kinds change none.
    """
    told = steps.filter(**{owner: OuterRef("pk")}, kind__in=list(states), at__lt=end_of(day))
    left_in = Case(
        *(When(kind=kind, then=Value(str(state))) for kind, state in states.items()),
        output_field=CharField(),
    )
    last = told.order_by("-pk").annotate(left_in=left_in).values("left_in")[:1]
    return Subquery(last, output_field=CharField())


def by_history(model: type[Model], names: Sequence[str], day: date) -> dict[str, Expression]:
    """Return annotations of what the history holds for `names` at the end of `day`.

    Where it begins later (rows of an import that were entered afterwards) today's value stands.
    """
    records: QuerySet[Any] = model.history.filter(  # type: ignore[attr-defined]
        id=OuterRef("pk"), history_date__lt=end_of(day)
    ).order_by("-history_date", "-history_id")
    return {
        f"{THEN}{name}": Coalesce(Subquery(records.values(name)[:1]), F(name)) for name in names
    }


def come_by(day: date, name: str, value: Any, otherwise: Any = None, **kind: Any) -> Case:
    """Return `value` where the date `name` had come by `day`; `kind` may name an output_field."""
    return Case(When(**{f"{name}__lte": day}, then=value), default=otherwise, **kind)


def as_they_are(names: Sequence[str]) -> dict[str, F]:
    """Return the same annotations for today: the fields themselves."""
    return {f"{THEN}{name}": F(name) for name in names}


def order_then(rows: QuerySet[Any], name: str) -> str:
    """Return the column that sorts by `name` as of the day that `rows` are seen on."""
    then = f"{THEN}{name}"
    return then if then in rows.query.annotations else name


def in_state(rows: Rows, states: Collection[str]) -> Rows:
    """Keep the rows that are in one of `states` on the day that they are seen on."""
    return rows.filter(**{f"{order_then(rows, 'state')}__in": states})
