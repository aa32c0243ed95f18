"""What happens to a meeting: opened with its dispatch or called, prepared, held, ended."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Region, User
from core import clock
from core.exceptions import Refusal
from core.periods import Week
from core.reasons import checked_reason, checked_words
from core.working_days import working_days
from projects.models import Project
from projects.services.guards import require_fresh, signed
from reports.agenda import build_agenda
from reports.choices import MeetingKind, MeetingState, ReportKind
from reports.documents.minutes import minutes_document
from reports.meeting_actions import MeetingAction, may_hold, require_meeting
from reports.models import AgendaItem, Meeting, Report
from reports.words import whole_region

log = logging.getLogger(__name__)
WORDS: Final = {
    "place": ("会议地点", 100), "chair": ("主持人", 60), "recorder": ("记录人", 30),
    "attendees": ("出席", 1000), "absent": ("请假", 300), "observers": ("列席", 500),
    "summary": ("会议要点", 3000),
}  # fmt: skip


@dataclass(frozen=True)
class MeetingFacts:
    """What people write down about a meeting."""

    topic: str
    held_at: datetime
    place: str = ""
    chair: str = ""
    recorder: str = ""
    attendees: str = ""
    absent: str = ""
    observers: str = ""
    summary: str = ""


def open_for_dispatch(report: Report) -> list[Meeting]:
    """Open the meetings of the newest dispatch, each once; what exists is returned as it is.

    MEETING_DAYS says on which weekdays of the week after a region meets; a day off moves to the
    next working day.
    """
    later = Report.objects.filter(
        region=report.region, kind=ReportKind.WEEKLY, period__gt=report.period
    )
    if report.kind != ReportKind.WEEKLY or later.exists():
        return []
    return [_open(report, moment) for moment in _moments(report)]


def open_missing() -> int:
    """Open the meetings of every region's newest dispatch that has none; return how many.

    A region whose meeting cannot be opened is logged and does not hold up the others.
    """
    opened = 0
    built = Report.objects.issued().filter(kind=ReportKind.WEEKLY, meetings=None)
    for report in built.order_by("region_id", "-period").select_related("region"):
        try:
            opened += len(open_for_dispatch(report))
        except Exception:
            log.exception("meeting of report %s could not be opened", report.pk)
    return opened


def _moments(report: Report) -> list[datetime]:
    """Return when the region meets in the week after, each day once."""
    week = Week(report.period).next()
    calendar = working_days(report.region_id)
    days = {
        calendar.next(week.monday + timedelta(days=number - 1)) for number in settings.MEETING_DAYS
    }
    hour = time(settings.MEETING_HOUR)
    return [timezone.make_aware(datetime.combine(day, hour)) for day in sorted(days)]


@transaction.atomic
def _open(report: Report, moment: datetime) -> Meeting:
    day, region = timezone.localtime(moment).date(), report.region
    meeting, fresh = Meeting.objects.get_or_create(
        region=region,
        week=report.period,
        opened_for=day,
        defaults={
            "dispatch": report,
            "held_at": moment,
            "topic": _topic(region, Week(report.period)),
            **_as_last_time(region),
        },
    )
    if fresh:
        meeting.agenda = build_agenda(meeting)
        meeting.save()
    return meeting


def _topic(region: Region, week: Week) -> str:
    year, number = week.iso
    return f"{whole_region(region).whole}城镇老旧小区改造{year}年第{number}周调度会"


def _as_last_time(region: Region) -> dict[str, str]:
    """Return what the last weekly meeting was like: who meets changes little from week to week."""
    last = (
        Meeting.objects.filter(region=region, kind=MeetingKind.WEEKLY).order_by("-held_at").first()
    )
    if last is None:
        return {}
    names = ("place", "chair", "recorder", "attendees", "observers")
    return {name: getattr(last, name) for name in names}


@transaction.atomic
def call_meeting(region: Region, kind: MeetingKind, facts: MeetingFacts, *, by: User) -> Meeting:
    """Call a further meeting by hand; it speaks about the week of the newest dispatch."""
    if not may_hold(region.pk, by):
        raise PermissionDenied
    report = (
        Report.objects.issued()
        .filter(region=region, kind=ReportKind.WEEKLY)
        .order_by("-period")
        .first()
    )
    week = Week(report.period) if report else Week.of(clock.today()).previous()
    meeting = Meeting(region=region, kind=kind, week=week.monday, dispatch=report)
    _fill(meeting, facts)
    meeting.agenda = build_agenda(meeting)
    signed(meeting, by, "召集会议").save()
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting, facts: MeetingFacts, *, by: User, seen: int | None = None
) -> Meeting:
    """Put down time, place, people and points of a meeting that has not ended."""
    row = locked_meeting(meeting, MeetingAction.CHANGE, by)
    require_fresh(Meeting, seen, id=row.pk)
    _fill(row, facts)
    signed(row, by, "修改会议信息").save()
    return row


@transaction.atomic
def recompute(meeting: Meeting, *, by: User) -> Meeting:
    """Take the agenda anew out of the data as of now; lines taken off stay off."""
    row = locked_meeting(meeting, MeetingAction.RECOMPUTE, by)
    row.agenda = build_agenda(row)
    signed(row, by, "重新生成议程").save()
    return row


@transaction.atomic
def start_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Begin the meeting: the agenda is taken a last time and stays as it is from now on."""
    row = locked_meeting(meeting, MeetingAction.START, by)
    row.agenda = build_agenda(row)
    row.state, row.started_at = MeetingState.RUNNING, clock.now()
    signed(row, by, "开始会议").save()
    return row


