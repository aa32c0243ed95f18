"""Projects: opening one and changing its facts, dates and people."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from core import regions
from core.exceptions import Refusal
from projects.choices import MILESTONES
from projects.models import Community, Milestone, Project
from projects.services.communities import require_free_number, save_numbered
from projects.services.evidence import require_evidence
from projects.services.guards import (
    not_in_future,
    require_change,
    require_fresh,
    require_region,
    signed,
)

# nodes that say the same as a date of the project
NODE_DATES: Final = {"开工": "started_on", "完工": "finished_on", "竣工验收": "accepted_on"}
NODE_PLANS: Final = {"开工": "planned_start", "完工": "planned_finish"}
# pairs of dates in the order in which they must come
ORDER: Final = (
    ("planned_start", "planned_finish"),
    ("site_entry_on", "finished_on"),
    ("started_on", "finished_on"),
    ("finished_on", "accepted_on"),
)
ACTUAL: Final = ("site_entry_on", "started_on", "finished_on", "accepted_on")
NEEDS: Final = {"finished_on": "started_on", "accepted_on": "finished_on"}


@transaction.atomic
def create_project(values: Mapping[str, Any], *, by: User) -> Project:
    """Open a project with the common nodes; `values` by field name, `communities` a list."""
    require_change(by, "projects.add_project", values["region"].pk)
    project = Project()
    _write(project, values, by)
    for order, name in enumerate(MILESTONES, start=1):
        plan = NODE_PLANS.get(name)
        node = Milestone(project=project, name=name, order=order)
        node.planned_on = getattr(project, plan) if plan else None
        node.actual_on = getattr(project, NODE_DATES[name]) if name in NODE_DATES else None
        signed(node, by).save()
    return project


@transaction.atomic
def update_project(
    project: Project, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> Project:
    """Change a project that the user opened at history id `seen`; Stale when it moved on.

    Its nodes 开工, 完工 and 竣工验收 take over the actual dates.
    """
    require_change(by, "projects.change_project", project.site_id)
    if values["region"].pk != project.region_id:
        require_region(by, values["region"].pk)
    locked = Project.objects.select_for_update().get(pk=project.pk)
    require_fresh(Project, seen, id=project.pk)
    _write(locked, values, by)
    for node in Milestone.objects.filter(project=locked, name__in=NODE_DATES):
        reached = getattr(locked, NODE_DATES[node.name])
        if node.actual_on != reached:
            node.actual_on = reached
            signed(node, by, "随项目日期更新").save()
    return locked


def check_dates(dates: Mapping[str, date | None]) -> None:
    """Raise Refusal when dates come in the wrong order, lie ahead, or lack what goes before."""
    for name in ACTUAL:
        not_in_future(dates.get(name), label(name), name)
    for later, earlier in NEEDS.items():
        if dates.get(later) and not dates.get(earlier):
            raise Refusal(f"填了{label(later)}，还须填{label(earlier)}。", earlier)
    for first, last in ORDER:
        begun, ended = dates.get(first), dates.get(last)
        if begun and ended and ended < begun:
            raise Refusal(
                f"{label(last)}（{ended}）早于{label(first)}（{begun}），请核对这两个日期。", last
            )


def label(name: str) -> str:
    """Return the Chinese name of a project's field."""
    return str(Project._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _write(project: Project, values: Mapping[str, Any], by: User) -> None:
    facts = {name: value for name, value in values.items() if name != "communities"}
    check_dates(facts)
    require_evidence(project, facts)
    _check_money(facts)
    region = values["region"].pk
    require_free_number(Project, region, values["number"], project.pk)
    for name, value in facts.items():
        setattr(project, name, value)
    communities = values.get("communities")
    if communities is not None:
        _check_communities(communities, region)
        project.place([community.region_id for community in communities])
    save_numbered(project, by)
    if communities is not None and _differ(project, communities):
        signed(project, by)
        project.communities.set(communities)


def _check_money(facts: Mapping[str, Any]) -> None:
    for name in ("total_investment", "annual_investment"):
        amount: Decimal | None = facts.get(name)
        if amount is not None and amount < 0:
            raise Refusal("投资不能为负数。", name)


def _check_communities(communities: Iterable[Community], region: int) -> None:
    inside = regions.subtree(region)
    outside = [row.name for row in communities if row.region_id not in inside]
    if outside:
        raise Refusal(
            f"{'、'.join(outside)}不在项目所属区划内，请选本区划的小区或改所属区划。", "communities"
        )


def _differ(project: Project, communities: Iterable[Community]) -> bool:
    kept = set(project.communities.values_list("pk", flat=True))
    return kept != {community.pk for community in communities}
