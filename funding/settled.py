"""Final accounts that are late: completion, the months of the rule, and a granted extension."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from funding.choices import RuleKey
from funding.models import FinalAccount
from funding.terms import Rules, add_months, last_overdue
from projects.models import Project


def accounts_late(projects: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Keep projects whose final accounts had to be submitted before `day` and were not by then."""
    rules = Rules(day)
    months = rules[RuleKey.ACCOUNTS_MONTHS]
    longest = max(rules[RuleKey.EXTENSION_SMALL], rules[RuleKey.EXTENSION_LARGE])
    waiting = Q(final_account=None) | Q(final_account__submitted_on=None)
    waiting |= Q(final_account__submitted_on__gt=day)
    due = Q(final_account=None, finished_on__lte=last_overdue(day, months))
    for extension in range(longest + 1):
        last = last_overdue(day, months + extension)
        due |= Q(final_account__extension=extension, finished_on__lte=last)
    return projects.filter(waiting, due)


def account_of(project: Project) -> FinalAccount | None:
    return getattr(project, "final_account", None)


def accounts_due(project: Project, rules: Rules) -> date | None:
    """Return the day by which a project's final accounts are due; None before completion."""
    if project.finished_on is None:
        return None
    account = account_of(project)
    months = rules[RuleKey.ACCOUNTS_MONTHS] + (account.extension if account else 0)
    return add_months(project.finished_on, months)


def days_late(project: Project, rules: Rules, day: date) -> int:
    """Return how many days after their term the accounts came, or are missing on `day`."""
    due, account = accounts_due(project, rules), account_of(project)
    if due is None:
        return 0
    submitted = account.submitted_on if account else None
    return max(0, ((submitted if submitted and submitted <= day else day) - due).days)
