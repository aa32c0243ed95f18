"""When a week is due and frozen, and what is odd in it: rules that hold from a date on.

Setting WEEKLY_RULES lists them, each with its source, so that a rule that changes leaves the weeks
before it as they were.
"""

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.periods import Week

Moment = tuple[int, int]
LATEST_WEEKDAY: Final = 14


@dataclass(frozen=True)
class WeeklyRule:
    """What holds for the weeks whose Monday is `since` or later.

    `due` (填报截止) and `cutoff` (冻结) are ISO weekday and hour; weekday 8 and above is in the
    next week. More than `jump` percentage points in a week, and `still` weeks without a change,
    are pointed out to the reviewer.
    """

    since: date = date.min
    due: Moment = (5, 18)
    cutoff: Moment = (7, 20)
    jump: Decimal = Decimal(20)
    still: int = 3
    source: str = "惯例“每周五前”，没有查到公布的文件；其余由办公室约定"


USUAL: Final = WeeklyRule()


def parse_rules(text: str) -> tuple[WeeklyRule, ...]:
    """Read WEEKLY_RULES, a JSON list; an empty text is the one usual rule.

    Each rule is {"from": "2024-01-01", "due": [5, 18], "cutoff": [7, 20], "jump": 20, "still": 3,
    "source": "…"}. `from` and `source` are required, the rest is as usual where absent. The first
    rule holds for the weeks before it too. ImproperlyConfigured says what is wrong.
    """
    if not text.strip():
        return (USUAL,)
    try:
        rules = [_rule(one) for one in json.loads(text)]
        starts = [rule.since for rule in rules]
        if not rules or starts != sorted(set(starts)):
            raise ValueError("rules go by their date, each date once")
    except (ValueError, TypeError, KeyError, InvalidOperation) as error:
        raise ImproperlyConfigured(f"WEEKLY_RULES: {error!r}") from error
    return tuple(rules)


def _rule(given: dict[str, Any]) -> WeeklyRule:
    values = dict(given)
    values["since"] = date.fromisoformat(values.pop("from"))
    if not str(values["source"]).strip():
        raise ValueError("a rule needs its source")
    for name in {"due", "cutoff"} & values.keys():
        values[name] = _moment(values[name])
    if "jump" in values:
        values["jump"] = Decimal(str(values["jump"]))
    unknown = values.keys() - {field.name for field in fields(WeeklyRule)}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    rule = WeeklyRule(**values)
    if rule.cutoff < rule.due or rule.still < 2 or rule.jump <= 0:
        raise ValueError("cutoff comes after due, still is 2 or more, jump above 0")
    return rule


def _moment(pair: Any) -> Moment:
    weekday, hour = (int(part) for part in pair)
    if not 1 <= weekday <= LATEST_WEEKDAY or not 0 <= hour <= 23:
        raise ValueError(f"{pair} is no ISO weekday and hour")
    return weekday, hour


def rule_of(week: Week) -> WeeklyRule:
    """Return the rule that holds for a week."""
    rules: tuple[WeeklyRule, ...] = settings.WEEKLY_RULES
    return next((rule for rule in reversed(rules) if rule.since <= week.monday), rules[0])


def due_at(week: Week) -> datetime:
    """Return when entries of the week are due; later ones are 逾期."""
    return week.moment(*rule_of(week).due)


def cutoff_at(week: Week) -> datetime:
    """Return when the week is to be frozen."""
    return week.moment(*rule_of(week).cutoff)
