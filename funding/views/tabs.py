"""The tabs over the pages of money."""

from typing import Any, Final

from core.links import page

TABS: Final = (
    ("资金来源", "sources"),
    ("资金到位", "receipts"),
    ("资金拨付", "payments"),
)


def money_tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "href": page(f"funding:{name}"), "active": name == current}
        for label, name in TABS
    ]