@transaction.atomic
def finish_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """End the meeting and freeze its minutes under the year's next number."""
    Region.objects.select_for_update().get(pk=meeting.region_id)  # numbers are given one by one
    row = locked_meeting(meeting, MeetingAction.FINISH, by)
    missing = [label for name, label in _needed(row) if not getattr(row, name).strip()]
    if missing:
        raise Refusal(f"纪要还缺{'、'.join(missing)}，请先在“会议信息”中填写。")
    row.year = timezone.localtime(row.held_at).year
    rows = Meeting.objects.filter(region=row.region_id, year=row.year)
    row.serial = (rows.aggregate(last=Max("serial"))["last"] or 0) + 1
    row.state, row.finished_at, row.finished_by = MeetingState.FINISHED, clock.now(), by
    row.minutes = dict(minutes_document(row))
    signed(row, by, "结束会议，纪要定稿").save()
    return row


def _needed(row: Meeting) -> Sequence[tuple[str, str]]:
    return [(name, WORDS[name][0]) for name in ("place", "chair", "attendees")]


@transaction.atomic
def add_item(
    meeting: Meeting, *, text: str, unit: str, project: Project | None, by: User
) -> AgendaItem:
    """Put a line of one's own on the agenda."""
    row = locked_meeting(meeting, MeetingAction.AGENDA, by)
    words = checked_words(text, "议题", 300, "text")
    if not words:
        raise Refusal("请填写议题。", "text")
    number = row.items.filter(key__startswith="hand:").count() + 1
    item = AgendaItem(
        meeting=row,
        key=f"hand:{number}",
        text=words,
        unit=checked_words(unit, "责任单位", 80, "unit"),
        project=project,
        entered_by=by,
    )
    signed(item, by, "增加议题").save()
    return item


@transaction.atomic
def dismiss_item(meeting: Meeting, key: str, *, reason: str, by: User) -> AgendaItem:
    """Take a line off the agenda, with the reason that the page shows in its place."""
    row = locked_meeting(meeting, MeetingAction.AGENDA, by)
    why = checked_reason(reason, "请写明不上会的原因，如“会前已协调解决”。")
    item = row.items.filter(key=key).first()
    if item is None:
        text = next((one["text"] for one in computed_items(row) if one["key"] == key), None)
        if text is None:
            raise Refusal("议程中已没有这一项，请刷新页面查看。")
        item = AgendaItem(meeting=row, key=key, text=text[:300], entered_by=by)
    item.dismissed = why
    signed(item, by, f"不上会：{why}").save()
    return item


@transaction.atomic
def restore_item(meeting: Meeting, key: str, *, by: User) -> AgendaItem:
    """Put a line back that was taken off."""
    row = locked_meeting(meeting, MeetingAction.AGENDA, by)
    item = row.items.filter(key=key).first()
    if item is None:
        raise Refusal("这一项没有撤下，请刷新页面查看。")
    item.dismissed = ""
    signed(item, by, "恢复上会").save()
    return item


def computed_items(meeting: Meeting) -> list[dict[str, str]]:
    return [item for section in meeting.agenda.get("sections", []) for item in section["items"]]


def locked_meeting(meeting: Meeting, action: MeetingAction, by: User) -> Meeting:
    """Lock the meeting and check that `by` may do this now; return the locked row."""
    if not Meeting.objects.visible_to(by).filter(pk=meeting.pk).exists():
        raise PermissionDenied
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("region", "dispatch")
    locked = rows.get(pk=meeting.pk)
    require_meeting(locked, action, by)
    return locked


def _fill(row: Meeting, facts: MeetingFacts) -> None:
    row.topic = checked_words(facts.topic, "会议名称", 100, "topic")
    if not row.topic:
        raise Refusal("请填写会议名称。", "topic")
    row.held_at = facts.held_at
    for name, (label, longest) in WORDS.items():
        setattr(row, name, checked_words(getattr(facts, name), label, longest, name))
