"""流水: what came in and what went out, newest first."""

from typing import Final

from django.http import HttpRequest, HttpResponseBase

from core.columns import Column, Row
from core.exports import workbook_response
from core.links import page, row_page
from core.views import PAGE_SIZE, PermittedView, page_or_part
from funding import cashbook
from funding.cashbook import Entry
from funding.filters import CashbookFilter
from funding.models import Payment, Receipt
from funding.views.tabs import money_tabs


def entry_url(row: Entry) -> str:
    return row_page("funding:receipt", row.pk) if row.side == "in" else page("funding:payments")


COLUMNS: Final = (
    Column("日期", "day", "date"),
    Column("收支", lambda row: "到位" if row.side == "in" else "拨付"),
    Column("金额", "amount", "money", link=entry_url),
    Column("项目编号", "number", on_phone=False),
    Column(
        "项目名称",
        "project_name",
        link=lambda row: row_page("projects:project", row.project),
        primary=True,
    ),
    Column("区划", "region_name"),
    Column("资金类别", lambda row: row.kind if row.side == "in" else ""),
    Column("批次或收款单位", "party"),
    Column("说明", lambda row: f"冲销 {row.note}".strip() if row.reversal else row.note),
)


class Cashbook(PermittedView):
    permission = ("funding.view_receipt", "funding.view_payment")
    title = "资金流水"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = CashbookFilter(
            request.GET, queryset=Receipt.objects.visible_to(request.user), request=request
        )
        paid = CashbookFilter(
            request.GET, queryset=Payment.objects.visible_to(request.user), request=request
        )
        if request.GET.get("export") == "xlsx":
            rows = cashbook.everything(asked.qs, paid.qs)
            return workbook_response(request, self.title, COLUMNS, rows)
        after = cashbook.read_cursor(request.GET.get("page", ""))
        entries, following = cashbook.page(asked.qs, paid.qs, after, PAGE_SIZE)
        context = {
            "title": self.title,
            "tabs": money_tabs("cashbook"),
            "filter": asked,
            "columns": COLUMNS,
            "rows": [Row(COLUMNS, entry) for entry in entries],
            "following": following,
            "later": after is not None,
            "empty": "没有符合条件的收支。登记资金到位、支付工程款后会列在这里。",
        }
        return page_or_part(request, "funding/cashbook.html", "funding/cashbook_part.html", context)
