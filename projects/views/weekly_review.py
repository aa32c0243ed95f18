"""Review: a week's entries beside last week's, with flags; accept, return, whole district."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from accounts.views.base import caller
from core import clock, money
from core.asked import moment_of, whole
from core.deadlines import rule_of
from core.exceptions import Refusal
from core.periods import ONE_DAY, Week, weeks_back
from core.views import PermittedView
from projects.choices import REPORTED_STATES, EntryState
from projects.models import Project, WeeklyEntry
from projects.services import weekly_rules as rules
from projects.services.review import accept_district, accept_entry, return_entry
from projects.services.weeks import openness
from projects.views.weekly_common import in_words, own_region, region_of, week_of
from projects.weekly_forms import ReturnForm

Figures = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class ReviewRow:
    """One entry beside the last accepted week, with what the reviewer should look at."""

    entry: WeeklyEntry
    percent_before: Decimal | None
    invested_before: Decimal | None
    flags: list[str]
    waiting: str
    own: bool
    comment: str = ""
    error: str = ""

    @property
    def submitted(self) -> str:
        """When the entry was submitted, exactly: it tells whether it came again since."""
        return self.entry.submitted_at.isoformat() if self.entry.submitted_at else ""

    @property
    def percent_change(self) -> Decimal | None:
        return _difference(self.entry.percent, self.percent_before)

    @property
    def invested_change(self) -> Decimal | None:
        return _difference(self.entry.invested, self.invested_before)


@dataclass(frozen=True)
class Draft:
    """A comment that was refused, to be shown again in its row."""

    pk: int = 0
    comment: str = ""
    error: str = ""


@dataclass
class ReviewWeek:
    """All reported entries of a week in the reviewer's region."""

    waiting: list[ReviewRow] = field(default_factory=list)
    accepted: list[ReviewRow] = field(default_factory=list)


class ReviewPage(PermittedView):
    permission = "projects.review_weeklyentry"

    @property
    def user(self) -> User:
        return caller(self.request)

    def back(self, week: Week) -> HttpResponse:
        return redirect(f"{reverse('projects:weekly_review')}?week={week}")

    def show(self, week: Week, draft: Draft, status: int = 200) -> HttpResponse:
        context = review_context(self.user, week, draft)
        return render(self.request, "projects/weekly_review.html", context, status=status)


