"""Tell residents what works will interrupt (S0-31)."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from complaints.models import WorkNotice
from core.exceptions import Refusal
from core.masking import without_people
from projects.models import Community, Project
from projects.services.guards import require_change, signed

LONGEST = timedelta(days=60)


@transaction.atomic
def give_notice(
    *, community: Community, project: Project | None, kind: str, starts_at: datetime,
    ends_at: datetime, scope: str, reason: str, told: str, contact: str, by: User,
) -> WorkNotice:  # fmt: skip
    """Register one interruption; it stands on the resident's page until it ends."""
    require_change(by, "complaints.add_worknotice", community.region_id)
    if ends_at <= starts_at:
        raise Refusal("结束时间应晚于开始时间。", "ends_at")
    if ends_at - starts_at > LONGEST:
        raise Refusal(f"一次告知最长{LONGEST.days}天，请分段登记。", "ends_at")
    row = WorkNotice(
        region_id=community.region_id,
        community=community,
        project=project or community.projects.order_by("-year", "-pk").first(),
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        scope=without_people(scope.strip()),
        reason=without_people(reason.strip()),
        told=without_people(told.strip()),
        contact=contact.strip(),
        entered_by=by,
    )
    signed(row, by).save()
    return row


@transaction.atomic
def cancel_notice(row: WorkNotice, *, by: User) -> WorkNotice:
    """Take a notice back; it stays in the register."""
    require_change(by, "complaints.change_worknotice", row.region_id)
    locked = WorkNotice.objects.select_for_update().get(pk=row.pk)
    if locked.cancelled:
        raise Refusal("该告知已取消。")
    locked.cancelled = True
    signed(locked, by, "取消").save()
    return locked
