"""Which works have money and which have not (pure; amounts are Decimal 元).

Costs: quantity × unit cost of the catalogue; works without a unit cost share what is left of the
investment; where the known costs do not come to the investment they are scaled to it, because it
holds design and supervision too. So the costs of a project always come to its investment, and
whatever is not quantity × unit cost is called an estimate.

Money: what is bound to classes pays for those first. The rest pays by one of the WAYS: by priority
基础→完善→提升, within a class in the order of the catalogue, or in proportion to what still lacks money.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from core import money
from funding.splitting import split
from projects.choices import CLASSES

UNLISTED: Final = "未列明细"
PRIORITY: Final = (*CLASSES, UNLISTED)
BY_PRIORITY: Final = "priority"
BY_COST: Final = "cost"
WAYS: Final = {
    BY_PRIORITY: "未限定类别的资金先用于基础类、再完善类、后提升类",
    BY_COST: "未限定类别的资金按各类造价的比例分摊",
}
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
    """Money of a project; `classes` it may pay for, empty for all. `source` is the row's key."""

    amount: Decimal
    classes: frozenset[str] = frozenset()
    source: int = 0


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
class Use:
    """What a fund pays for, by class, and what of it finds nothing to pay for."""

    fund: Fund
    classes: dict[str, Decimal] = field(default_factory=dict)
    rest: Decimal = ZERO


@dataclass
class Cover:
    """A project's works with their money; `idle` is bound money that finds nothing to pay for."""

    lines: list[Line] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)

    @property
    def idle(self) -> Decimal:
        return sum((use.rest for use in self.uses), ZERO)

    @property
    def gap(self) -> Decimal:
        return sum((line.gap for line in self.lines), ZERO)

    def costs(self) -> dict[str, Decimal]:
        """Return the cost of each class of works; a project without any is unlisted."""
        found: dict[str, Decimal] = {}
        for line in self.lines:
            name = line.work.work_class
            found[name] = found.get(name, ZERO) + line.cost
        return found or {UNLISTED: ZERO}


def cover(
    total: Decimal | None, works: Sequence[Work], funds: Sequence[Fund], way: str = BY_PRIORITY
) -> Cover:
    """Return the works of a project with what of them is funded; costs come to `total`."""
    lines = costed(total, works)
    ranked = sorted(funds, key=lambda one: (not one.classes, len(one.classes)))
    return Cover(lines, [_pay(lines, fund, way) for fund in ranked])


def _pay(lines: Sequence[Line], fund: Fund, way: str) -> Use:
    """Give a fund to the lines that it may pay for, up to what they lack."""
    able = [line for line in lines if not fund.classes or line.work.work_class in fund.classes]
    use, lacking = Use(fund), [line.gap for line in able]
    spent = min(fund.amount, sum(lacking, ZERO))
    use.rest = fund.amount - spent
    for line, given in zip(able, _given(spent, lacking, way), strict=True):
        line.funded += given
        name = line.work.work_class
        use.classes[name] = use.classes.get(name, ZERO) + given
    return use


def _given(spent: Decimal, lacking: Sequence[Decimal], way: str) -> list[Decimal]:
    """Return what each of those that lack money gets, none more than it lacks."""
    if way == BY_COST and spent:
        return split(spent, lacking)
    found = []
    for lack in lacking:
        found.append(min(spent, lack))
        spent -= found[-1]
    return found


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
        Line(work, cost, True) for work, cost in zip(ranked, split(total, weights), strict=True)
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
