"""Clock events (时长归责): whose days they were, recorded with what shows it."""

from datetime import date

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.models import ClockEvent, Project
from projects.pace_choices import ClockParty
from projects.services.guards import not_in_future, require_change, require_fresh, signed


@transaction.atomic
def record_event(
    project: Project, *, started_on: date, ended_on: date | None, party: str, reason: str,
    evidence: str, by: User,
) -> ClockEvent:  # fmt: skip
    """Record days of a project as somebody's; overlaps are settled by the later beginning."""
    require_change(by, "projects.add_clockevent", project.site_id)
    row = ClockEvent(project=project, recorded_by=by)
    return _fill(row, started_on, ended_on, party, reason, evidence, by)


@transaction.atomic
def change_event(
    event: ClockEvent, *, started_on: date, ended_on: date | None, party: str, reason: str,
    evidence: str, by: User, seen: int | None = None,
) -> ClockEvent:  # fmt: skip
    """Correct a record; Stale when somebody saved since."""
    require_change(by, "projects.change_clockevent", event.project.site_id)
    locked = ClockEvent.objects.select_for_update().get(pk=event.pk)
    require_fresh(ClockEvent, seen, id=event.pk)
    return _fill(locked, started_on, ended_on, party, reason, evidence, by)


def _fill(
    row: ClockEvent, started_on: date, ended_on: date | None, party: str, reason: str,
    evidence: str, by: User,
) -> ClockEvent:  # fmt: skip
    not_in_future(started_on, "起始日期", "started_on")
    not_in_future(ended_on, "结束日期", "ended_on")
    if ended_on is not None and ended_on <= started_on:
        raise Refusal("结束日期是恢复的第一天，应晚于起始日期。", "ended_on")
    if party == ClockParty.STOPPED:
        raise Refusal("合法停工请登记暂缓、停工或停工窗口，这里不重复记。", "party")
    for name, value, label in (("reason", reason, "事由"), ("evidence", evidence, "依据")):
        if not value.strip():
            raise Refusal(f"请填写{label}。", name)
    row.started_on, row.ended_on, row.party = started_on, ended_on, party
    row.reason, row.evidence = reason.strip(), evidence.strip()
    signed(row, by).save()
    return row
