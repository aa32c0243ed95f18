"""Stoppages that something else causes (a dispute): the project's clock follows its dates."""

from datetime import date

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.choices import SuspensionKind
from projects.models import Project, Suspension
from projects.services.guards import not_in_future, require_change, signed


@transaction.atomic
def keep_stoppage(
    project: Project,
    row: Suspension | None,
    *,
    started_on: date | None,
    ended_on: date | None,
    reason: str,
    by: User,
) -> Suspension | None:
    """Bring the stoppage in step with its cause: begun, moved, ended, or taken back.

    `started_on` None takes it back. Returns None too when the clock stands still all the time for
    another suspension: it is never counted twice. Refusal when the two overlap in part.
    """
    require_change(by, "projects.add_suspension", project.site_id)
    Project.objects.select_for_update().get(pk=project.pk)
    if started_on is None:
        _take_back(row, by)
        return None
    not_in_future(started_on, "停工日期", "stopped_on")
    not_in_future(ended_on, "复工日期", "resumed_on")
    if ended_on is not None and ended_on < started_on:
        raise Refusal(f"复工日期不能早于停工日期（{started_on}）。", "resumed_on")
    if ended_on == started_on or _stands_anyway(project, row, started_on, ended_on):
        _take_back(row, by)
        return None
    kept = row or Suspension(project=project, kind=SuspensionKind.STOPPED)
    if (kept.started_on, kept.ended_on, kept.reason) != (started_on, ended_on, reason):
        kept.started_on, kept.ended_on, kept.reason = started_on, ended_on, reason
        signed(kept, by).save()
    return kept


def _take_back(row: Suspension | None, by: User) -> None:
    if row is not None:
        signed(row, by, "原因撤销").delete()


def _stands_anyway(
    project: Project, row: Suspension | None, started_on: date, ended_on: date | None
) -> bool:
    for other in project.suspensions.all():
        if row is not None and other.pk == row.pk:
            continue
        begun, ended = other.started_on or date.min, other.ended_on or date.max
        last = ended_on or date.max
        if begun <= started_on and last <= ended:
            return True
        if begun < last and started_on < ended:
            since = other.started_on or "立项"
            until = f"至{other.ended_on}" if other.ended_on else "起"
            raise Refusal(
                f"该项目{since}{until}已登记{other.get_kind_display()}，与停工日期部分重叠，"
                "请先在项目页核对暂缓与停工。",
                "stopped_on",
            )
    return False
