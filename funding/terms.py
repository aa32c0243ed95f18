"""Terms of money: the rules in force on a day, and arithmetic of months."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from funding.choices import RuleKey
from funding.models import MoneyRule

# what holds where no row says otherwise; the migration that seeds the rows names the sources
PRESET: Final[dict[RuleKey, int]] = {
    RuleKey.PAY_DAYS: 30,
    RuleKey.PAY_DAYS_MOST: 60,
    RuleKey.PASS_ON_DAYS: 30,
    RuleKey.PASS_ON_DAYS_CENTRAL: 90,
    RuleKey.WAGE_SHARE: 20,
    RuleKey.ADVANCE_SHARE: 30,
    RuleKey.PROGRESS_SHARE: 100,
    RuleKey.ACCOUNTS_MONTHS: 3,
    RuleKey.EXTENSION_SMALL: 2,
    RuleKey.EXTENSION_LARGE: 6,
    RuleKey.IDLE_DAYS: 180,
    RuleKey.RETENTION_MOST: 3,
    RuleKey.DEFECTS_MONTHS_MOST: 24,
    RuleKey.RETENTION_DAYS: 14,
}


class Rules:
    """All thresholds as of one day, read by one query."""

    def __init__(self, day: date) -> None:
        rows = MoneyRule.objects.filter(effective_on__lte=day).order_by("effective_on")
        self._values = {**PRESET, **{RuleKey(row.key): row.value for row in rows}}

    def __getitem__(self, key: RuleKey) -> int:
        return self._values[key]


def payment_due(delivered_on: date, pay_days: int | None, *, sme: bool, rules: Rules) -> date:
    """Return the end of the term of payment: as agreed, for an SME never beyond the legal term."""
    days = rules[RuleKey.PAY_DAYS] if pay_days is None else pay_days
    if sme:
        days = min(days, rules[RuleKey.PAY_DAYS_MOST])
    return delivered_on + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later (or earlier), the month's last where it is shorter."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_overdue(day: date, months: int) -> date:
    """Return the latest date whose `add_months` lies before `day`."""
    before = day - timedelta(days=1)
    found = add_months(before, -months)
    ends_month = before.day == monthrange(before.year, before.month)[1]
    return found.replace(day=monthrange(found.year, found.month)[1]) if ends_month else found
