"""What money may be used for, and which sums may be added (pure; amounts are Decimal 元).

1.81亿元 of a whole city and 0.66亿元 of one batch in it are both true and may not be added: the
second is in the first. A sum is given only for amounts of one scope, or of scopes that are apart
along named dimensions; anything else is a MixedScope that says what stands in the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import Any, Final, Literal

from core import money, regions
from core.exceptions import Refusal

ALWAYS: Final = (0, 9999)
Dimension = Literal["region", "years", "kind", "batch", "classes", "projects"]


@dataclass(frozen=True)
class Scope:
    """Region (12-digit code), years (first, last), and narrower limits; empty means no limit."""

    region: int
    years: tuple[int, int] = ALWAYS
    kind: str = ""
    batch: str = ""
    classes: frozenset[str] = frozenset()
    projects: frozenset[int] = frozenset()

    def contains(self, other: "Scope") -> bool:
        """Tell whether everything in `other` is in this scope too."""
        return (
            regions.subtree(self.region).covers(regions.subtree(other.region))
            and self.years[0] <= other.years[0]
            and other.years[1] <= self.years[1]
            and self.kind in ("", other.kind)
            and self.batch in ("", other.batch)
            and _covers(self.classes, other.classes)
            and _covers(self.projects, other.projects)
        )

    def apart_along(self, other: "Scope", along: Sequence[Dimension]) -> bool:
        """Tell whether the two differ in these dimensions alone, and in one have nothing in common."""
        theirs = {name: getattr(other, name) for name in along}
        same = replace(self, **theirs) == other
        return same and any(_apart(getattr(self, name), theirs[name]) for name in along)

    def words(self, names: Mapping[int, str]) -> str:
        """Return the scope in words: 全市各年度, 2022年第一批; `names` are those of the regions."""
        first, last = self.years
        if self.years == ALWAYS:
            years = "各年度"
        elif first == last:
            years = f"{first}年"
        else:
            years = f"{first or ''}—{last if last != ALWAYS[1] else ''}年"
        batch = self.batch.removeprefix(years)
        told = [names.get(self.region, str(self.region)), years, batch, self.kind]
        told += [f"限{'、'.join(sorted(self.classes))}"] if self.classes else []
        told += [f"限{len(self.projects)}个项目"] if self.projects else []
        return "".join(told)


@dataclass(frozen=True)
class Scoped:
    """An amount in 元 with what it is for."""

    amount: Decimal
    scope: Scope


class MixedScope(Refusal):
    """Amounts of different scope were to be added."""


def total(
    amounts: Sequence[Scoped], names: Mapping[int, str], along: Sequence[Dimension] = ()
) -> Decimal:
    """Return the sum of amounts of one scope, or of scopes that are apart `along` dimensions.

    Raises MixedScope that names the first two which may not be added.
    """
    for one, other in combinations(amounts, 2):
        if one.scope == other.scope and not along:
            continue
        if not one.scope.apart_along(other.scope, along):
            raise MixedScope(_reason(one, other, names))
    return sum((one.amount for one in amounts), Decimal(0))


def contained(amounts: Sequence[Scoped], names: Mapping[int, str]) -> list[str]:
    """Return a sentence per pair of which one holds the other, the larger scope first."""
    found = []
    for one, other in combinations(amounts, 2):
        pair = _ordered(one, other)
        if pair is not None and one.scope != other.scope:
            found.append(" ⊃ ".join(told(part, names) for part in pair))
    return found


def told(one: Scoped, names: Mapping[int, str]) -> str:
    """Return an amount with its scope: 1.81亿元（全市各年度）."""
    return f"{money.sum_with_unit(one.amount)}（{one.scope.words(names)}）"


def _reason(one: Scoped, other: Scoped, names: Mapping[int, str]) -> str:
    pair = _ordered(one, other)
    if pair is not None:
        return f"{' ⊃ '.join(told(part, names) for part in pair)}，后者已含在前者中，不能相加"
    return f"{told(one, names)}与{told(other, names)}口径不同，不能相加"


def _ordered(one: Scoped, other: Scoped) -> tuple[Scoped, Scoped] | None:
    if one.scope.contains(other.scope):
        return one, other
    return (other, one) if other.scope.contains(one.scope) else None


def _covers(outer: frozenset[Any], inner: frozenset[Any]) -> bool:
    return not outer or (bool(inner) and inner <= outer)


def _apart(one: object, other: object) -> bool:
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return bool(one) and bool(other) and not one & other
    if isinstance(one, tuple) and isinstance(other, tuple):
        return bool(one[1] < other[0] or other[1] < one[0])
    if isinstance(one, int) and isinstance(other, int):
        first, second = regions.subtree(one), regions.subtree(other)
        return not first.covers(second) and not second.covers(first)
    return bool(one) and bool(other) and one != other
