"""The plan of a region out of the annual plans in force: its own row, else the nearest below."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core import regions


@dataclass(frozen=True)
class Plan:
    """Planned communities, households and investment (元) of one programme year.

    A cell that was left empty is None, and so is the sum of empty cells.
    """

    region: int
    communities: int
    households: int | None
    investment: Decimal | None


@dataclass(frozen=True)
class PlanOfRegion:
    """What is stated for the region itself, and what the regions below it state together."""

    own: Plan | None
    below: Plan | None

    @property
    def in_force(self) -> Plan | None:
        """The denominator of the region's rates."""
        return self.own or self.below


def plan_of(code: int, plans: Iterable[Plan]) -> PlanOfRegion:
    """Find the plan of `code` among all plans of one year, in any order.

    Below the region the topmost row of each branch counts: a district's row covers its streets'.
    """
    inside = regions.subtree(code)
    own: Plan | None = None
    topmost: list[Plan] = []
    for plan in sorted(plans, key=lambda plan: (plan.region, -_size(plan.region))):
        if plan.region == code:
            own = plan
        elif plan.region in inside and not (
            topmost and plan.region in regions.subtree(topmost[-1].region)
        ):
            topmost.append(plan)
    return PlanOfRegion(own, _total(code, topmost) if topmost else None)


def _size(code: int) -> int:
    start, stop = regions.subtree(code)
    return stop - start


def _total(code: int, plans: list[Plan]) -> Plan:
    households = [plan.households for plan in plans if plan.households is not None]
    investment = [plan.investment for plan in plans if plan.investment is not None]
    return Plan(
        region=code,
        communities=sum(plan.communities for plan in plans),
        households=sum(households) if households else None,
        investment=sum(investment, Decimal(0)) if investment else None,
    )
