"""The payment calendar: what falls due, was approved and was paid on each day of a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Region
from accounts.views.base import caller
from core import clock
from core.columns import Column
from core.exports import workbook_response
from core.periods import Month, Week, days
from core.views import PermittedView
from funding.choices import UNPAID
from funding.models import PaymentRequest
from funding.views.contract_tabs import tabs
from projects.views.weekly_common import region_of

KINDS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("应付", "due_on", {"open": "1"}),
    ("批准", "approved_on", {}),
    ("支付", "payment__paid_on", {}),
)


@dataclass(frozen=True)
class Line:
    """One kind of one day: how many requests, how much (元), and the list that holds them."""

    day: date
    label: str
    count: int
    amount: Decimal
    href: str
    late: bool = False


@dataclass(frozen=True)
class Day:
    day: date
    lines: list[Line]
    inside: bool
    today: bool


COLUMNS: Final = (
    Column("日期", "day", "date"),
    Column("事项", "label"),
    Column("笔数", "count", "number", unit="笔"),
    Column("金额", "amount", "money", places=2),
)


class PaymentCalendar(PermittedView):
    """`?month=2023-07&region=`: a grid of weeks, and on a phone the list of days with payments."""

    permission = "funding.view_paymentrequest"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        region, month = region_of(request, caller(request)), month_of(request)
        found = lines(region, month)
        if request.GET.get("export") == "xlsx":
            rows = [line for day in sorted(found) for line in found[day]]
            return workbook_response(request, f"付款日历{month}", COLUMNS, rows)
        return self.page(request, region, month, found)

    def page(
        self, request: HttpRequest, region: Region, month: Month, found: dict[date, list[Line]]
    ) -> HttpResponse:
        context = {
            "title": "付款日历",
            "tabs": tabs("payment_calendar"),
            "region": region,
            "regions": Region.objects.visible_to(request.user).filter(
                pk__in=[region.pk, *shown_regions(request, region)]
            ).order_by("code"),
            "month": month,
            "weeks": list(weeks(month, found)),
            "days": [Day(day, found[day], True, day == clock.today()) for day in sorted(found)],
            "totals": totals(found),
            "weekdays": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
        }  # fmt: skip
        return render(request, "funding/payment_calendar.html", context)


def shown_regions(request: HttpRequest, region: Region) -> Iterable[int]:
    own = caller(request).region_id
    near = Region.objects.filter(parent_id__in=[own, region.pk]).values_list("pk", flat=True)
    return [*near, *([own] if own else [])]


def month_of(request: HttpRequest) -> Month:
    try:
        return Month.parse(request.GET.get("month", ""))
    except ValueError:
        return Month.of(clock.today())


def lines(region: Region, month: Month) -> dict[date, list[Line]]:
    """Return the month's days that have payments, each with its lines."""
    found: dict[date, list[Line]] = {}
    today = clock.today()
    for label, column, further in KINDS:
        rows: Any = PaymentRequest.objects.in_region(region.pk)
        rows = rows.filter(**{f"{column}__range": (month.first, month.last)})
        if further:
            rows = rows.filter(state__in=UNPAID)
        grouped = rows.order_by().values(column).annotate(n=Count("pk"), amount_of=Sum("amount"))
        for one in grouped:
            day = one[column]
            name = column.removeprefix("payment__")
            query = urlencode({name: day.isoformat(), "region": region.pk, **further})
            late = bool(further) and day < today
            line = Line(
                day, label, one["n"], one["amount_of"],
                f"{reverse('funding:requests')}?{query}", late,
            )  # fmt: skip
            found.setdefault(day, []).append(line)
    return found


def weeks(month: Month, found: dict[date, list[Line]]) -> Iterable[list[Day]]:
    """Yield the weeks that touch the month, Monday first."""
    monday = Week.of(month.first).monday
    today = clock.today()
    while monday <= month.last:
        yield [
            Day(day, found.get(day, []), month.first <= day <= month.last, day == today)
            for day in days(monday, monday + timedelta(days=6))
        ]
        monday += timedelta(days=7)


def totals(found: dict[date, list[Line]]) -> list[tuple[str, int, Decimal]]:
    every = [line for rows in found.values() for line in rows]
    return [
        (
            label,
            sum(line.count for line in every if line.label == label),
            sum((line.amount for line in every if line.label == label), Decimal(0)),
        )
        for label, _, _ in KINDS
    ]
