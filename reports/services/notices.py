"""Whom to tell of what: read from the state of things, so that a missed sweep tells it later.

Each occasion has a key, and `accounts.services.notices.post` tells it once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import NoticeKind
from accounts.services.notices import Tell
from core import clock
from core.deadlines import cutoff_at, due_at
from core.periods import Week
from orders.choices import RUNNING, OrderState
from orders.models import Order
from projects.choices import EntryState
from projects.completeness import reporting_status
from projects.models import WeeklyEntry, WeeklySubmission
from reports.links import url_of
from reports.models import Report
from reports.services.notices_office import (
    days_work,
    mass_incidents,
    papers_waiting,
    reviews_before_cutoff,
)
from reports.services.people import People, everybody

BEFORE_DUE: Final = timedelta(hours=24)
DUE_DAYS: Final = 2
NEWS_DAYS: Final = 7


def collect() -> Iterator[Tell]:
    """Yield everything that somebody should know now, told before or not."""
    people = everybody()
    for source in SOURCES:
        yield from source(people)


def weeks_to_report(people: People) -> Iterator[Tell]:
    """From a day before entries are due until the week is frozen: how many are missing."""
    now = clock.now()
    for week in (Week.of(now.date()).previous(), Week.of(now.date())):
        due = due_at(week)
        if not due - BEFORE_DUE <= now < cutoff_at(week):
            continue
        late = now >= due
        for region in people.places(Role.CLERK):
            missing = reporting_status(region, week).total.missing
            if not missing:
                continue
            local = timezone.localtime(due)
            when = "已过截止时间，请尽快补报" if late else f"{local:%-m月%-d日%H:%M}截止"
            text = f"{week.label}还有{missing}个项目未填报，{when}。"
            href = f"{reverse('projects:weekly_grid')}?week={week}"
            for user in people.at(region, Role.CLERK):
                yield Tell(user, NoticeKind.DUE, f"{'late' if late else 'due'}:{week}", text, href)


def entries_returned(people: People) -> Iterator[Tell]:
    """One notice per clerk, week and round of review."""
    rows = WeeklyEntry.objects.filter(state=EntryState.RETURNED, entered_by__isnull=False)
    found: dict[tuple[int, Week], list[WeeklyEntry]] = defaultdict(list)
    for row in rows.only("entered_by", "week", "reviewed_at"):
        assert row.entered_by_id is not None
        found[row.entered_by_id, Week(row.week)].append(row)
    for (user, week), entries in found.items():
        last = max((one.reviewed_at for one in entries if one.reviewed_at), default=None)
        key = f"returned:{week}:{last.timestamp():.0f}" if last else f"returned:{week}"
        text = f"{week.label}有{len(entries)}条周报被退回，请按审核意见修改后重新提交。"
        href = f"{reverse('projects:weekly_grid')}?week={week}"
        yield Tell(user, NoticeKind.RETURNED, key, text, href)


def entries_to_review(people: People) -> Iterator[Tell]:
    """One notice per reviewer and submission of his region whose week still waits."""
    since = clock.now() - timedelta(days=NEWS_DAYS)
    sent = WeeklySubmission.objects.filter(submitted_at__gte=since).select_related("region")
    for row in sent:
        week = Week(row.week)
        waiting = WeeklyEntry.objects.in_region(row.region_id).of_week(week)
        count = waiting.filter(state=EntryState.SUBMITTED).count()
        if not count:
            continue
        text = f"{row.region.name}{week.label}周报{count}条待审核。"
        href = f"{reverse('projects:weekly_review')}?week={week}"
        for user in people.over(row.region_id, Role.REVIEWER):
            yield Tell(user, NoticeKind.REVIEW, f"review:{row.pk}", text, href)


def orders_waiting(people: People) -> Iterator[Tell]:
    """Whose turn it is: the addressee when issued or returned, the office when replied."""
    turns = (OrderState.ISSUED, OrderState.RETURNED, OrderState.REPLIED)
    rows: Iterable[Any] = Order.objects.filter(state__in=turns).annotate(step=Max("events__pk"))
    words = {
        OrderState.ISSUED: "已交办，请签收办理",
        OrderState.RETURNED: "被退办，请按意见重新办理",
        OrderState.REPLIED: "已回复，请审核",
    }
    for order in rows:
        text = f"{_named(order)}{words[OrderState(order.state)]}。"
        for user in _turn(order, people):
            key = f"order:{order.pk}:{order.step}"
            yield Tell(user, NoticeKind.ORDER, key, text, reverse("orders:order", args=[order.pk]))


def orders_due(people: People) -> Iterator[Tell]:
    """Orders that are due within DUE_DAYS, and overdue ones; each deadline tells each once."""
    today = clock.today()
    soon = Order.objects.due_by(today + timedelta(days=DUE_DAYS)).filter(state__in=RUNNING)
    for order in soon:
        late = order.days_overdue(today)
        state = f"已逾期{late}天" if late else f"{order.deadline:%-m月%-d日}到期"
        key = f"{'overdue' if late else 'soon'}:{order.pk}:{order.deadline}"
        people_told = _addressees(order, people)
        if late:
            people_told = [*people_told, *people.at(order.office_region_id, Role.OFFICE)]
        for user in people_told:
            text, href = f"{_named(order)}{state}。", reverse("orders:order", args=[order.pk])
            yield Tell(user, NoticeKind.OVERDUE, key, text, href)


def _named(order: Order) -> str:
    subject = order.subject if len(order.subject) <= 60 else f"{order.subject[:59]}…"
    return f"{order.get_kind_display()}{order.number or ''}“{subject}”"


def _turn(order: Order, people: People) -> list[int]:
    if order.state == OrderState.REPLIED:
        return people.at(order.office_region_id, Role.OFFICE)
    return _addressees(order, people)


def _addressees(order: Order, people: People) -> list[int]:
    return people.at(order.region_id, Role.CLERK, Role.REVIEWER)


def reports_out(people: People) -> Iterator[Tell]:
    """Dispatches that were built and bulletins that were issued in the last NEWS_DAYS."""
    since = clock.now() - timedelta(days=NEWS_DAYS)
    readers = (Role.CLERK, Role.REVIEWER, Role.OFFICE, Role.LEADER)
    for report in Report.objects.issued().filter(issued_at__gte=since).defer("data", "text"):
        text = f"{report.title}{'已签发' if report.is_bulletin else '已生成'}。"
        for user in people.inside(report.region_id, *readers):
            yield Tell(user, NoticeKind.ISSUED, f"report:{report.pk}", text, url_of(report))


SOURCES: Final[tuple[Callable[[People], Iterator[Tell]], ...]] = (
    weeks_to_report,
    entries_returned,
    entries_to_review,
    reviews_before_cutoff,
    papers_waiting,
    mass_incidents,
    orders_waiting,
    orders_due,
    reports_out,
    days_work,
)
