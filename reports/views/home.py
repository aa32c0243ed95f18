"""Home: what I must do, by role."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Region, User
from core import clock
from core.deadlines import due_at
from core.links import page
from core.periods import Week
from projects.choices import EntryState
from projects.completeness import ReportingStatus, reporting_statuses
from projects.models import WeeklyEntry
from projects.services.weeks import is_open
from reports.choices import ReportKind, ReportState
from reports.figures import figures_by_child
from reports.models import Report
from reports.views import home_lists
from reports.views.overview import overview
from reports.views.panels import OF_HOME, slots
from reports.views.scope import scope_of, signed_in

LEADERS_LIST: Final = 5


@dataclass(frozen=True)
class Task:
    """One thing to do: how many, by when, and the page where it is done."""

    name: str
    count: int
    unit: str
    note: str
    url_name: str
    query: str = ""


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show each role its own work; administrators have none in the business."""
    user = signed_in(request)
    context: dict[str, Any] = {"title": "首页", "today": clock.today()}
    region = user.region
    if region is None or not user.reads_business:
        context["counts"] = home_lists.account_counts(user)
        return render(request, "reports/home_admin.html", context)
    if user.has_role(Role.LEADER):
        return render(request, "reports/home_leader.html", context | _leader(request, user))
    week = Week.of(clock.today())
    context |= {"week": week, "due": due_at(week)}
    if user.has_role(Role.CLERK):
        context |= _clerk(user, region, week)
    elif user.has_role(Role.REVIEWER):
        context |= _reviewer(user, region, week)
    else:
        context |= _office(user, region, week)
    return render(request, "reports/home.html", context)


def _clerk(user: User, region: Region, week: Week) -> dict[str, Any]:
    """本周待填 with its deadline, the last week while it is open, what was returned or is late."""
    last, this = _statuses(region, week)
    tasks = [_to_enter("本周待填", this)]
    if last.total.missing and is_open(region.pk, last.week):
        tasks.append(_to_enter("上周待填", last))
    returned = _entries(user, EntryState.RETURNED)
    tasks.append(
        Task("退回待改", returned, "项", "按审核意见修改后重新提交", "projects:weekly_grid")
    )
    lists = [home_lists.returned(user)] if returned else []
    lists += [home_lists.to_enter(region, week), home_lists.lagging(user)]
    return {"tasks": tasks, "lists": [*lists, home_lists.receipts(region)]}


def _to_enter(name: str, status: ReportingStatus) -> Task:
    week, missing = status.week, status.total.missing
    return Task(
        name, missing, "项", _deadline(due_at(week)), "projects:weekly_grid", f"?week={week}"
    )


def _deadline(due: datetime) -> str:
    local = timezone.localtime(due)
    left = due - clock.now()
    hours = int(left.total_seconds() // 3600)
    when = f"{local:%-m月%-d日 %H:%M}截止"
    if hours < 0:
        return f"{when}，已逾期，请尽快补报"
    return f"{when}，还有{hours // 24}天{hours % 24}小时"


def _reviewer(user: User, region: Region, week: Week) -> dict[str, Any]:
    waiting = _entries(user, EntryState.SUBMITTED)
    task = Task("待审核", waiting, "项", "审核通过后计入指标", "projects:weekly_review")
    last, this = statuses = _statuses(region, week)
    behind = last.week if last.total.missing and is_open(region.pk, last.week) else week
    tasks = [
        task,
        Task("上周未报", last.total.missing, "项", last.week.label, "projects:missing", _of(last)),
        Task("本周未报", this.total.missing, "项", _deadline(due_at(week)), "projects:missing", _of(this)),
    ]  # fmt: skip
    lists = [home_lists.waiting(user), home_lists.silent(region, behind)]
    return {"tasks": tasks, "lists": lists, "statuses": statuses}


def _of(status: ReportingStatus) -> str:
    return f"?region={status.region.pk}&week={status.week}"


def _office(user: User, region: Region, week: Week) -> dict[str, Any]:
    """未报区县 of the last and this week, bulletins that wait, sums that do not add up."""
    statuses = _statuses(region, week)
    bulletins = Report.objects.visible_to(user).filter(kind=ReportKind.MONTHLY)
    states = list(bulletins.values_list("state", flat=True))
    today = clock.today()
    checks = figures_by_child(region.pk, today.year, today, quantities=False)[0].checks
    silent = [sum(bool(row.tally.missing) for row in one.rows) for one in statuses]
    late = home_lists.reviews_due(user)
    return {
        "statuses": statuses,
        "checks": checks,
        "lists": [home_lists.drafts(user), *([late] if late.rows else [])],
        "tasks": [
            Task("上周未报齐", silent[0], "个地区", statuses[0].week.label, "projects:calendar"),
            Task("本周未报齐", silent[1], "个地区", _deadline(due_at(week)), "projects:calendar"),
            Task("待审核周报", _entries(user, EntryState.SUBMITTED), "项", "由区县审核员审核", "projects:weekly_review"),
            Task("待审核通报", states.count(ReportState.DRAFTED), "份", "起草完成，等待审核", "reports:bulletins"),
            Task("待签发通报", states.count(ReportState.REVIEWED), "份", "审核完成，等待签发", "reports:bulletins"),
            Task("对账未平", len(checks), "项", "签发前须写明原因", "reports:overview"),
        ],
    }  # fmt: skip


def _statuses(region: Region, week: Week) -> list[ReportingStatus]:
    return reporting_statuses(region, [week.previous(), week])


def _entries(user: User, state: EntryState) -> int:
    return WeeklyEntry.objects.visible_to(user).filter(state=state).count()


def _leader(request: HttpRequest, user: User) -> dict[str, Any]:
    """The figures, the fastest and the slowest; regions without a plan are in neither."""
    found = overview(scope_of(request))
    places = [row.source for row in found["rows"] if row.source.rank is not None]
    shown = min(LEADERS_LIST, (len(places) + 1) // 2)
    return found | {
        "title": "首页",
        "slots": slots(found["scope"], OF_HOME),
        "overview_href": found["scope"].href("reports:overview"),
        "screen_href": page("reports:screen"),
        "lists": [home_lists.lagging(user, found["as_of"]), home_lists.sent(user)],
        "fastest": places[:shown],
        "slowest": places[::-1][: min(shown, len(places) - shown)],
    }
