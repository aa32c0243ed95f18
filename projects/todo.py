"""What waits in the weekly reports, in plans, cases and suspensions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.choices import Role
from accounts.todo import Asked, Query, Todo
from core.deadlines import due_at
from core.periods import Week
from projects.choices import EntryState, PaperState, PlanState
from projects.completeness import ReportingStatus, missing, reporting_statuses
from projects.models import AnnualPlan, LagCase, PaperAnswer, Suspension, WeeklyEntry
from projects.pace_choices import CaseState
from projects.services.weeks import is_open
from projects.views.weekly_common import in_words

LAST, THIS = 0, 1


def weeks(asked: Asked) -> tuple[Week, Week]:
    """Return the last week and this one."""
    this = Week.of(asked.day)
    return this.previous(), this


def statuses(asked: Asked) -> list[ReportingStatus]:
    """Return who has reported the last week and this one, region by region."""
    assert asked.region is not None
    region = asked.region
    return asked.once("statuses", lambda: reporting_statuses(region, weeks(asked)))


def countdown(due: datetime, now: datetime) -> str:
    """Return a deadline and what is left of it, as a clerk reads it."""
    when = f"{timezone.localtime(due):%-m月%-d日 %H:%M}截止"
    if due <= now:
        return f"{when}，已逾期，请尽快补报"
    hours = int((due - now).total_seconds() // 3600)
    return f"{when}，还有{hours // 24}天{hours % 24}小时"


def silent_regions(status: ReportingStatus) -> list[int]:
    """Return the regions with projects that have not reported; a region's own ones are its."""
    return [row.region.pk for row in status.rows if row.tally.missing]


def _missing(which: int) -> Callable[[Asked], int]:
    return lambda asked: missing(asked.code, weeks(asked)[which]).count()


def _unreported(which: int) -> Callable[[Asked], int]:
    """Count what is missing off the tallies that the reviewer's home prints anyway."""
    return lambda asked: statuses(asked)[which].total.missing


def _of_week(which: int) -> Callable[[Asked], Query]:
    return lambda asked: {"week": weeks(asked)[which]}


def _due(which: int) -> Callable[[Asked], str]:
    return lambda asked: countdown(due_at(weeks(asked)[which]), asked.now)


def _entries(state: EntryState) -> Callable[[Asked], int]:
    return lambda asked: int(in_hand(asked)[f"n_{state.value}"])


def in_hand(asked: Asked) -> dict[str, Any]:
    """Return how many entries were sent and returned, and since when the oldest waits."""
    sent, back = Q(state=EntryState.SUBMITTED), Q(state=EntryState.RETURNED)
    rows = WeeklyEntry.objects.visible_to(asked.user).filter(sent | back, week__lte=asked.day)
    return asked.once(
        "entries",
        lambda: rows.aggregate(
            n_submitted=Count("pk", filter=sent),
            n_returned=Count("pk", filter=back),
            since=Min("submitted_at", filter=sent),
        ),
    )


def _answers(asked: Asked) -> int:
    return PaperAnswer.objects.visible_to(asked.user).pending().count()


def _of_state(state: str) -> Callable[[Asked], Query]:
    return lambda asked: {"state": state}


def _oldest(asked: Asked) -> str:
    since = in_hand(asked)["since"]
    return f"最早一项已等待{in_words(asked.now - since)}" if since else "审核通过后计入指标"


def _cases(state: CaseState) -> Callable[[Asked], int]:
    rows = LagCase.objects.filter(closed_on=None, fixed_on__isnull=state == CaseState.OPEN)
    return lambda asked: rows.visible_to(asked.user).count()


def _late_cases(asked: Asked) -> int:
    return LagCase.objects.visible_to(asked.user).overdue_on(asked.day).count()


def _reviews(asked: Asked) -> int:
    rows = Suspension.objects.visible_to(asked.user).lasting_on(asked.day)
    return rows.review_overdue_on(asked.day).count()


