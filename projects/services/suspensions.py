"""Suspensions: a project's clock stands still from one day until another, for a reason."""

from datetime import date

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.models import Project, Suspension
from projects.services.guards import not_in_future, require_change, require_fresh, signed


@transaction.atomic
def start_suspension(
    project: Project,
    *,
    kind: str,
    started_on: date,
    reason: str,
    by: User,
    decided_by: str = "",
    review_on: date | None = None,
) -> Suspension:
    """Begin a suspension; refused without a reason or while another one lasts."""
    require_change(by, "projects.add_suspension", project.site_id)
    Project.objects.select_for_update().get(pk=project.pk)
    if not reason.strip():
        raise Refusal("请写明暂缓或停工的原因。", "reason")
    not_in_future(started_on, "起始日期", "started_on")
    _check_review(review_on, started_on)
    for other in project.suspensions.all():
        if other.ended_on is None:
            since = f"自 {other.started_on} 起" if other.started_on else "自始"
            raise Refusal(f"该项目{since}已处于{other.get_kind_display()}，请先登记恢复。")
        if started_on < other.ended_on:
            raise Refusal(f"起始日期不能早于上次恢复日期（{other.ended_on}）。", "started_on")
    row = Suspension(
        project=project,
        kind=kind,
        started_on=started_on,
        reason=reason.strip(),
        decided_by=decided_by.strip(),
        review_on=review_on,
    )
    signed(row, by).save()
    return row


@transaction.atomic
def review_suspension(
    suspension: Suspension,
    *,
    reason: str,
    decided_by: str,
    review_on: date | None,
    by: User,
    seen: int | None = None,
) -> Suspension:
    """Record that a lasting suspension was looked at again: who decided, why, when next.

    Raises Stale when somebody saved after history id `seen`.
    """
    require_change(by, "projects.change_suspension", suspension.project.site_id)
    locked = Suspension.objects.select_for_update().get(pk=suspension.pk)
    require_fresh(Suspension, seen, id=suspension.pk)
    if locked.ended_on is not None:
        raise Refusal(f"已于 {locked.ended_on} 恢复，无须复核。")
    if not reason.strip():
        raise Refusal("请写明暂缓或停工的原因。", "reason")
    _check_review(review_on, locked.started_on)
    locked.reason, locked.decided_by = reason.strip(), decided_by.strip()
    locked.review_on = review_on
    signed(locked, by).save()
    return locked


def _check_review(review_on: date | None, started_on: date | None) -> None:
    if review_on is not None and started_on is not None and review_on <= started_on:
        raise Refusal(f"复核日期应晚于起始日期（{started_on}）。", "review_on")


@transaction.atomic
def end_suspension(suspension: Suspension, *, ended_on: date, by: User) -> Suspension:
    """End a suspension; `ended_on` is the first day of work again."""
    require_change(by, "projects.change_suspension", suspension.project.site_id)
    locked = Suspension.objects.select_for_update().get(pk=suspension.pk)
    if locked.ended_on is not None:
        raise Refusal(f"已于 {locked.ended_on} 恢复，无须再次登记。")
    not_in_future(ended_on, "恢复日期", "ended_on")
    if locked.started_on is not None and ended_on <= locked.started_on:
        raise Refusal(f"恢复日期应晚于起始日期（{locked.started_on}）。", "ended_on")
    locked.ended_on = ended_on
    signed(locked, by).save()
    return locked
