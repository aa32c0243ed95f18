"""What the office sets: categories, time limits, which pages are open and who answers there."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Region, User
from complaints.models import ComplaintCategory, PublicSetting, TimeRule
from core import clock
from core.exceptions import Refusal
from projects.services.guards import require, signed

SETUP, PUBLISH = "complaints.setup_complaints", "complaints.publish_page"


@transaction.atomic
def save_category(row: ComplaintCategory | None, *, by: User, **words: Any) -> ComplaintCategory:
    """Add or change a category; what was registered under it keeps its words and its count."""
    require(by, SETUP)
    name = words["name"].strip()
    same = ComplaintCategory.objects.filter(name=name).first()
    if same is not None and same != row:
        raise Refusal("已有同名的类别。", "name")
    if words["warranty_item"] and not words["source"].strip():
        raise Refusal("写了保修项目的，请写明依据。", "source")
    locked = ComplaintCategory.objects.select_for_update().get(pk=row.pk) if row else None
    if locked is not None and locked.name != name:
        raise Refusal("类别名称已用于投诉，不能改名；请停用后另建。", "name")
    locked = locked or ComplaintCategory()
    for field, value in words.items():
        setattr(locked, field, value.strip() if isinstance(value, str) else value)
    signed(locked, by).save()
    return locked


@transaction.atomic
def save_rule(
    *, channel: str, level: str, effective_on: date, source: str, by: User, **numbers: Any
) -> TimeRule:
    """Add a rule of the user's own region; what came before its date keeps the rule of then."""
    region = own_region(by, SETUP)
    if effective_on < clock.today():
        raise Refusal("起用日期不能早于今天；以往的投诉按当时的规定。", "effective_on")
    if not channel and not level:
        raise Refusal("请至少选择渠道或等级之一。", "level")
    named = {"region": region, "channel": channel, "level": level, "effective_on": effective_on}
    row = TimeRule.objects.select_for_update().filter(**named).first() or TimeRule(**named)
    row.source = source.strip()
    for field, value in numbers.items():
        setattr(row, field, value)
    signed(row, by).save()
    return row


@transaction.atomic
def save_public_setting(*, shown: bool, responder: str, hotline: str, by: User) -> PublicSetting:
    """Set for the user's own region whether pages are open and whom residents ring."""
    region = own_region(by, PUBLISH)
    row = PublicSetting.objects.select_for_update().filter(region=region).first()
    row = row or PublicSetting(region=region)
    row.shown, row.responder, row.hotline = shown, responder.strip(), hotline.strip()
    signed(row, by).save()
    return row


def own_region(by: User, permission: str) -> Region:
    require(by, permission)
    if by.region is None:
        raise PermissionDenied
    return by.region
