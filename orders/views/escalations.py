"""What the rules propose today; a person decides, drafts and issues."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounts.services.access import actor
from core import clock
from core.columns import Column, Row
from core.exports import workbook_response
from core.views import PAGE_SIZE, PermittedView
from orders.choices import BADGES, STEP_KINDS, Step
from orders.services.escalations import Proposal, escalations


def subject_url(row: Proposal) -> str:
    if row.order is not None:
        return reverse("orders:order", args=[row.order.pk])
    assert row.project is not None
    return reverse("projects:project", args=[row.project.pk])


def act_url(row: Proposal) -> str:
    """Return where the proposed step is taken: the form, filled with the proposal's data."""
    if row.step == Step.REMINDER and row.order is not None:
        return reverse("orders:remind", args=[row.order.pk])
    source = f"from={row.order.pk}" if row.order else f"project={row.project.pk}"  # type: ignore[union-attr]
    return f"{reverse('orders:order_new', args=[STEP_KINDS[row.step]])}?{source}"


def act_label(row: Proposal) -> str:
    return "提醒" if row.step == Step.REMINDER else f"起草{STEP_KINDS[row.step].label}"


COLUMNS = (
    Column(
        "建议", lambda row: row.step.label, "badge", badge=lambda row: BADGES[row.step],
    ),
    Column("事项", "title", link=subject_url, primary=True),
    Column("区划", "region.name"),
    Column("数据和规则", "sentence"),
    Column("处理", act_label, link=act_url),
)  # fmt: skip


class Escalations(PermittedView):
    permission = "orders.draft_order"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        found = escalations(clock.today(), actor(request))
        if request.GET.get("export") == "xlsx":
            return workbook_response(request, "升级建议", COLUMNS, found)
        page: Any = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "title": "升级建议",
            "columns": COLUMNS,
            "page": page,
            "rows": [Row(COLUMNS, one) for one in page],
            "day": clock.today(),
        }
        return render(request, "orders/escalations.html", context)
