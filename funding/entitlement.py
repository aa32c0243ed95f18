"""What a project may claim and what its residents pay, with the formula as it is computed.

Subsidy = eligible floor area × 元/㎡, at most the cap and at most the investment. Residents' share is
by class of works. Every number is a rule in force on the day, with its source (`SubsidyRule`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q

from core import money, regions
from funding.eligibility import Limits, Place, community_reasons
from funding.models import SubsidyRule
from funding.source_choices import Measure
from projects.choices import CLASSES

HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class Rules:
    """The rules in force at one place on one day, by measure and class."""

    found: Mapping[tuple[str, str], SubsidyRule]

    def value(self, measure: Measure, work_class: str = "") -> Decimal | None:
        rule = self.found.get((measure, work_class))
        return rule.value if rule else None

    @property
    def limits(self) -> Limits:
        built = self.value(Measure.BUILT_BEFORE)
        return Limits(int(built) if built else None, self.value(Measure.SELF_BUILT_MOST))


def rules_for(region: int, day: date) -> Rules:
    """Return what counts at a region: the nearest region's newest rule, unless it is lifted."""
    near = Q(region=None) | Q(region_id__in=regions.ancestors(region))
    rows = SubsidyRule.objects.filter(near, effective_on__lte=day)
    found: dict[tuple[str, str], SubsidyRule] = {}
    for rule in sorted(rows, key=lambda rule: (rule.region_id or 0, rule.effective_on)):
        held = found.get((rule.measure, rule.work_class))
        if held is None or _nearer(rule, held):
            found[rule.measure, rule.work_class] = rule
    return Rules({key: rule for key, rule in found.items() if rule.active})


def _nearer(rule: SubsidyRule, held: SubsidyRule) -> bool:
    return _depth(rule) >= _depth(held)


def _depth(rule: SubsidyRule) -> int:
    """Return how near a rule is: 0 for everywhere, more for a smaller region."""
    return 0 if rule.region_id is None else len(regions.ancestors(rule.region_id))


@dataclass(frozen=True)
class ClassShare:
    """What residents and government pay of one class."""

    work_class: str
    cost: Decimal
    ratio: Decimal | None

    @property
    def residents(self) -> Decimal | None:
        if self.ratio is None:
            return None
        return money.round_half_up(self.cost * self.ratio / HUNDRED, money.CENT)

    @property
    def government(self) -> Decimal | None:
        return None if self.residents is None else self.cost - self.residents

    @property
    def formula(self) -> str:
        if self.ratio is None or self.residents is None:
            return "没有规则"
        cost, ours = (f"{money.to_wan(value):,f}" for value in (self.cost, self.residents))
        return f"{cost}万元 × {money.plain(self.ratio)}%＝{ours}万元"


@dataclass(frozen=True)
class Claim:
    """The subsidy with how it came about; `reasons` say which communities are left out."""

    area: Decimal
    amount: Decimal | None
    formula: str
    reasons: Sequence[str] = ()


def claim(area: Decimal, investment: Decimal | None, rules: Rules) -> Claim:
    """Return the subsidy for an eligible area in ㎡; None where no rule sets the 元/㎡."""
    each, cap = rules.value(Measure.PER_AREA), rules.value(Measure.PROJECT_CAP)
    if each is None:
        return Claim(area, None, "没有补助标准（元/㎡）")
    amount = money.round_half_up(area * each, money.CENT)
    formula = f"{money.plain(area):,f}㎡ × {money.plain(each)}元/㎡＝{money.in_wan(amount)}"
    for name, most in (
        ("单个项目上限", None if cap is None else money.from_wan(cap)),
        ("总投资", investment),
    ):
        if most is not None and amount > most:
            amount = most
            formula += f"，超过{name}，按{money.in_wan(most)}计"
    return Claim(area, amount, formula)


def claim_of(
    places: Iterable[tuple[Place, Decimal | None]], investment: Decimal | None, rules: Rules
) -> Claim:
    """Return the subsidy for a project's communities (place, floor area); ineligible ones left out."""
    area, reasons = Decimal(0), list[str]()
    for place, floor_area in places:
        found = community_reasons(place, rules.limits)
        reasons += found
        if floor_area is None:
            reasons.append(f"{place.name}没有建筑面积")
        elif not found:
            area += floor_area
    made = claim(area, investment, rules)
    return Claim(made.area, made.amount, made.formula, reasons)


def shares_of(costs: Mapping[str, Decimal], rules: Rules) -> list[ClassShare]:
    """Return residents' and government's part of each class that costs something."""
    return [
        ClassShare(name, costs[name], rules.value(Measure.RESIDENT_SHARE, name))
        for name in CLASSES
        if costs.get(name)
    ]
