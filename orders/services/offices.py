"""What an office keeps about itself: its name and code, and the rules of its ladder."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Region, User
from core import clock
from core.exceptions import Refusal
from orders.models import EscalationRule, OrderOffice
from projects.services.guards import signed


@transaction.atomic
def save_office(*, name: str, code: str, contact: str, phone: str, by: User) -> OrderOffice:
    """Save the office of the user's own region; orders issued before keep their words."""
    region = _own_region(by)
    row = OrderOffice.objects.select_for_update().filter(region=region).first()
    row = row or OrderOffice(region=region)
    row.name, row.code = name.strip(), code.strip()
    row.contact, row.phone = contact.strip(), phone.strip()
    signed(row, by).save()
    return row


@transaction.atomic
def save_rule(
    *, step: str, measure: str, threshold: int, effective_on: date, active: bool, source: str,
    by: User,
) -> EscalationRule:  # fmt: skip
    """Add a rule of the user's own region; the one before stays for the dates before it."""
    region = _own_region(by)
    if effective_on < clock.today():
        raise Refusal("起用日期不能早于今天；以往的日期按当时的规则。", "effective_on")
    if not source.strip():
        raise Refusal("请写明来源，如文号或会议纪要。", "source")
    row = (
        EscalationRule.objects.select_for_update()
        .filter(region=region, step=step, measure=measure, effective_on=effective_on)
        .first()
    )
    row = row or EscalationRule(
        region=region, step=step, measure=measure, effective_on=effective_on
    )
    row.threshold, row.active, row.source = threshold, active, source.strip()
    signed(row, by).save()
    return row


def _own_region(by: User) -> Region:
    if not by.has_perm("orders.issue_order") or by.region is None:
        raise PermissionDenied
    return by.region
