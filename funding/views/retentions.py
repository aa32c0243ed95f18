"""质保金: what contracts keep back, until when, and what is overdue for release."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from core import clock
from core.columns import Column
from core.links import row_page
from funding import retained
from funding.filters_contracts import RetentionFilter
from funding.models import ContractShare
from funding.terms import Rules
from funding.views.contract_tabs import ContractsPage
from projects.views.columns import project_columns


def contract_address(row: Any) -> str:
    return row_page("funding:contract", row.contract_id)


def ended(row: Any) -> date | None:
    return retained.ends_on(row.contract, row.project)


class RetentionList(ContractsPage):
    """Shares of contracts of which money was kept back, those accepted first in front."""

    permission = "funding.view_contract"
    title = "质保金"
    tab = "retentions"
    filterset_class = RetentionFilter
    empty = "没有扣留的质保金。合同填写质保金比例后，支付进度款、结算款时扣留，列在这里。"
    note = "缺陷责任期自竣工验收（未登记的自完工）起算，期满后在合同页申请返还，按付款申请办理。"

    def get_columns(self) -> Sequence[Column]:
        rules, day = Rules(self.seen_on), self.seen_on
        columns = [
            *(replace(one, cut=True) for one in project_columns()[1:]),
            Column("合同", "contract.name", link=contract_address, order="contract__name", cut=True),
            Column("承包单位", "contract.contractor", order="contract__contractor", cut=True),
            Column("比例", "contract.retention", "rate"),
            Column("已扣留", "withheld", "money", order="withheld", places=2),
            Column("已返还", "released", "money", order="released", places=2),
            Column("未返还", "rest", "money", order="rest", places=2),
            Column("缺陷责任期至", ended, "date"),
            Column(
                "应返还日期", lambda row: retained.due_on(row.contract, row.project, rules), "date"
            ),
            Column(
                "逾期", lambda row: retained.days_late(row, rules, day) or None, "number",
                unit="天",
            ),
        ]  # fmt: skip
        if self.request.user.has_perm("funding.apply_paymentrequest"):
            columns.append(Column("办理", asked, link=application, acts=True))
        return columns

    def get_queryset(self) -> QuerySet[ContractShare]:
        rows = ContractShare.objects.visible_to(self.request.user)
        accepted = Coalesce("project__accepted_on", "project__finished_on")
        rows = rows.select_related("contract", "project__region")
        return rows.order_by(accepted.asc(nulls_last=True), "pk")


def may_ask(row: Any) -> bool:
    end = ended(row)
    return end is not None and end <= clock.today() and row.rest > 0


def asked(row: Any) -> str:
    return "申请返还" if may_ask(row) else ""


def application(row: Any) -> str | None:
    if not may_ask(row):
        return None
    address = reverse("funding:request_new", args=[row.contract_id, row.project_id])
    return f"{address}?kind=retention"