class WeeklyReview(ReviewPage):
    """`?week=`; by default the newest week with entries that wait, else the current one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        scoped = WeeklyEntry.objects.visible_to(self.user).filter(state=EntryState.SUBMITTED)
        newest = scoped.order_by("-week").values_list("week", flat=True).first()
        return self.show(week_of(request, Week(newest) if newest else None), Draft())


class EntryAccept(ReviewPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            entry = accept_entry(self.user, pk, moment_of(request.POST.get("seen", "")))
        except WeeklyEntry.DoesNotExist:
            raise Http404 from None
        except Refusal as refusal:
            return self.show(week_of(request), Draft(pk, error=refusal.message), 422)
        messages.success(request, f"已通过“{entry.project}”。")
        return self.back(Week(entry.week))


class EntryReturn(ReviewPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReturnForm(request.POST)
        try:
            if not form.is_valid():
                raise Refusal(str(form.errors["comment"][0]), "comment")
            entry = return_entry(self.user, pk, form.cleaned_data["comment"])
        except WeeklyEntry.DoesNotExist:
            raise Http404 from None
        except Refusal as refusal:
            typed = str(form.data.get("comment", "")).replace("\0", "")
            return self.show(week_of(request), Draft(pk, typed, refusal.message), 422)
        messages.success(request, f"已退回“{entry.project}”，填报员修改后会再次提交。")
        return self.back(Week(entry.week))


class DistrictAccept(ReviewPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        week, region = week_of(request), region_of(request, self.user)
        chosen = set(filter(None, map(whole, request.POST.getlist("except"))))
        try:
            done = accept_district(self.user, region, week, chosen, _shown(request))
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return self.back(week)
        words = f"已通过{region}{week.label}{done.accepted}条周报"
        words += f"，例外{done.excepted}条仍待审核" if done.excepted else ""
        words += f"，本人填报的{done.own}条须由他人审核" if done.own else ""
        words += f"，您打开页面后提交的{done.unseen}条请核对" if done.unseen else ""
        messages.success(request, f"{words}。")
        return self.back(week)


def _shown(request: HttpRequest) -> dict[int, datetime]:
    """Return which entries the page showed, and when each had been submitted."""
    pairs = [one.partition("@") for one in request.POST.get("shown", "").split()]
    found = {whole(pk): moment_of(submitted) for pk, _, submitted in pairs}
    return {pk: at for pk, at in found.items() if pk is not None and at is not None}


def review_context(user: User, week: Week, draft: Draft) -> dict[str, Any]:
    """Return what the page shows; the number of queries does not grow with the entries."""
    region = own_region(user)
    counts = dict(
        WeeklyEntry.objects.visible_to(user)
        .filter(state=EntryState.SUBMITTED)
        .order_by()
        .values_list("week")
        .annotate(Count("pk"))
    )
    listed = sorted({*counts, week.monday, Week.of(clock.today()).monday}, reverse=True)
    rows = _rows(user, week, draft)
    return {
        "title": "周审核",
        "region": region,
        "week": week,
        "tabs": [
            {
                "label": Week(day).label,
                "href": f"?week={day}",
                "count": counts.get(day, 0),
                "active": day == week.monday,
            }
            for day in listed
        ],
        "waiting": rows.waiting,
        "shown": " ".join(f"{row.entry.pk}@{row.submitted}" for row in rows.waiting),
        "accepted": rows.accepted,
        "own": sum(row.own for row in rows.waiting),
        "others": sum(not row.own for row in rows.waiting),
        "closed": openness(region.pk, week).refusal(region.pk),
        "refusal": draft.error,
    }


def _rows(user: User, week: Week, draft: Draft) -> ReviewWeek:
    entries = list(
        WeeklyEntry.objects.visible_to(user)
        .of_week(week)
        .filter(state__in=REPORTED_STATES)
        .select_related("project__region", "entered_by")
        .order_by("project__region_id", "project__number")
    )
    keys = [entry.project_id for entry in entries]
    projects: Any = Project.objects.filter(pk__in=keys).with_progress(week.monday - ONE_DAY)
    before = {project.pk: (project.percent, project.invested) for project in projects}
    still = _still(entries, week)
    found, now = ReviewWeek(), clock.now()
    for entry in entries:
        last = before[entry.project_id]
        row = _row(entry, last, entry.project_id in still, user, now, draft)
        (found.waiting if entry.state == EntryState.SUBMITTED else found.accepted).append(row)
    return found


def _row(
    entry: WeeklyEntry, last: Figures, still: bool, user: User, now: datetime, draft: Draft
) -> ReviewRow:
    mine = draft.pk == entry.pk
    return ReviewRow(
        entry=entry,
        percent_before=last[0],
        invested_before=last[1],
        flags=_flags(entry, last, still),
        waiting=in_words(now - entry.submitted_at) if entry.submitted_at else "",
        own=entry.entered_by_id == user.pk,
        comment=draft.comment if mine else "",
        error=draft.error if mine else "",
    )


def _flags(entry: WeeklyEntry, last: Figures, still: bool) -> list[str]:
    found = [f"{fall}：{entry.fall_reason or '未写原因'}" for fall in rules.falls(entry, *last)]
    jump = _difference(entry.percent, last[0])
    if jump is not None and jump > rule_of(Week(entry.week)).jump:
        found.append(f"一周提高{jump:f}个百分点")
    over = rules.over_investment(entry, entry.project)
    if over:
        found.append(over)
    if still:
        found.append(f"连续{rule_of(Week(entry.week)).still}周无变化")
    if entry.late:
        found.append("逾期提交")
    return found


def _still(entries: list[WeeklyEntry], week: Week) -> set[int]:
    """Return the projects whose figures have not moved for as many weeks as the rule says."""
    earlier = [w.monday for w in weeks_back(week.previous(), rule_of(week).still - 1)]
    figures: dict[int, list[Figures]] = {}
    rows = WeeklyEntry.objects.reported().filter(
        week__in=earlier, project__in=[entry.project_id for entry in entries]
    )
    for pk, percent, invested in rows.order_by().values_list("project_id", "percent", "invested"):
        figures.setdefault(pk, []).append((percent, invested))
    return {
        entry.project_id
        for entry in entries
        if entry.percent is not None
        and entry.percent < 100
        and figures.get(entry.project_id, []) == [(entry.percent, entry.invested)] * len(earlier)
    }


def _difference(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else money.plain(now - before)
