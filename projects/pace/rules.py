"""Which rules of lights hold where and when, and how each is put into words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Self

from core import regions
from core.money import plain
from projects.models import LightRule, LightRuleSet
from projects.pace_choices import Curve, Light, LightFormula

UNITS: Mapping[str, str] = {
    LightFormula.MONTHS_LATE: "个月",
    LightFormula.DAYS_LATE: "天",
    LightFormula.POINTS_BEHIND: "个百分点",
    LightFormula.PERCENT_BELOW: "%",
    LightFormula.RATE_SHORT: "个百分点",
    LightFormula.MONTHS_SILENT: "个月",
}


class RuleBook:
    """The sets in effect on a day, looked up once per region. Two queries."""

    def __init__(self, sets: list[LightRuleSet]) -> None:
        self._sets = sets
        self._found: dict[int, LightRuleSet | None] = {}

    @classmethod
    def load(cls, day: date) -> Self:
        return cls(list(LightRuleSet.objects.effective_by(day).prefetch_related("rules")))

    @property
    def weighted(self) -> bool:
        """Say whether any rule asks for the weights of nodes."""
        return any(rule.curve == Curve.WEIGHTS for one in self._sets for rule in one.rules.all())

    def of(self, code: int) -> LightRuleSet | None:
        """Return the newest set of the nearest region, else the newest general one."""
        if code not in self._found:
            nearness = {None: 0} | {c: place for place, c in enumerate(regions.ancestors(code), 1)}
            held = [one for one in self._sets if one.region_id in nearness]
            self._found[code] = max(
                held, key=lambda one: (nearness[one.region_id], one.effective_on), default=None
            )
        return self._found[code]


def judged(rule: LightRule, value: Decimal) -> Light:
    """Return the light of a value that grows with the trouble."""
    if _reaches(value, rule.red, over=rule.red_over):
        return Light.RED
    if rule.yellow is not None and _reaches(value, rule.yellow, over=rule.yellow_over):
        return Light.YELLOW
    return Light.GREEN


def _reaches(value: Decimal, threshold: Decimal, *, over: bool) -> bool:
    return value > threshold if over else value >= threshold


def in_words(rule: LightRule, light: Light, name: str) -> str:
    """Return the clause of a rule that gave `light`: 10–30个百分点为黄灯（银川2025）."""
    return f"{_clause(rule, light)}为{light.label}（{name}）"


def _clause(rule: LightRule, light: Light) -> str:
    unit = UNITS[rule.formula]
    red = f"{'超过' if rule.red_over else '达到'}{plain(rule.red)}{unit}"
    if rule.formula == LightFormula.RATE_SHORT:
        needed = plain(rule.needed or Decimal(0))
        return f"低于{needed}%" if light == Light.RED else f"不低于{needed}%"
    if light == Light.RED:
        return red
    if light == Light.GREEN:
        least = rule.red if rule.yellow is None else rule.yellow
        over = rule.red_over if rule.yellow is None else rule.yellow_over
        if not least:
            return "未逾期" if rule.formula == LightFormula.MONTHS_LATE else "不低于序时"
        return f"不超过{plain(least)}{unit}" if over else f"不足{plain(least)}{unit}"
    assert rule.yellow is not None
    if not rule.yellow:
        return f"{plain(rule.red)}{unit}以内"
    return f"{plain(rule.yellow)}–{plain(rule.red)}{unit}"
