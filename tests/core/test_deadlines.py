"""Deadlines of weeks: rules by date, out of the setting WEEKLY_RULES."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from core.deadlines import WeeklyRule, cutoff_at, due_at, parse_rules, rule_of
from core.periods import Week

LAST_OF_OLD, FIRST_OF_NEW = Week(date(2024, 2, 26)), Week(date(2024, 3, 4))
TWO = """[
    {"from": "2023-01-02", "due": [5, 18], "cutoff": [7, 20], "source": "惯例"},
    {"from": "2024-03-04", "due": [4, 12], "cutoff": [8, 9], "jump": 12.5, "still": 4,
     "source": "市办〔2024〕3号"}
]"""


def local(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment))  # type: ignore[arg-type]


def test_a_new_rule_leaves_the_weeks_before_it_as_they_were(settings: Any) -> None:
    settings.WEEKLY_RULES = parse_rules(TWO)
    assert due_at(LAST_OF_OLD) == local(2024, 3, 1, 18)
    assert cutoff_at(LAST_OF_OLD) == local(2024, 3, 3, 20)
    assert due_at(FIRST_OF_NEW) == local(2024, 3, 7, 12)
    assert cutoff_at(FIRST_OF_NEW) == local(2024, 3, 11, 9)
    assert due_at(Week(date(2019, 12, 30))) == local(2020, 1, 3, 18), "the first holds before too"
    assert (rule_of(FIRST_OF_NEW).jump, rule_of(FIRST_OF_NEW).still) == (Decimal("12.5"), 4)
    assert (rule_of(LAST_OF_OLD).jump, rule_of(LAST_OF_OLD).still) == (20, 3)
    assert rule_of(FIRST_OF_NEW).source == "市办〔2024〕3号"


def test_without_the_setting_one_usual_rule_holds() -> None:
    assert parse_rules(" ") == (WeeklyRule(),)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "5",
        '[{"due": [5, 18], "source": "x"}]',
        '[{"from": "2024-01-01"}]',
        '[{"from": "2024-01-01", "source": " "}]',
        '[{"from": "2024-01-01", "source": "x", "dew": [5, 18]}]',
        '[{"from": "2024-01-01", "source": "x", "due": [0, 18]}]',
        '[{"from": "2024-01-01", "source": "x", "due": [5, 24]}]',
        '[{"from": "2024-01-01", "source": "x", "due": [5, 18], "cutoff": [5, 17]}]',
        '[{"from": "2024-01-01", "source": "x", "still": 1}]',
        '[{"from": "2024-01-01", "source": "x", "jump": "many"}]',
        '[{"from": "2024-01-08", "source": "x"}, {"from": "2024-01-01", "source": "x"}]',
        '[{"from": "2024-01-01", "source": "x"}, {"from": "2024-01-01", "source": "x"}]',
    ],
)
def test_a_rule_that_cannot_be_read_stops_the_portal(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="WEEKLY_RULES"):
        parse_rules(text)