def _drafts(asked: Asked) -> int:
    return AnnualPlan.objects.visible_to(asked.user).filter(state=PlanState.DRAFT).count()


ENTER, REVIEW = "projects.enter_weeklyentry", "projects.review_weeklyentry"
VIEW, CASE = "projects.view_weeklyentry", "projects.view_lagcase"
GRID, CHECK = ("填报", "projects:weekly_grid"), ("审核", "projects:weekly_review")
PAPER = ("确认", "projects:weekly_paper")
CLERK, REVIEWER, OFFICE = (Role.CLERK,), (Role.REVIEWER,), (Role.OFFICE,)
LISTED, ENTRIES = "projects:missing", "projects:weekly_entries"

# fmt: off
WEEKLY: Final = (
    Todo("本周待填", "项", CLERK, ENTER, _missing(THIS), LISTED, _of_week(THIS), _due(THIS),
         act=GRID, always=True),
    Todo("上周待填", "项", CLERK, ENTER, _missing(LAST), LISTED, _of_week(LAST), _due(LAST),
         act=GRID, wanted=lambda asked: is_open(asked.code, weeks(asked)[LAST])),
    Todo("退回待改", "项", CLERK, ENTER, _entries(EntryState.RETURNED), ENTRIES,
         _of_state(EntryState.RETURNED), lambda asked: "按审核意见修改后重新提交", always=True),
    Todo("待审核", "项", REVIEWER, REVIEW, _entries(EntryState.SUBMITTED), ENTRIES,
         _of_state(EntryState.SUBMITTED), _oldest, act=CHECK, always=True),
    Todo("上周未报", "项", REVIEWER, VIEW, _unreported(LAST), LISTED, _of_week(LAST),
         lambda asked: weeks(asked)[LAST].label, always=True, chase=True),
    Todo("本周未报", "项", REVIEWER, VIEW, _unreported(THIS), LISTED, _of_week(THIS), _due(THIS),
         always=True, chase=True),
    Todo("上周未报地区", "个", OFFICE, VIEW, lambda asked: len(silent_regions(statuses(asked)[LAST])),
         "projects:silent", _of_week(LAST), lambda asked: weeks(asked)[LAST].label, always=True, chase=True),
    Todo("本周未报地区", "个", OFFICE, VIEW, lambda asked: len(silent_regions(statuses(asked)[THIS])),
         "projects:silent", _of_week(THIS), _due(THIS), always=True, chase=True),
    Todo("待审核周报", "项", OFFICE, VIEW, _entries(EntryState.SUBMITTED), ENTRIES,
         _of_state(EntryState.SUBMITTED), lambda asked: "由区县审核员审核", always=True, chase=True),
)
PAPERS: Final = (
    Todo("现场填报待确认", "份", CLERK, ENTER, _answers, "projects:paper_answers",
         _of_state(PaperState.PENDING), lambda asked: "采用后才写入周报", act=PAPER),
)
PACE: Final = (
    Todo("一项一策整改中", "项", CLERK, CASE, _cases(CaseState.OPEN), "projects:cases",
         _of_state(CaseState.OPEN), lambda asked: "整改到位后报核验"),
    Todo("一项一策待核验", "项", (*REVIEWER, *OFFICE), "projects.check_lagcase",
         _cases(CaseState.FIXED), "projects:cases", _of_state(CaseState.FIXED),
         lambda asked: "核验后销号或退回"),
    Todo("一项一策超时限", "项", OFFICE, CASE, _late_cases, "projects:cases",
         lambda asked: {"overdue": 1}, lambda asked: "过了完成时限未销号", chase=True),
    Todo("暂缓复核逾期", "项", OFFICE, "projects.view_suspension", _reviews, "projects:suspensions",
         lambda asked: {"review_overdue": 1}, lambda asked: "到期应复核是否恢复", chase=True),
    Todo("待批准年度计划", "份", OFFICE, "projects.approve_annualplan", _drafts, "projects:plans",
         _of_state(PlanState.DRAFT), lambda asked: "批准后按生效日期计入"),
)
# fmt: on
