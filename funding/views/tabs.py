"""The tabs over the pages of money."""

from typing import Any, Final

from core import links

TABS: Final = (
    ("资金缺口", "gaps"),
    ("资金来源", "sources"),
    ("资金到位", "receipts"),
    ("资金拨付", "payments"),
    ("资金流水", "cashbook"),
    ("资金批次", "batches"),
    ("无资金内容", "unfunded"),
    ("补助测算", "calculator"),
    ("资金类别", "kinds"),
)


def money_tabs(current: str) -> list[dict[str, Any]]:
    return links.tabs("funding", TABS, current)
