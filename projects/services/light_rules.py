"""Rules of lights: a set of the user's own region, from a date on; the past keeps its rules."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from projects.models import LightRule, LightRuleSet
from projects.pace.presets import Line
from projects.pace_choices import FORMULAS, LightFormula, LightSubject
from projects.services.guards import LineRefusal, require, signed


@transaction.atomic
def save_rules(
    *, name: str, effective_on: date, source: str, lines: Iterable[Line], by: User
) -> LightRuleSet:
    """Put a set in force from a day on, today or later; another of that day is replaced.

    LineRefusal names the line at fault.
    """
    require(by, "projects.add_lightruleset")
    if by.region is None:
        raise PermissionDenied
    given = list(lines)
    if effective_on < clock.today():
        raise Refusal("起用日期不能早于今天；以往的日期按当时的规则。", "effective_on")
    if not source.strip():
        raise Refusal("请写明来源，如文号或会议纪要。", "source")
    if not given:
        raise Refusal("请至少填写一条规则。")
    _check(given)
    row = LightRuleSet.objects.select_for_update().filter(
        region=by.region, effective_on=effective_on
    ).first() or LightRuleSet(region=by.region, effective_on=effective_on)
    row.name, row.source = name.strip(), source.strip()
    signed(row, by).save()
    for old in row.rules.all():
        signed(old, by).delete()
    for line in given:
        signed(LightRule(rule_set=row, **line.values()), by).save()
    return row


def _check(lines: list[Line]) -> None:
    known = set[str]()
    for number, line in enumerate(lines):
        try:
            _check_line(line, known)
        except Refusal as refusal:
            raise LineRefusal(number, refusal) from refusal
        known.add(line.subject)


def _check_line(line: Line, known: set[str]) -> None:
    subject = LightSubject(line.subject)
    if subject in known:
        raise Refusal(f"“{subject.label}”已有一条规则，每个对象一条。", "subject")
    if line.formula not in FORMULAS[subject]:
        allowed = "、".join(LightFormula(one).label for one in FORMULAS[subject])
        raise Refusal(f"“{subject.label}”可用的算法：{allowed}。", "formula")
    if line.yellow is not None and line.yellow > line.red:
        raise Refusal("黄灯的阈值不能大于红灯。", "yellow")
    if line.formula == LightFormula.RATE_SHORT and line.needed is None:
        raise Refusal("请填写要求比例。", "needed")
