"""The gap in its four kinds by class of works (基础、完善、提升); the parts come to the whole to the fen.

No row of money names a class but that of its source, so the rest is told apart by rules that the
page prints: 落实 as `funding.works` gives it to the works; what arrived of a source in the
proportions of its 落实; what is paid and owed in the proportions of what arrived; 年度计划投资 in
those of the cost.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db.models import QuerySet, Sum

from funding import unfunded
from funding.gaps import Money, ProjectMoney
from funding.models import Receipt
from funding.splitting import split
from funding.works import PRIORITY, UNLISTED, WAYS, ZERO, Cover, Use
from projects.models import Project

UNSORTED: Final = "未归类"
Parts = dict[str, Decimal]
TOLD: Final = (
    "造价按工程量和单价测算，折算到总投资；落实资金按来源限定的类别计，{way}；"
    "到位按各来源落实资金的比例，应付、已付按到位资金的比例，年度计划投资按造价的比例分到各类，合计分文不差"
)


def rule() -> str:
    """Say how money is told apart by class."""
    return TOLD.format(way=WAYS[settings.MONEY_BY_CLASS])


def of_classes(
    projects: QuerySet[Project], rows: Iterable[ProjectMoney], day: date
) -> dict[str, Money]:
    """Return the money of each class over all projects, in the order of priority."""
    arrived = _arrived(projects, day)
    covers = {row.pk: row.cover for row in unfunded.of_projects(projects, day)}
    found: dict[str, Money] = defaultdict(Money)
    for row in rows:
        for name, held in divided(row.money, covers[row.pk], arrived).items():
            found[name or UNSORTED] += held
    order = {name: rank for rank, name in enumerate(PRIORITY)}
    return dict(sorted(found.items(), key=lambda part: order.get(part[0], len(order))))


def _arrived(projects: QuerySet[Project], day: date) -> dict[int, Decimal]:
    ours = projects.order_by().values("pk")
    rows = Receipt.objects.filter(source__project__in=ours).by(day).order_by()
    return dict(rows.values_list("source").annotate(Sum("amount")))


def divided(held: Money, cover: Cover, arrived: Mapping[int, Decimal]) -> dict[str, Money]:
    """Divide a project's money by class; `arrived` is what came of each source, in 元."""
    costs = cover.costs()
    secured = [_whole(use, costs) for use in cover.uses]
    received = [
        spread(arrived.get(use.fund.source, ZERO), given, _able(use, costs))
        for use, given in zip(cover.uses, secured, strict=True)
    ]
    into, came = added(secured), added(received)
    before = spread(held.received - held.available, came, into, costs)
    paid = spread(held.paid, came, into, costs)
    owed = spread(held.payable - held.paid, came, into, costs)
    annual = spread(held.annual, costs)
    return {
        name: Money(
            total=costs.get(name, ZERO),
            annual=annual.get(name, ZERO),
            secured=into.get(name, ZERO),
            received=came.get(name, ZERO),
            available=came.get(name, ZERO) - before.get(name, ZERO),
            payable=paid.get(name, ZERO) + owed.get(name, ZERO),
            paid=paid.get(name, ZERO),
        )
        for name in {**costs, **into, **came}
    }


def _whole(use: Use, costs: Parts) -> Parts:
    """Return all of a fund by class: what it pays for, and what is left in the same classes."""
    return added([use.classes, spread(use.rest, _able(use, costs))])


def _able(use: Use, costs: Parts) -> Parts:
    """Return the costs of the classes that a fund may pay for."""
    if not use.fund.classes:
        return costs
    ranked = [name for name in PRIORITY if name in use.fund.classes]
    return {name: costs.get(name, ZERO) for name in ranked or [UNLISTED]}


def spread(amount: Decimal, *weights: Parts) -> Parts:
    """Share an amount out by the first weights that weigh anything, else to the first name alone."""
    used = next((one for one in weights if any(one.values())), None)
    if used is None:
        return {next(iter(weights[-1])): amount}
    shares = split(abs(amount), list(used.values()))
    sign = -1 if amount < 0 else 1
    return {name: sign * share for name, share in zip(used, shares, strict=True)}


def added(parts: Iterable[Parts]) -> Parts:
    found: Parts = defaultdict(Decimal)
    for part in parts:
        for name, amount in part.items():
            found[name] += amount
    return dict(found)
