"""Sum-check on publication (对账发布): what does not add up, and who explained it."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from core import money
from reports.figures import Check
from reports.models import Report
from reports.wording.fields import NAMED, TOKEN, named_of, named_regions, own
from reports.wording.inspections import CHECKED, is_inspection

# where the footnote of a data check goes: check key → indicator whose field carries it
ANCHORS: Final[dict[str, str]] = {
    "plan.communities": "plan_communities",
    "plan.households": "plan_households",
    "plan.investment": "annual_plan_wan",
    "partition.communities": "plan_communities",
    "programme.communities": "plan_communities",
    "programme.households": "plan_households",
    "programme.investment": "annual_plan_wan",
    "children.communities": "plan_communities",
    "children.started": "started_communities",
    "children.lagging_projects": "lagging_projects",
    "children.done": "invested_wan",
    "children.total": "total_investment_wan",
    "children.sum_secured": "secured_wan",
    "children.received": "received_wan",
    "children.paid": "paid_wan",
    "children.complaints": "quality_complaints",
    "children.disputes": "disputes",
    "named.complaints": "quality_complaints",
    **{f"children.{key}": key for key in CHECKED},
}
TOTALS: Final = {
    "未开工分布": "未开工小区数",
    "滞后分布": "滞后项目数",
    "资金缺口分布": "资金缺口",
    "问题分布": "发现问题数",
    "未整改分布": "未整改数",
    "逾期分布": "逾期未整改数",
}


def open_checks(report: Report) -> list[Check]:
    """Return every breakdown of a report that misses its total: frozen ones, then its text's."""
    frozen: list[Check] = own(report.data).checks
    return [*frozen, *_named(report), *_complaints(report)]


def unexplained(report: Report) -> list[Check]:
    """Return the checks without a written reason; they block publication."""
    explained = set(report.explanations.values_list("check_key", flat=True))
    return [check for check in open_checks(report) if check["key"] not in explained]


def footnotes(report: Report) -> dict[str, list[str]]:
    """Return the printed notes of explained checks by the anchor whose field carries them."""
    reasons = dict(report.explanations.values_list("check_key", "reason"))
    found: dict[str, list[str]] = defaultdict(list)
    for check in open_checks(report):
        if check["key"] in reasons:
            anchor = ANCHORS.get(check["key"], check["key"].removeprefix("named."))
            found[anchor].append(sentence(check, reasons[check["key"]]))
    return found


def sentence(check: Check, reason: str) -> str:
    """Return a footnote: what, both sides, the difference, and why."""
    ending = "" if reason.endswith(("。", "！", "？")) else "。"
    return f"{missed(check)}：{reason}{ending}"


def missed(check: Check) -> str:
    """Return what does not add up: both sides and the difference."""
    difference = money.plain(abs(Decimal(str(check["difference"]))))
    unit = check["unit"]
    stated, counted = (money.plain(Decimal(str(check[side]))) for side in ("stated", "counted"))
    return (
        f"{check['what']}相差{difference:f}{unit}（总数{stated:f}{unit}，分项合计"
        f"{counted:f}{unit}）"
    )


def _named(report: Report) -> list[Check]:
    """Return lists in the text whose named regions do not make up the total."""
    used = _used_fields(report.text)
    return [
        check
        for name in named_of(report.data)
        if name in used and (check := _list_check(report, name)) is not None
    ]


def _list_check(report: Report, name: str) -> Check | None:
    key, unit = NAMED[name]
    rows = named_regions(report.data, name, report.text.get("named", {}))
    stated = Decimal(str(own(report.data)[key]))
    counted = sum((Decimal(str(one[key])) for one in rows), Decimal(0))
    what = f"正文“{name}”列名地区之和与{TOTALS[name]}"
    return _check(f"named.{name}", what, stated, counted, unit or "万元")


def _complaints(report: Report) -> list[Check]:
    if is_inspection(report.data):
        return []
    stated = Decimal(own(report.data)["quality_complaints"])
    counted = Decimal(sum(row["received"] for row in report.data["complaints"]))
    found = _check("named.complaints", "各类投诉之和与质量投诉总数", stated, counted, "件")
    return [found] if found else []


def _check(key: str, what: str, stated: Decimal, counted: Decimal, unit: str) -> Check | None:
    if stated == counted:
        return None
    return {
        "key": key,
        "what": what,
        "stated": money.number(stated),
        "counted": money.number(counted),
        "difference": money.number(counted - stated),
        "unit": unit,
        "note": "",
    }


def _used_fields(text: Mapping[str, Any]) -> set[str]:
    words = [p for section in text.get("sections", []) for p in section["paragraphs"]]
    return {match[1] for passage in words for match in TOKEN.finditer(passage)}
