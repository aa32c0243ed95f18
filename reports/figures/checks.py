"""Checks (对账): every breakdown that misses its total, each under a stable key."""

from collections.abc import Iterator
from decimal import Decimal

from core import money
from reports.figures.plans import PlanOfRegion
from reports.figures.tally import Tally
from reports.figures.values import Check

# sums that a region's children should make up, with the words and unit of the check
ADDITIVE = (
    ("communities", "年度小区数", "个"),
    ("started", "已开工小区数", "个"),
    ("projects", "年度项目数", "个"),
    ("lagging_projects", "滞后项目数", "个"),
    ("done", "累计完成投资", "万元"),
    ("total", "项目总投资", "万元"),
    ("sum_secured", "落实资金", "万元"),
    ("received", "到位资金", "万元"),
    ("paid", "拨付资金", "万元"),
    ("complaints", "质量投诉", "件"),
    ("disputes", "矛盾纠纷", "件"),
)
STAGES = ("unstarted", "building", "finished", "accepted", "suspended")


def checks(
    plan: PlanOfRegion, own: Tally, elsewhere: Tally | None, *, plans: bool = True
) -> list[Check]:
    """Return what does not add up in a region.

    `elsewhere` is what the region counts outside of all its children; None without children.
    Where none of its communities lies in a child there is no breakdown to miss a total. `plans`
    says that regions of this level have annual plans: one without counts as a plan of none.
    """
    found = [*_plan_rows(plan), *_plan_against_count(plan, own, plans)]
    if elsewhere is not None and elsewhere.sums["communities"] < own.sums["communities"]:
        found.extend(_children(own, elsewhere))
    return found


def _plan_rows(plan: PlanOfRegion) -> Iterator[Check]:
    own, below = plan.own, plan.below
    if own is None or below is None:
        return
    note = "以本级计划为分母"
    yield from _check(
        "plan.communities",
        "本级年度计划小区数与下级之和",
        own.communities,
        below.communities,
        "个",
        note,
    )
    yield from _check(
        "plan.households",
        "本级年度计划户数与下级之和",
        own.households,
        below.households,
        "户",
        note,
    )
    yield from _check(
        "plan.investment",
        "本级年度计划投资与下级之和",
        own.investment,
        below.investment,
        "万元",
        note,
    )


def _plan_against_count(plan: PlanOfRegion, own: Tally, plans: bool) -> Iterator[Check]:
    stated = plan.in_force
    partition = sum(own.count(stage) for stage in STAGES)
    if stated is None:
        if plans:
            yield from _check(
                "partition.communities",
                "未开工、在建、完工、暂缓小区数之和与计划小区数",
                0,
                partition,
                "个",
                "截至日期没有生效的年度计划",
            )
        return
    in_plan, outside = own.count("in_plan"), own.count("communities") - own.count("in_plan")
    yield from _check(
        "partition.communities",
        "未开工、在建、完工、暂缓小区数之和与计划小区数",
        stated.communities,
        partition,
        "个",
        f"含计划外小区{partition - in_plan}个" if partition != in_plan else "",
    )
    if in_plan != partition:
        yield from _check(
            "programme.communities",
            "台账计划内小区数与计划小区数",
            stated.communities,
            in_plan,
            "个",
            f"另有计划外小区{outside}个",
        )
    yield from _check(
        "programme.households",
        "台账小区户数与计划户数",
        stated.households,
        own.count("households"),
        "户",
    )
    yield from _check(
        "programme.investment",
        "各项目年度计划投资之和与年度计划投资",
        stated.investment,
        own.sums["annual"],
        "万元",
    )


def _children(own: Tally, elsewhere: Tally) -> Iterator[Check]:
    for key, name, unit in ADDITIVE:
        total, missing = own.sums[key], elsewhere.sums[key]
        yield from _check(
            f"children.{key}",
            f"{name}：全域与下级之和",
            total,
            total - missing,
            unit,
            "有记录未落在任何下级区划",
        )


def _check(
    key: str,
    what: str,
    stated: Decimal | int | None,
    counted: Decimal | int | None,
    unit: str,
    note: str = "",
) -> Iterator[Check]:
    """Yield a check if both sides are known and differ; money comes in 元."""
    if stated is None or counted is None or stated == counted:
        return
    left, right = (_shown(Decimal(side), unit) for side in (stated, counted))
    yield {
        "key": key,
        "what": what,
        "stated": money.number(left),
        "counted": money.number(right),
        "difference": money.number(right - left),
        "unit": unit,
        "note": note,
    }


def _shown(value: Decimal, unit: str) -> Decimal:
    return money.to_wan(value) if unit == "万元" else value
