"""Fields of a bulletin's text: names in braces that stand for frozen numbers.

The office writes {开工率}; the number comes from the report's row. `anchors` names the indicators
that a field prints, so that a check on one of them finds the place for its footnote.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from core import money
from core.links import page
from reports.figures import Figures
from reports.wording import inspections
from reports.words import against_time, change_of_rate

TOKEN: Final = re.compile(r"\{([^{}]*)\}")
NOBODY: Final = "无"
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """What a name in braces prints; `href` where its rows are not those of an anchor."""

    name: str
    value: str
    anchors: tuple[str, ...] = ()
    href: str = ""


# lists of regions in running text: field → (indicator, unit); the office chooses who is named
NAMED: Final[dict[str, tuple[str, str]]] = {
    "未开工分布": ("unstarted_communities", "个"),
    "滞后分布": ("lagging_projects", "个"),
    "资金缺口分布": ("funding_gap_wan", ""),
    **inspections.NAMED,
}

COUNTS: Final[dict[str, str]] = {
    "计划小区数": "plan_communities",
    "已开工小区数": "started_communities",
    "未开工小区数": "unstarted_communities",
    "在建小区数": "in_construction_communities",
    "完工小区数": "completed_communities",
    "验收小区数": "accepted_communities",
    "暂缓小区数": "suspended_communities",
    "楼栋数": "plan_buildings",
    "滞后项目数": "lagging_projects",
    "滞后未开工项目数": "lagging_unstarted",
    "质量投诉": "quality_complaints",
    "矛盾纠纷": "disputes",
    "群体性事件": "mass_incidents",
}
RATES: Final[dict[str, str]] = {
    "开工率": "start_rate",
    "未开工率": "unstarted_rate",
    "完工率": "completion_rate",
    "投资完成率": "investment_rate",
}
SUMS: Final[dict[str, str]] = {
    "年度计划投资": "annual_plan_wan",
    "完成投资": "invested_wan",
    "总投资": "total_investment_wan",
    "落实资金": "secured_wan",
    "到位资金": "received_wan",
    "拨付资金": "paid_wan",
    "资金缺口": "funding_gap_wan",
}
GAPS: Final[dict[str, str]] = {
    "年度缺口": "annual_gap",
    "到位缺口": "arrival_gap",
    "支付缺口": "payment_gap",
}


def wan_text(wan: Any) -> str:
    """Return 万元 as text with its unit: 23.5亿元, 0 as 0万元."""
    return money.sum_with_unit(Decimal(str(wan)) * money.WAN)


def households_text(count: Any) -> str:
    """Return households as text: 2.55万户 from ten thousand on (GB/T 15835-2011), else 889户."""
    number = Decimal(str(count))
    if number < 10_000:
        return f"{number}户"
    return f"{money.plain(money.round_half_up(number / 10_000, Decimal('0.01')))}万户"


def area_text(square_metres: Any) -> str:
    """Return an area as text in 万平方米 from ten thousand on."""
    number = Decimal(str(square_metres))
    if number < 10_000:
        return f"{money.plain(number)}平方米"
    return f"{money.plain(money.round_half_up(number / 10_000, Decimal('0.01')))}万平方米"


def own(data: Data) -> Figures:
    return Figures.from_json(data["own"])


def children(data: Data) -> list[Figures]:
    return [Figures.from_json(child) for child in data["children"]]


def named_of(data: Data) -> dict[str, tuple[str, str]]:
    """Return the lists that a report of this data may hold: those whose indicator it counts."""
    counted = data["own"]["figures"]
    return {name: how for name, how in NAMED.items() if how[0] in counted}


def named_regions(data: Data, field: str, named: Mapping[str, list[int]]) -> list[Figures]:
    """Return the regions that a list names, the greatest first; all with a value when not chosen."""
    key = NAMED[field][0]
    chosen = named.get(field)
    rows = [one for one in children(data) if chosen is None or one.region in chosen]
    rows = [one for one in rows if one[key]]
    return sorted(rows, key=lambda one: (-one[key], one.region))


def fields(data: Data, text: Data) -> dict[str, Field]:
    """Return every field by name."""
    day = date.fromisoformat(data["as_of"])
    found = [
        Field("年度", str(data["year"])),
        Field("月份", f"{day.month}月"),
        Field("截至日期", f"{day.month}月{day.day}日"),
        Field("地区", text.get("whole", data["region"]["name"])),
    ]
    found += _inspected(data) if inspections.is_inspection(data) else _progress(data)
    for name, (key, unit) in named_of(data).items():
        found.append(Field(name, _listing(data, text, name, unit), (name, key)))
    return {field.name: field for field in found}


def _inspected(data: Data) -> list[Field]:
    now = own(data)

    def field(name: str, value: str, key: str) -> Field:
        return Field(name, value, (key,), inspections.rows_href(key, now))

    found = [field(name, str(now[key]), key) for name, key in inspections.COUNTS.items()]
    found += [field(name, _percent(now[key]), key) for name, key in inspections.RATES.items()]
    return [*found, Field("问题分类", inspections.categories(data))]


def _progress(data: Data) -> list[Field]:
    now, before = own(data), Figures.from_json(data["before"]["own"])
    found = [
        Field("时间进度", f"{data['elapsed']}%"),
        Field("计划户数", households_text(now["plan_households"]), ("plan_households",)),
        Field("建筑面积", area_text(now["floor_area_m2"]), ("floor_area_m2",)),
        Field("支付率", _percent(money.rate(*_payment(now))), ("paid_wan", "received_wan")),
        Field("投诉分类", _categories(data), ("quality_complaints",)),
        Field("进展较快地区", ends_of(data).fast, ("start_rate",)),
        Field("进展较慢地区", ends_of(data).slow, ("start_rate",)),
    ]
    found += [Field(name, str(now[key]), (key,)) for name, key in COUNTS.items()]
    found += [Field(name, wan_text(now[key]), (key,)) for name, key in SUMS.items()]
    found += _gaps(data, now)
    for name, key in RATES.items():
        found.append(Field(name, _percent(now[key]), (key,)))
        change = change_of_rate(now[key], before[key])
        told = "上月末无可比数据" if change == "—" else f"较上月末{change}"
        found.append(Field(f"{name}较上月", told, (key,)))
    pace = against_time(now["investment_rate"], data["elapsed"])
    return [*found, Field("投资较时间进度", pace, ("investment_rate",))]


def _gaps(data: Data, now: Figures) -> list[Field]:
    """Return the gaps that were frozen; reports from before they were kept have none."""
    held = data.get("gaps", {})
    query = {"region": now.region, "year": now.year, "as_of": now.as_of.isoformat()}
    href = f"{page('funding:gaps')}?{urlencode(query)}"
    return [
        Field(name, wan_text(held[key]), href=href) for name, key in GAPS.items() if key in held
    ]


def _payment(now: Figures) -> tuple[Decimal, Decimal]:
    return Decimal(str(now["paid_wan"])), Decimal(str(now["received_wan"]))


def _percent(rate: str | None) -> str:
    return "—" if rate is None else f"{rate}%"


def _listing(data: Data, text: Data, name: str, unit: str) -> str:
    key = NAMED[name][0]
    rows = named_regions(data, name, text.get("named", {}))
    show = _counted(unit) if unit else _one_unit([one[key] for one in rows])
    return "、".join(f"{one.name}{show(one[key])}" for one in rows) or "无"


def _counted(unit: str) -> Callable[[Any], str]:
    return lambda value: f"{value}{unit}"


def _one_unit(values: list[Any]) -> Callable[[Any], str]:
    """Return how to print sums of one list: all in 亿元 or all in 万元, with as many decimals."""
    exact = [Decimal(str(value)) for value in values]
    in_yi = any(abs(value) >= 10_000 for value in exact)
    scale, unit = (Decimal(10_000), "亿元") if in_yi else (Decimal(1), "万元")
    rounded = [money.plain(money.round_half_up(v / scale, Decimal("0.01"))) for v in exact]
    places = max((-int(v.as_tuple().exponent) for v in rounded), default=0)
    step = Decimal(1).scaleb(-places)

    def show(value: Any) -> str:
        return f"{money.round_half_up(Decimal(str(value)) / scale, step)}{unit}"

    return show


def _categories(data: Data) -> str:
    return "、".join(f"{row['category']}{row['received']}件" for row in data["complaints"]) or "无"


class Ends(NamedTuple):
    """Who is named as fast and who as slow."""

    fast: str
    slow: str


def ends_of(data: Data) -> Ends:
    """Return the fastest and the slowest regions with their rates; small plans are not named.

    A rate that reaches both ends says nothing of anybody and is named at neither.
    """
    by_code = {one.region: one for one in children(data)}
    key = data["ranking"]["key"]
    ranks = [row for row in data["ranking"]["rows"] if row["rank"] and not row["small"]]
    count = min(data["ranking"]["named"], len(ranks) // 2)
    fast, slow = ranks[:count], ranks[len(ranks) - count :]
    if data["ranking"].get("apart"):
        both = {row["rank"] for row in fast} & {row["rank"] for row in slow}
        fast = [row for row in fast if row["rank"] not in both]
        slow = [row for row in slow if row["rank"] not in both]

    def told(rows: list[Any]) -> str:
        shown = [by_code[row["code"]] for row in rows]
        return "、".join(f"{one.name}（{one[key]}%）" for one in shown) or NOBODY

    return Ends(told(fast), told(list(reversed(slow))))
