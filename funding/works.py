"""Which works have money and which have not (pure; amounts are Decimal 元).

Costs: quantity × unit cost of the catalogue; works without a unit cost share what is left of the
investment; where the known costs do not come to the investment they are scaled to it, because it
holds design and supervision too. So the costs of a project always come to its investment, and
whatever is not quantity × unit cost is called an estimate.

Money: what is bound to classes pays for those first; the rest pays by priority 基础→完善→提升, within
a class in the order of the catalogue.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from core import money
from projects.choices import CLASSES

UNLISTED: Final = "未列明细"
PRIORITY: Final = (*CLASSES, UNLISTED)
RULE: Final = "先基础类、再完善类、后提升类；同类先已开工项目，再缺口小的"
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Work:
    """One item of a project: planned quantity, and its cost where the catalogue knows it."""

    name: str
    work_class: str
    unit: str = ""
    planned: Decimal | None = None
    cost: Decimal | None = None
    order: int = 0

    @property
    def rank(self) -> tuple[int, int, str]:
        known = self.work_class in CLASSES
        return (CLASSES.index(self.work_class) if known else len(CLASSES), self.order, self.name)


@dataclass(frozen=True)
class Fund:
    """Money of a project; `classes` it may pay for, empty for all."""

    amount: Decimal
    classes: frozenset[str] = frozenset()


@dataclass
class Line:
    """One item with what it costs and what of that is funded."""

    work: Work
    cost: Decimal
    estimate: bool
    funded: Decimal = ZERO

    @property
    def gap(self) -> Decimal:
        return self.cost - self.funded

    @property
    def short(self) -> Decimal | None:
        """Return the quantity that the gap stands for, rounded half-up to two decimals."""
        if self.work.planned is None or not self.cost:
            return None
        return money.round_half_up(self.work.planned * self.gap / self.cost, money.CENT)


@dataclass
class Cover:
    """A project's works with their money; `idle` is bound money that finds nothing to pay for."""

    lines: list[Line] = field(default_factory=list)
    idle: Decimal = ZERO

    @property
    def gap(self) -> Decimal:
        return sum((line.gap for line in self.lines), ZERO)


def cover(total: Decimal | None, works: Sequence[Work], funds: Sequence[Fund]) -> Cover:
    """Return the works of a project with what of them is funded; costs come to `total`."""
    lines = costed(total, works)
    left = ZERO
    for fund in sorted(funds, key=lambda one: (not one.classes, len(one.classes))):
        left += _pay(lines, fund)
    return Cover(lines, left)


def _pay(lines: Sequence[Line], fund: Fund) -> Decimal:
    rest = fund.amount
    for line in lines:
        if fund.classes and line.work.work_class not in fund.classes:
            continue
        given = min(rest, line.gap)
        line.funded += given
        rest -= given
    return rest


def costed(total: Decimal | None, works: Sequence[Work]) -> list[Line]:
    """Return the works in the order of priority with costs that come to `total`, where it is known."""
    ranked = sorted(works, key=lambda work: work.rank)
    if not ranked:
        whole = Work(UNLISTED, UNLISTED)
        return [Line(whole, total, True)] if total else []
    known = sum((work.cost for work in ranked if work.cost is not None), ZERO)
    if total is None:
        return [Line(work, work.cost or ZERO, work.cost is None) for work in ranked]
    if known == total and all(work.cost is not None for work in ranked):
        return [Line(work, work.cost or ZERO, False) for work in ranked]
    weights = _weights(ranked, known, total)
    return [
        Line(work, cost, True) for work, cost in zip(ranked, shares(total, weights), strict=True)
    ]


def _weights(works: Sequence[Work], known: Decimal, total: Decimal) -> list[Decimal]:
    """Weigh works of unknown cost with an equal part of what is left of the investment.

    Where nothing is left they weigh as much as the average of the known ones.
    """
    unknown = sum(1 for work in works if work.cost is None)
    if not unknown:
        return [work.cost or ZERO for work in works] if known else [Decimal(1)] * len(works)
    rest = total - known
    average = known / max(len(works) - unknown, 1)
    each = rest / unknown if rest > 0 else average or Decimal(1)
    return [each if work.cost is None else work.cost for work in works]


def shares(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount by weights to the fen; the parts come to it exactly."""
    whole, taken, given, found = sum(weights, ZERO), ZERO, ZERO, []
    for weight in weights:
        taken += weight
        until = money.round_half_up(total * taken / whole, money.CENT)
        found.append(until - given)
        given = until
    return found


@dataclass(frozen=True)
class Wish:
    """A line that lacks money, with where it is."""

    project: int
    number: str
    project_name: str
    communities: str
    region_name: str
    started: bool
    line: Line

    @property
    def order(self) -> tuple[int, bool, Decimal, str]:
        return (self.line.work.rank[0], not self.started, self.line.gap, self.number)


@dataclass(frozen=True)
class Gift:
    """What a wish gets of further money."""

    wish: Wish
    amount: Decimal

    @property
    def closes(self) -> bool:
        return self.amount == self.wish.line.gap


def spend(wishes: Iterable[Wish], amount: Decimal) -> tuple[list[Gift], Decimal]:
    """Return who gets what of further money by RULE, and what of it is left."""
    found, rest = [], amount
    for wish in sorted((one for one in wishes if one.line.gap > 0), key=lambda one: one.order):
        if rest <= 0:
            break
        given = min(rest, wish.line.gap)
        found.append(Gift(wish, given))
        rest -= given
    return found, rest
