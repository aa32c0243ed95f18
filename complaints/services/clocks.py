"""The clocks of a complaint: which rule holds, and when what is due."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from complaints.choices import Level, Unit, channel_of
from complaints.models import Complaint, TimeRule
from core.working_days import WorkingDays, working_days

AT_ONCE = (Level.CRITICAL, Level.URGENT)
END_OF_DAY = time(23, 59, 59)


def rule_for(complaint: Complaint) -> TimeRule | None:
    """Return the rule that holds for a complaint since it arrived; None where there is none.

    A rule of its channel comes before one of its level, except that what cannot wait goes by its
    level; then the nearest region, then the newest.
    """
    channel, level = channel_of(complaint.channel), complaint.level
    rules = [
        rule
        for rule in TimeRule.objects.holding(complaint.region_id, complaint.received_on)
        if rule.channel in ("", channel) and rule.level in ("", level)
    ]
    urgent = level in AT_ONCE

    def rank(rule: TimeRule) -> tuple[bool, bool, int, object]:
        by_channel, by_level = bool(rule.channel), bool(rule.level)
        first, second = (by_level, by_channel) if urgent else (by_channel, by_level)
        return first, second, rule.region_id or 0, rule.effective_on

    return max(rules, key=rank, default=None)


def later(start: datetime, amount: int, unit: str, days: WorkingDays) -> datetime:
    """Return the moment `amount` after `start`: hours exactly, days at the end of the last one.

    The day itself is not counted (民法典 §201).
    """
    if unit == Unit.HOURS:
        return start + timedelta(hours=amount)
    first = timezone.localtime(start).date()
    last = days.after(first, amount) if unit == Unit.WORKING else first + timedelta(days=amount)
    return timezone.make_aware(datetime.combine(last, END_OF_DAY))


def set_clock(complaint: Complaint, start: datetime) -> None:
    """Set response and deadline from `start`; an extension ends with the clock that it extended."""
    rule = rule_for(complaint)
    complaint.extended_to = None
    if rule is None:
        complaint.respond_by = complaint.due_at = None
        return
    days = working_days(complaint.region_id)
    hours = rule.respond_hours
    complaint.respond_by = start + timedelta(hours=hours) if hours else None
    complaint.due_at = later(start, rule.limit, rule.unit, days)


def set_return(complaint: Complaint, start: datetime) -> None:
    """Set until when a wrong assignment may be given back."""
    rule = rule_for(complaint)
    first = timezone.localtime(start).date()
    days = working_days(complaint.region_id)
    complaint.return_by = days.after(first, rule.return_days) if rule else None


def longest_extension(complaint: Complaint) -> datetime | None:
    """Return the moment until which the deadline may be moved; None where it may not."""
    rule = rule_for(complaint)
    if rule is None or not rule.extension or complaint.due_at is None:
        return None
    return later(complaint.due_at, rule.extension, rule.unit, working_days(complaint.region_id))
