"""What was in hand on two dates: orders, tasks, payments, complaints, findings, decisions.

Every count is made by the filter of the list that it opens, so that the two cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest
from django_filters import FilterSet

from complaints.filters import ComplaintFilter
from complaints.models import Complaint
from core.columns import Column, Row
from core.links import page
from funding.filters_contracts import ContributionFilter
from funding.filters_requests import RequestFilter
from funding.models import Contribution, PaymentRequest
from orders.filters import OrderFilter, TaskFilter
from orders.models import KeyTask, Order
from quality.filters import FindingFilter
from quality.models import InspectionFinding
from reports.meeting_filters import DecisionFilter
from reports.models import Decision

FILTERS: Final[Mapping[str, tuple[type[FilterSet], type[Model]]]] = {
    "orders:orders": (OrderFilter, Order),
    "orders:tasks": (TaskFilter, KeyTask),
    "funding:requests": (RequestFilter, PaymentRequest),
    "funding:contributions": (ContributionFilter, Contribution),
    "complaints:complaints": (ComplaintFilter, Complaint),
    "quality:findings": (FindingFilter, InspectionFinding),
    "reports:decisions": (DecisionFilter, Decision),
}


@dataclass(frozen=True)
class Kind:
    """One kind of business: the list that holds it, and what is asked of it."""

    name: str
    unit: str
    url_name: str
    query: Mapping[str, str] = field(default_factory=dict)


KINDS: Final = (
    Kind("已下达督办", "件", "orders:orders", {"standing": "1"}),
    Kind("办理中督办", "件", "orders:orders", {"open": "1"}),
    Kind("逾期督办", "件", "orders:orders", {"overdue": "1"}),
    Kind("按期办结督办", "件", "orders:orders", {"kept": "1"}),
    Kind("未销号任务", "项", "orders:tasks", {"open": "1"}),
    Kind("逾期任务", "项", "orders:tasks", {"overdue": "1"}),
    Kind("未支付的付款申请", "笔", "funding:requests", {"open": "1"}),
    Kind("逾期支付", "笔", "funding:requests", {"overdue": "1"}),
    Kind("居民出资未缴足", "个", "funding:contributions", {"short": "1"}),
    Kind("未办结投诉", "件", "complaints:complaints", {"counted": "1", "closed": "0"}),
    Kind("逾期投诉", "件", "complaints:complaints", {"overdue": "1"}),
    Kind("待整改检查问题", "个", "quality:findings", {"state": "open"}),
    Kind("未办结决定事项", "项", "reports:decisions", {"open": "1"}),
)


@dataclass(frozen=True)
class Counted:
    """A kind on both dates; a count comes with the list of exactly these rows."""

    kind: Kind
    before: int
    after: int
    before_href: str
    after_href: str

    @property
    def difference(self) -> int:
        return self.after - self.before


def columns(first: date, last: date) -> tuple[Column, ...]:
    return (
        Column("业务", lambda row: f"{row.kind.name}（{row.kind.unit}）", primary=True),
        Column(f"截至 {first}", "before", "number", link=lambda row: row.before_href),
        Column(f"截至 {last}", "after", "number", link=lambda row: row.after_href),
        Column("增减", "difference", "change"),
    )


def in_hand(request: HttpRequest, region: int, first: date, last: date) -> list[Counted]:
    """Return what the user may read of each kind, on both dates."""
    found = []
    for kind in KINDS:
        if request.user.has_perm(_permission(kind)):
            (before, before_href), (after, after_href) = (
                _count(kind, request, region, day) for day in (first, last)
            )
            found.append(Counted(kind, before, after, before_href, after_href))
    return found


def shown(found: list[Counted], first: date, last: date) -> dict[str, Any]:
    heads = columns(first, last)
    return {"business_columns": heads, "business_rows": [Row(heads, one) for one in found]}


def _permission(kind: Kind) -> str:
    options = FILTERS[kind.url_name][1]._meta
    return f"{options.app_label}.view_{options.model_name}"


def _count(kind: Kind, request: HttpRequest, region: int, day: date) -> tuple[int, str]:
    asked, model = FILTERS[kind.url_name]
    query = {"region": str(region), "as_of": day.isoformat(), **kind.query}
    manager: Any = model._default_manager
    rows = asked(query, queryset=manager.visible_to(request.user), request=request).qs
    return rows.count(), f"{page(kind.url_name)}?{urlencode(query)}"
