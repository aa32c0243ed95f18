"""What people hear of besides weeks and orders: papers to review, mass incidents, the day's work.

The day's work is one notice per person and working day, whatever waits: a notice per complaint
and payment would be a flood.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Notice, NoticeKind, User
from accounts.services.notices import Tell
from accounts.todo import Asked, Work, work_of
from complaints.models import MassNotice
from core import clock
from core.deadlines import cutoff_at
from core.periods import Week
from core.working_days import working_days
from projects.choices import EntryState
from projects.models import WeeklyEntry
from projects.services.weeks import is_open
from projects.todo import WEEKLY
from reports.choices import BULLETINS, ReportState
from reports.links import url_of
from reports.models import Report
from reports.services.people import People
from reports.todo import TODOS

BEFORE_CUTOFF: Final = timedelta(hours=24)
DAILY_HOURS: Final = 2
WORKERS: Final = (Role.CLERK, Role.REVIEWER, Role.OFFICE)
LONGEST: Final = 190
# what waits in the weeks has notices of its own, at its own hour
DAILY: Final = tuple(todo for todo in TODOS if todo not in WEEKLY)


def reviews_before_cutoff(people: People) -> Iterator[Tell]:
    """A day before a week is frozen: how many entries still wait for the reviewer."""
    now = clock.now()
    for week in (Week.of(now.date()).previous(), Week.of(now.date())):
        cutoff = cutoff_at(week)
        if not cutoff - BEFORE_CUTOFF <= now < cutoff:
            continue
        until = f"{timezone.localtime(cutoff):%-m月%-d日%H:%M}"
        for region in people.places(Role.REVIEWER):
            waiting = WeeklyEntry.objects.in_region(region).of_week(week)
            count = waiting.filter(state=EntryState.SUBMITTED).count()
            if not count or not is_open(region, week):
                continue
            text = f"{week.label}还有{count}条周报待审核，{until}冻结。"
            href = f"{reverse('projects:weekly_review')}?week={week}"
            for user in people.at(region, Role.REVIEWER):
                yield Tell(user, NoticeKind.REVIEW, f"cutoff:{week}", text, href)


def papers_waiting(people: People) -> Iterator[Tell]:
    """Bulletins that wait for review or issue, told to the office once per step.

    Who drafted one is not asked to review it.
    """
    steps = {ReportState.DRAFTED.value: "待审核", ReportState.REVIEWED.value: "待签发"}
    rows = Report.objects.filter(kind__in=BULLETINS, state__in=steps).defer("data", "text")
    for row in rows:
        key = f"paper:{row.pk}:{row.state}"
        for user in people.at(row.region_id, Role.OFFICE):
            if row.state == ReportState.DRAFTED and user == row.drafted_by_id:
                continue
            text = f"{row.title}{steps[row.state]}。"
            yield Tell(user, NoticeKind.REVIEW, key, text, url_of(row))


def mass_incidents(people: People) -> Iterator[Tell]:
    """Mass incidents that nobody has taken note of, told at once to who may know of them.

    The notice says that there is one and no more: it may leave the portal.
    """
    waiting = list(MassNotice.objects.waiting().filter(dispute__withdrawn_on=None))
    if not waiting:
        return
    for user in _users(people, Role.OFFICE, Role.LEADER):
        seen = MassNotice.objects.visible_to(user).filter(pk__in=[one.pk for one in waiting])
        for row in seen.select_related("region"):
            text = f"{row.region.name}报送1起群体性事件，请登录查看。"
            href = reverse("complaints:mass_notices") + "?waiting=1"
            yield Tell(user.pk, NoticeKind.URGENT, f"mass:{row.pk}", text, href)


def days_work(people: People) -> Iterator[Tell]:
    """Each working morning, what waits for a person besides the weeks; nothing, no notice."""
    today, hour, first = clock.today(), timezone.localtime().hour, settings.NOTICE_HOURS[0]
    if not first <= hour < first + DAILY_HOURS or not working_days().holds(today):
        return
    key = f"daily:{today}"
    told = set(Notice.objects.filter(key=key).values_list("user", flat=True))
    for user in _users(people, *WORKERS):
        if user.pk not in told:
            asked = Asked(user, user.region, today, clock.now())
            works = [one for one in work_of(DAILY, asked) if one.count]
            if works:
                yield Tell(user.pk, NoticeKind.DAILY, key, in_words(works), reverse("home"))


def in_words(works: list[Work]) -> str:
    """Return the day's work as one sentence that fits a notice."""
    parts = [f"{one.name}{one.count}{one.unit}" for one in works]
    text = f"今日待办：{'、'.join(parts)}。"
    while len(text) > LONGEST:
        parts.pop()
        text = f"今日待办：{'、'.join(parts)}等。"
    return text


def _users(people: People, *roles: Role) -> list[User]:
    keys = [user for (role, _), users in people.by_place.items() if role in roles for user in users]
    rows: Any = User.objects.filter(pk__in=keys).select_related("role", "region")
    return list(rows.order_by("pk"))
