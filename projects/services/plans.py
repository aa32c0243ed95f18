"""Annual plans: draft → approved and locked → new version with a reason (S0-10)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction

from accounts.models import Region, User
from core import clock
from core.exceptions import Refusal
from projects.choices import PlanState
from projects.models import AnnualPlan
from projects.services.guards import Stale, require_change, require_fresh, signed

FIGURES: Final = ("communities", "households", "investment")
CHANGED: Final = "打开本页之后，这份草稿已被修改，没有批准。请核对现在的数字后再批准。"


@transaction.atomic
def draft_plan(region: Region, year: int, values: Mapping[str, Any], *, by: User) -> AnnualPlan:
    """Draft version 1 of a region's plan; `values` holds FIGURES, investment in 元."""
    require_change(by, "projects.add_annualplan", region.pk)
    Region.objects.select_for_update().get(pk=region.pk)
    newest = _newest(region.pk, year)
    if newest is not None:
        verb = "修改草稿" if not newest.locked else "调整计划并写明原因"
        raise Refusal(f"{newest}已存在，请打开它{verb}。", "year")
    plan = AnnualPlan(region=region, year=year, version=1, effective_on=date(year, 1, 1))
    return _write(plan, values, by)


@transaction.atomic
def edit_draft(
    plan: AnnualPlan, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> AnnualPlan:
    """Change a draft; an approved plan is locked."""
    require_change(by, "projects.change_annualplan", plan.region_id)
    locked = _lock(plan)
    if locked.locked:
        raise Refusal("该版本已批准锁定，不能修改。请用“调整计划”生成新版本并写明原因。")
    require_fresh(AnnualPlan, seen, id=plan.pk)
    return _write(locked, values, by)


@transaction.atomic
def approve_plan(plan: AnnualPlan, *, by: User, seen: int | None = None) -> AnnualPlan:
    """Approve and lock a draft. A later version takes effect today, the first on 1 January.

    Stale when its figures changed after `seen`: what is approved is what was read.
    """
    require_change(by, "projects.approve_annualplan", plan.region_id)
    locked = _lock(plan)
    if locked.locked:
        raise Refusal("该版本已批准，无须再次批准。")
    try:
        require_fresh(AnnualPlan, seen, id=plan.pk)
    except Stale as stale:
        raise Stale(stale.changes, CHANGED) from None
    locked.state = PlanState.APPROVED
    locked.effective_on = clock.today() if locked.version > 1 else date(locked.year, 1, 1)
    locked.approved_at, locked.approved_by = clock.now(), by
    signed(locked, by, "批准").save()
    return locked


@transaction.atomic
def revise_plan(
    plan: AnnualPlan, reason: str, *, by: User, values: Mapping[str, Any] | None = None
) -> AnnualPlan:
    """Draft the next version of an approved plan, from its own figures unless others are given."""
    require_change(by, "projects.change_annualplan", plan.region_id)
    locked = _lock(plan)
    if not reason.strip():
        raise Refusal("请写明调整原因，将随新版本保存。", "reason")
    newest = _newest(locked.region_id, locked.year)
    if newest is not None and not newest.locked:
        raise Refusal(f"第{newest.version}版草稿尚未批准，请先修改或批准它。")
    if newest is not None and newest.pk != locked.pk:
        raise Refusal(f"最新版本是第{newest.version}版，请在它的基础上调整。")
    draft = AnnualPlan(
        region=locked.region,
        year=locked.year,
        version=locked.version + 1,
        effective_on=clock.today(),
        reason=reason.strip(),
    )
    return _write(draft, values or {name: getattr(locked, name) for name in FIGURES}, by)


def _lock(plan: AnnualPlan) -> AnnualPlan:
    return AnnualPlan.objects.select_for_update().get(pk=plan.pk)


def _newest(region: int, year: int) -> AnnualPlan | None:
    return AnnualPlan.objects.filter(region=region, year=year).order_by("-version").first()


def _write(plan: AnnualPlan, values: Mapping[str, Any], by: User) -> AnnualPlan:
    for name in FIGURES:
        amount = values.get(name)
        if amount is not None and amount < 0:
            raise Refusal("计划数不能为负数。", name)
        setattr(plan, name, amount)
    signed(plan, by).save()
    return plan
