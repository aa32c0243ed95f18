"""Which evidence must be there before 开工, 完工 or 验收 is recorded: rules that hold from a date on.

Setting EVIDENCE_REQUIRED lists them, each with its source; without it nothing is asked. A rule
holds for dates on or after its own, so that switching it on leaves what was recorded before.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Stage = Literal["start", "finish", "accept"]
# alternatives, any of which will do; of one alternative all kinds must be there
Alternatives = tuple[tuple[str, ...], ...]
KINDS: Final = frozenset(
    {"contract", "start_order", "photo", "board", "permit", "finish", "certificate"}
)
USUAL: Final[dict[Stage, Alternatives]] = {
    "start": (("contract", "start_order"), ("photo",)),
    "finish": (("finish",),),
    "accept": (("certificate",),),
}


@dataclass(frozen=True)
class EvidenceRule:
    """What is asked for dates from `since` on; a stage without alternatives asks for nothing."""

    since: date
    source: str
    stages: Mapping[Stage, Alternatives] = field(default_factory=lambda: USUAL)

    def asks(self, stage: Stage) -> Alternatives:
        return self.stages.get(stage, ())


def parse_evidence(text: str) -> tuple[EvidenceRule, ...]:
    """Read EVIDENCE_REQUIRED, a JSON list; an empty text is no rule.

    Each rule is {"from": "2024-01-01", "source": "…", "board": true, "start": [["contract",
    "start_order"], ["photo"]], "finish": [["finish"]], "accept": [["certificate"]]}. `from` and
    `source` are required; stages that are absent are as usual, `[]` asks for nothing; `board` adds
    the photo of the 公示牌 to each way to prove a start. ImproperlyConfigured says what is wrong.
    """
    if not text.strip():
        return ()
    try:
        rules = [_rule(one) for one in json.loads(text)]
        starts = [rule.since for rule in rules]
        if starts != sorted(set(starts)):
            raise ValueError("rules go by their date, each date once")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ImproperlyConfigured(f"EVIDENCE_REQUIRED: {error!r}") from error
    return tuple(rules)


def _rule(given: dict[str, Any]) -> EvidenceRule:
    unknown = given.keys() - {"from", "source", "board", *USUAL}
    if unknown or not str(given["source"]).strip():
        raise ValueError(f"a rule needs its source and knows no {sorted(unknown)}")
    stages: dict[Stage, Alternatives] = {
        stage: _alternatives(given[stage]) if stage in given else usual
        for stage, usual in USUAL.items()
    }
    if given.get("board"):
        stages["start"] = tuple((*kinds, "board") for kinds in stages["start"] or ((),))
    return EvidenceRule(date.fromisoformat(given["from"]), str(given["source"]), stages)


def _alternatives(given: list[list[str]]) -> Alternatives:
    found = tuple(tuple(kinds) for kinds in given)
    for kinds in found:
        if not kinds or not KINDS.issuperset(kinds):
            raise ValueError(f"evidence is one of {sorted(KINDS)}, not {kinds}")
    return found


def rule_on(day: date) -> EvidenceRule | None:
    """Return the rule for what happened on `day`; None where nothing is asked."""
    found = None
    for rule, _ in stretches():
        if rule.since <= day:
            found = rule
    return found


def stretches() -> Iterator[tuple[EvidenceRule, date | None]]:
    """Yield each rule with the day on which the next one takes over."""
    rules: tuple[EvidenceRule, ...] = settings.EVIDENCE_REQUIRED
    for place, rule in enumerate(rules):
        yield rule, rules[place + 1].since if place + 1 < len(rules) else None
