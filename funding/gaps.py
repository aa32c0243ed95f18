"""The gap in its four kinds, by project and summed (domain: §6.3; there is no national definition).

总缺口 = 批复总投资 − 落实; 年度缺口 = 年度计划投资 − 本年可用资金; 到位缺口 = 落实 − 到位;
支付缺口 = 应付 − 已付. Every one is named where it is printed. Investment and 落实 are read as they
stand, arrivals and payments by their dates. A negative gap is a surplus and stays negative, so that
the parts always come to the whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import DateField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from core import money, regions
from funding.choices import RequestState
from funding.models import FundingSource, Payment, PaymentRequest, Receipt
from projects.models import Project

ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Gap:
    """One kind of gap: how it is called and what it is the difference of."""

    key: str
    name: str
    whole: str
    part: str

    @property
    def formula(self) -> str:
        return f"{self.name}＝{self.whole}－{self.part}"


GAPS: Final = (
    Gap("total_gap", "总缺口", "批复总投资", "落实资金"),
    Gap("annual_gap", "年度缺口", "年度计划投资", "本年可用资金"),
    Gap("arrival_gap", "到位缺口", "落实资金", "到位资金"),
    Gap("payment_gap", "支付缺口", "应付工程款", "已付资金"),
)
AVAILABLE: Final = "本年可用资金＝年初已到位未拨付的余额＋本年到位"
PAYABLE: Final = "应付工程款＝已批准的付款，付款申请和台账中有审批日期的都计入"


@dataclass(frozen=True)
class Money:
    """What the gaps are differences of, in 元."""

    total: Decimal = ZERO
    annual: Decimal = ZERO
    secured: Decimal = ZERO
    received: Decimal = ZERO
    available: Decimal = ZERO
    payable: Decimal = ZERO
    paid: Decimal = ZERO

    def __add__(self, other: "Money") -> "Money":
        return Money(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def total_gap(self) -> Decimal:
        return self.total - self.secured

    @property
    def annual_gap(self) -> Decimal:
        return self.annual - self.available

    @property
    def arrival_gap(self) -> Decimal:
        return self.secured - self.received

    @property
    def payment_gap(self) -> Decimal:
        return self.payable - self.paid


@dataclass(frozen=True)
class ProjectMoney:
    """A project with its money."""

    pk: int
    number: str
    name: str
    region: int
    region_name: str
    site: int
    money: Money


def of_projects(projects: QuerySet[Project], day: date) -> list[ProjectMoney]:
    """Return the money of each project as of `day`, in the order of regions and numbers.

    Five queries, however many projects and payments there are.
    """
    ours = projects.order_by().values("pk")
    secured = _sums(FundingSource.objects.filter(project__in=ours), "project", {"all": Q()})
    new_year = date(day.year, 1, 1)
    arrived = _sums(
        Receipt.objects.filter(source__project__in=ours).by(day), "source__project", {"all": Q()}
    )
    approved = Coalesce("approved_on", "paid_on", output_field=DateField())
    payments = Payment.objects.filter(project__in=ours).annotate(owed_since=approved)
    paid = _sums(
        payments.filter(owed_since__lte=day),
        "project",
        {"owed": Q(), "paid": Q(paid_on__lte=day), "before": Q(paid_on__lt=new_year)},
    )
    # a request that is paid has a payment, which the sum above counts
    waiting = PaymentRequest.objects.filter(
        project__in=ours, state=RequestState.APPROVED, payment=None, approved_on__lte=day
    )
    owed = _sums(waiting, "project", {"all": Q()})
    names = ("pk", "number", "name", "region_id", "region__name", "site_id")
    rows = projects.order_by("region_id", "number").values_list(
        *names, "total_investment", "annual_investment"
    )
    found = []
    for pk, number, name, region, region_name, site, total, annual in rows:
        out, received = paid.get(pk, {}), arrived.get(pk, {}).get("all", ZERO)
        amounts = Money(
            total=total or ZERO,
            annual=annual or ZERO,
            secured=secured.get(pk, {}).get("all", ZERO),
            received=received,
            available=received - out.get("before", ZERO),
            payable=out.get("owed", ZERO) + owed.get(pk, {}).get("all", ZERO),
            paid=out.get("paid", ZERO),
        )
        found.append(ProjectMoney(pk, number, name, region, region_name, site, amounts))
    return found


def _sums(rows: QuerySet[Any], path: str, wanted: dict[str, Q]) -> dict[int, dict[str, Decimal]]:
    """Return the sums of each project by name; `wanted` says which rows belong to which."""
    amount = "secured" if rows.model is FundingSource else "amount"
    sums = {f"sum_{name}": Sum(amount, filter=which or None) for name, which in wanted.items()}
    grouped = rows.order_by().values(project_key=F(path)).annotate(**sums)
    return {
        row["project_key"]: {name: row[f"sum_{name}"] or ZERO for name in wanted} for row in grouped
    }


def summed(rows: Iterable[ProjectMoney]) -> Money:
    return sum((row.money for row in rows), Money())


def by_child(
    rows: Sequence[ProjectMoney], children: Sequence[tuple[int, str]]
) -> list[tuple[int, str, Money]]:
    """Return (code, name, money) of each child region, in the order given."""
    found = []
    for code, name in children:
        span = regions.subtree(code)
        found.append((code, name, summed(row for row in rows if row.site in span)))
    return found


def sentence(name: str, whole: Decimal, parts: Iterable[Decimal]) -> str:
    """Return the gap with the parts it is the sum of, largest first: 8.7亿元＝2.3＋1.9＋…亿元.

    The parts are printed as they are, so that the sum can be checked by hand; in 万元 where 亿元
    with two decimals would round.
    """
    kept = sorted((part for part in parts if part), reverse=True)
    in_yi = all(value % (money.YI / 100) == 0 for value in (whole, *kept))
    unit, show = ("亿元", _yi) if in_yi else ("万元", _wan)
    told = f"{name}{show(whole)}{unit}"
    return f"{told}＝{'＋'.join(map(show, kept))}{unit}".replace("＋-", "－") if kept[1:] else told


def _yi(value: Decimal) -> str:
    """Print 亿元 with one decimal at least: 2.30 is 2.3 and 1.00 is 1.0."""
    exact = money.plain(value / money.YI)
    whole = exact == exact.to_integral_value()
    return f"{exact.quantize(money.TENTH) if whole else exact:,f}"


def _wan(value: Decimal) -> str:
    return f"{money.to_wan(value):,f}"
