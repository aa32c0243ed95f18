"""How each region below the reader's answers its orders; every count is a list."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Region
from accounts.services.access import actor
from core import money
from core.asked import asked_day
from core.columns import Column, Row
from core.exports import workbook_response
from core.stood import is_past
from core.views import PermittedView
from orders.models import Order
from orders.services.counts import Counts, counts_of


def listed(**query: str) -> Any:
    def url(row: Counts) -> str:
        words = {"region": row.region.pk, **query}
        if is_past(row.day):
            words["as_of"] = row.day.isoformat()
        return f"{reverse('orders:orders')}?{urlencode(words)}"

    return url


def in_time(row: Counts) -> str | None:
    return money.rate(row.kept, row.closed)


COLUMNS = (
    Column("区划", "region.name", primary=True),
    Column("已下达", "issued", "number", unit="件", link=listed(standing="1")),
    Column("办理中", "open", "number", unit="件", link=listed(open="1")),
    Column("逾期", "overdue", "number", unit="件", link=listed(overdue="1")),
    Column("已办结", "closed", "number", unit="件", link=listed(state="closed")),
    Column("按期办结", "kept", "number", unit="件", link=listed(kept="1")),
    Column("按期办结率", in_time, "rate"),
)


class OrdersByRegion(PermittedView):
    permission = "orders.view_order"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        user, day = actor(request), asked_day(request)
        found = Region.objects.visible_to(user)
        below = list(found.children_of(user.region_id or 0)) if user.region_id else []
        own = [user.region] if user.region else []
        counts = counts_of(below + own, Order.objects.visible_to(user), day)
        if request.GET.get("export") == "xlsx":
            return workbook_response(request, "各区划督办办理情况", COLUMNS, counts)
        context = {
            "title": "各区划督办办理情况",
            "as_of": day,
            "past": day if is_past(day) else None,
            "columns": COLUMNS,
            "rows": [Row(COLUMNS, row) for row in counts],
        }
        return render(request, "orders/by_region.html", context)
