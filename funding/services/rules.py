"""Rules of subsidy and shares, and estimates of operating income."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from funding.models import OperatingIncome, SubsidyRule
from funding.source_choices import Measure
from projects.models import Project
from projects.services.guards import require_change, require_fresh, signed

PERCENTS = (Measure.RESIDENT_SHARE, Measure.SELF_BUILT_MOST)


@transaction.atomic
def save_rule(
    *,
    measure: str,
    work_class: str,
    value: Decimal,
    effective_on: date,
    active: bool,
    source: str,
    by: User,
) -> SubsidyRule:
    """Add a rule of the user's own region; the one before stays for the dates before it."""
    if not by.has_perm("funding.add_subsidyrule") or by.region is None:
        raise PermissionDenied
    by_class = measure == Measure.RESIDENT_SHARE
    if by_class != bool(work_class):
        words = "请选择改造类别。" if by_class else "这项规则不分改造类别，请留空。"
        raise Refusal(words, "work_class")
    if value < 0 or (measure in PERCENTS and value > 100):
        raise Refusal("数值应为正数，百分比不超过100。", "value")
    if effective_on < clock.today():
        raise Refusal("起用日期不能早于今天；以往的日期按当时的规则。", "effective_on")
    if not source.strip():
        raise Refusal("请写明来源，如文号或会议纪要。", "source")
    key = {"measure": measure, "work_class": work_class, "effective_on": effective_on}
    rows = SubsidyRule.objects.select_for_update()
    row = rows.filter(region=by.region, **key).first() or SubsidyRule(region=by.region, **key)
    row.value, row.active, row.source = value, active, source.strip()
    signed(row, by).save()
    return row


@transaction.atomic
def save_income(
    income: OperatingIncome | None,
    values: Mapping[str, Any],
    *,
    project: Project,
    by: User,
    seen: int | None = None,
) -> OperatingIncome:
    """Add an item of operating income to a project (`income` None) or change one."""
    verb = "change" if income else "add"
    require_change(by, f"funding.{verb}_operatingincome", project.site_id)
    row = OperatingIncome(project=project)
    if income:
        row = OperatingIncome.objects.select_for_update().get(pk=income.pk)
        require_fresh(OperatingIncome, seen, id=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    if row.income < 0 or row.cost < 0:
        raise Refusal("金额不能为负数。", "income")
    if OperatingIncome.objects.filter(project=project, item=row.item).exclude(pk=row.pk).exists():
        raise Refusal(f"本项目已有“{row.item}”，请修改原有的一条。", "item")
    signed(row, by).save()
    return row
