"""Putting figures together: read once, then derive each region's values."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from accounts.choices import RegionLevel
from accounts.models import Region
from core import money
from core.exceptions import Refusal
from projects.models import AnnualPlan
from reports.figures.checks import checks
from reports.figures.plans import Plan, PlanOfRegion, plan_of
from reports.figures.tally import Asked, Tallies, Tally, bucket_size, count
from reports.figures.values import Figures, Quantity

# a street's projects stand in its district's plan
PLANNING_LEVELS: Final = (RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY)


def known_region(code: int) -> Region:
    """Return a region; Refusal when there is none of that code."""
    return _region_and_children(code)[0]


def _region_and_children(code: int) -> tuple[Region, list[Region]]:
    """Return a region and those right below it in code order; Refusal for an unknown code."""
    found = list(Region.objects.filter(Q(code=code) | Q(parent_id=code)).order_by("code"))
    own = [region for region in found if region.code == code]
    if not own:
        raise Refusal(f"没有代码为{code}的区划", "region")
    return own[0], [region for region in found if region.code != code]


def figures(region_code: int, year: int, as_of: date, since: int | None = None) -> Figures:
    """Return the figures of a region; Refusal for an unknown region.

    `since` adds `cumulative`, counted over the programme years `since` to `year`.
    """
    return figures_by_child(region_code, year, as_of, since)[0]


def figures_by_child(
    region_code: int,
    year: int,
    as_of: date,
    since: int | None = None,
    *,
    quantities: bool = True,
) -> tuple[Figures, list[Figures]]:
    """Return the figures of a region and of each region right below it, in code order.

    7 queries (9 with `since`), however many children there are. A page that prints no work
    quantities spares itself one of them; its figures lack that key.
    """
    region, children = _region_and_children(region_code)
    codes = [child.code for child in children]
    plans = _plans(region_code, year, as_of)
    asked = Asked(year, as_of, since, quantities)
    tallies = count(region_code, bucket_size(region_code, codes), asked)
    own = _figures(region, asked, plans, tallies, codes)
    return own, [_figures(child, asked, plans, tallies, ()) for child in children]


def _plans(code: int, year: int, as_of: date) -> list[Plan]:
    rows = AnnualPlan.objects.in_region(code).filter(year=year).in_force(as_of)
    return [
        Plan(*row)
        for row in rows.values_list("region_id", "communities", "households", "investment")
    ]


def _figures(
    region: Region,
    asked: Asked,
    plans: Sequence[Plan],
    tallies: Tallies,
    children: Sequence[int],
) -> Figures:
    plan = plan_of(region.code, plans)
    tally = tallies.inside(region.code)
    values = _values(plan, tally)
    if asked.quantities:
        values["quantities"] = _quantities(tally)
    if asked.since is not None:
        values["cumulative"] = _cumulative(tally)
    elsewhere = tallies.outside(children) if children else None
    planning = region.level in PLANNING_LEVELS
    values["checks"] = checks(plan, tally, elsewhere, plans=planning)
    return Figures(region.code, region.name, asked.year, asked.day, values)


def _values(plan: PlanOfRegion, tally: Tally) -> dict[str, Any]:
    stated = plan.in_force
    planned = stated.communities if stated else 0
    investment = (stated.investment if stated else None) or Decimal(0)
    households = (stated.households if stated else None) or 0
    completed = tally.count("finished") + tally.count("accepted")
    return {
        "plan_communities": planned,
        "plan_households": households,
        "annual_plan_wan": _wan(investment),
        "started_communities": tally.count("started"),
        "start_rate": money.rate(tally.count("started"), planned),
        "started_households": tally.count("started_households"),
        "household_start_rate": money.rate(tally.count("started_households"), households),
        "unstarted_communities": tally.count("unstarted"),
        "unstarted_rate": money.rate(tally.count("unstarted"), planned),
        "in_construction_communities": tally.count("building"),
        "completed_communities": completed,
        "completion_rate": money.rate(completed, planned),
        "accepted_communities": tally.count("accepted"),
        "suspended_communities": tally.count("suspended"),
        "out_of_plan_communities": tally.count("communities") - tally.count("in_plan"),
        "programme_communities": tally.count("communities"),
        "projects": tally.count("projects"),
        "plan_buildings": tally.count("buildings"),
        "households": tally.count("households"),
        "floor_area_m2": money.number(tally.sums["floor_area"]),
        "total_investment_wan": _wan(tally.sums["total"]),
        "invested_wan": _wan(tally.sums["done"]),
        "investment_rate": money.rate(tally.sums["done"], investment),
        "lagging_projects": tally.count("lagging_projects"),
        "lagging_unstarted": tally.count("lagging_unstarted"),
        "secured_wan": _wan(tally.sums["sum_secured"]),
        "received_wan": _wan(tally.sums["received"]),
        "paid_wan": _wan(tally.sums["paid"]),
        "funding_gap_wan": _wan(tally.sums["total"] - tally.sums["sum_secured"]),
        "quality_complaints": tally.count("complaints"),
        "disputes": tally.count("disputes"),
        "mass_incidents": tally.count("mass"),
    }


def _quantities(tally: Tally) -> list[Quantity]:
    return [
        {"item": item, "unit": unit, "planned": money.number(planned), "done": money.number(done)}
        for (item, unit), (planned, done) in sorted(tally.quantities.items())
    ]


def _cumulative(tally: Tally) -> dict[str, int | float]:
    return {
        "communities": tally.count("all_communities"),
        "households": tally.count("all_households"),
        "floor_area_m2": money.number(tally.sums["all_floor_area"]),
        "invested_wan": _wan(tally.sums["all_done"]),
    }


def _wan(yuan: Decimal) -> int | float:
    return money.number(money.to_wan(yuan))
