"""Idle money by age: received and not yet paid out, the oldest money counted as spent first.

With first in, first out nothing has to be walked through: of what had arrived by a day, that part
is still there by which it exceeds all that was paid since.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import ExpressionWrapper, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Greatest

from funding.contract_querysets import MONEY, NOTHING, total_of
from funding.models import Payment, Receipt

# the first day of each age, and what the column is called
AGES: Final = (
    (0, "30天内"),
    (31, "31–90天"),
    (91, "91–180天"),
    (181, "181–365天"),
    (366, "365天以上"),
)


def held_for(day: date, age: int) -> Any:
    """Return an outer project's money that is there on `day` and at least `age` days old, in 元."""
    arrived = Receipt.objects.filter(
        source__project=OuterRef("pk"), received_on__lte=day - timedelta(days=age)
    )
    paid = Payment.objects.filter(project=OuterRef("pk"), paid_on__lte=day)
    rest = total_of(arrived, "source__project") - total_of(paid, "project")
    return Greatest(ExpressionWrapper(rest, MONEY), NOTHING, output_field=MONEY)


def with_idle(projects: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Annotate `held_0`, `held_31` … (at least so old) and keep the projects that hold money."""
    held = {f"held_{age}": held_for(day, age) for age, _ in AGES}
    rows: QuerySet[Any] = projects.annotate(**held).filter(held_0__gt=0)
    return rows


def older_than(projects: QuerySet[Any], day: date, age: int) -> QuerySet[Any]:
    """Keep the projects that hold money of at least `age` days."""
    rows: QuerySet[Any] = projects.annotate(held_so_long=held_for(day, age))
    return rows.filter(held_so_long__gt=0)


def in_age(row: Any, number: int) -> Decimal:
    """Return what of an annotated row lies in the age group `number`."""
    held: Decimal = getattr(row, f"held_{AGES[number][0]}")
    if number + 1 == len(AGES):
        return held
    older: Decimal = getattr(row, f"held_{AGES[number + 1][0]}")
    return held - older


def totals(rows: QuerySet[Any]) -> list[Decimal]:
    """Return the sum of annotated rows per age group."""
    names = [f"held_{age}" for age, _ in AGES]
    sums = rows.order_by().aggregate(**{f"sum_{name}": Sum(F(name)) for name in names})
    held = [sums[f"sum_{name}"] or Decimal(0) for name in names]
    return [now - older for now, older in zip(held, [*held[1:], Decimal(0)], strict=True)]
