"""质保金: what is kept back of payments, and when it is due for release.

The term begins with acceptance, without one with completion, and lasts the contract's 缺陷责任期
(建设工程质量保证金管理办法 §2, §7, §11).
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce

from funding.choices import RequestKind, RuleKey
from funding.contract_querysets import MONEY, ShareQuerySet, paid_requests, total_of
from funding.models import Contract, ContractShare
from funding.terms import Rules, add_months, last_overdue
from projects.models import Project


def with_retention(shares: ShareQuerySet, day: date) -> Any:
    """Keep shares of which money was kept back by `day`: `withheld`, `released`, `rest` in 元."""
    same = {"contract": OuterRef("contract"), "project": OuterRef("project")}
    requests = paid_requests(day).filter(**same)
    rows = shares.annotate(
        withheld=total_of(requests, "contract", "withheld"),
        released=total_of(requests.filter(kind=RequestKind.RETENTION), "contract"),
        accepted=Coalesce("project__accepted_on", "project__finished_on"),
    )
    rest = ExpressionWrapper(F("withheld") - F("released"), MONEY)
    return rows.filter(withheld__gt=0).annotate(rest=rest)


def overdue(shares: ShareQuerySet, day: date) -> Any:
    """Keep what was due for release before `day` and is not released; the SQL twin of `due_on`."""
    days = Rules(day)[RuleKey.RETENTION_DAYS]
    rows = with_retention(shares, day).filter(rest__gt=0)
    terms = ContractShare.objects.order_by().values_list("contract__defects_months", flat=True)
    late = Q(pk__in=[])
    for months in set(terms.distinct()):
        last = last_overdue(day - timedelta(days=days), months or 0)
        late |= Q(contract__defects_months=months, accepted__lte=last)
    return rows.filter(late)


def ends_on(contract: Contract, project: Project) -> date | None:
    """Return the end of 缺陷责任期; None while the project is not completed."""
    accepted = project.accepted_on or project.finished_on
    return add_months(accepted, contract.defects_months or 0) if accepted else None


def due_on(contract: Contract, project: Project, rules: Rules) -> date | None:
    """Return the last day on which what was kept back has to be released."""
    ended = ends_on(contract, project)
    return ended and ended + timedelta(days=rules[RuleKey.RETENTION_DAYS])


def days_late(share: Any, rules: Rules, day: date) -> int:
    """Return how many days after its term money of an annotated share is still kept back."""
    due = due_on(share.contract, share.project, rules)
    return max(0, (day - due).days) if due and share.rest > 0 else 0
