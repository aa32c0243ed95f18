"""The tabs over everything that follows from contracts, and columns that these lists share."""

from typing import Any, ClassVar, Final

from django.urls import reverse

from core import links
from core.columns import Column
from core.links import row_page
from core.views import ListPage

TABS: Final = (
    ("合同", "contracts"),
    ("标段", "lots"),
    ("付款申请", "requests"),
    ("付款日历", "payment_calendar"),
    ("逾期支付", "overdue"),
    ("中小企业欠款", "arrears"),
    ("质保金", "retentions"),
    ("闲置资金", "idle"),
    ("竣工决算", "final_accounts"),
    ("居民出资", "contributions"),
    ("上级资金", "grants"),
    ("审计自查", "checks"),
    ("资金规则", "money_rules"),
)


def tabs(current: str) -> list[dict[str, Any]]:
    return links.tabs("funding", TABS, current)


class ContractsPage(ListPage):
    """A list under the tabs; `new` is URL name, label and permission of what can be added."""

    template_name = "funding/contract_register.html"
    tab: ClassVar[str]
    new: ClassVar[tuple[str, str, str] | None] = None
    note: ClassVar[str] = ""

    def get_context(self) -> dict[str, Any]:
        found: dict[str, Any] = {"tabs": tabs(self.tab), "note": self.note}
        if self.new and self.request.user.has_perm(self.new[2]):
            found |= {"new_url": reverse(self.new[0]), "new_label": self.new[1]}
        return found


def own_project_columns() -> tuple[Column, ...]:
    """Return number, name and region of rows that are projects themselves."""
    return (
        Column("项目编号", "number", order="number"),
        Column(
            "项目名称", "name", order="name", primary=True,
            link=lambda row: row_page("projects:project", row.pk),
        ),
        Column("区划", "region.name", order="region_id"),
    )  # fmt: skip
