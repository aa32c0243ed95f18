"""A project's contracts, requests and residents' contributions, as its page includes them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.columns import Column, Row
from core.links import row_page
from core.views import PermittedView
from funding.models import ContractShare, Contribution
from funding.views.contracts import REQUESTS, left_of
from funding.views.contributions import edit_page, standard
from projects.views.editing import project_or_404

SHARES = (
    Column(
        "合同", "contract.name", primary=True,
        link=lambda row: row_page("funding:contract", row.contract_id),
    ),
    Column("种类", lambda row: row.contract.get_kind_display()),
    Column("承包单位", "contract.contractor"),
    Column("本项目合同额", lambda row: row.amount + row.changes, "money", places=2),
    Column("已付", "paid", "money", places=2),
    Column("还可申请", left_of, "money", places=2),
)  # fmt: skip
CONTRIBUTIONS = (
    Column("小区", "community.name", primary=True, link=edit_page),
    Column("出资标准", standard),
    Column("认缴", "pledged", "money", places=2),
    Column("已缴", "collected", "money", places=2),
)
NOT_REQUESTED = tuple(column for column in REQUESTS if column.heading != "项目")


class ContractFragment(PermittedView):
    permission = "funding.view_contract"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        shares: Any = ContractShare.objects.filter(project=project).with_money(clock.today())
        residents = Contribution.objects.filter(project=project)
        may_edit = request.user.has_perm("funding.change_contribution")
        columns = CONTRIBUTIONS if may_edit else without_links(CONTRIBUTIONS)
        context = {
            "project": project,
            "share_columns": SHARES,
            "shares": [Row(SHARES, row) for row in shares.select_related("contract")],
            "request_columns": NOT_REQUESTED,
            "requests": [Row(NOT_REQUESTED, row) for row in project.payment_requests.all()],
            "contribution_columns": columns,
            "contributions": [Row(columns, row) for row in residents.select_related("community")],
            "carry_url": row_page("funding:contribution_carry", project.pk),
        }
        return render(request, "funding/contract_fragment.html", context)


def without_links(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(
        Column(one.heading, one.value, one.kind, places=one.places, primary=one.primary)
        for one in columns
    )
