"""Submit a region's week: what is complete goes to the reviewer, the rest stays missing."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction

from accounts.models import Region, User
from core import clock, regions
from core.exceptions import Refusal
from core.periods import ONE_DAY, Week
from projects.choices import EDITABLE_STATES, EntryState
from projects.models import Project, WeeklyEntry, WeeklySubmission
from projects.services import weekly_rules as rules
from projects.services.weekly import ENTER
from projects.services.weekly_rows import change_all
from projects.services.weeks import openness, require_scope

# digits of a region code that stand for its subtree, by level, as they appear in a receipt
RECEIPT_DIGITS: Final = {"省": 6, "市": 6, "区县": 6, "街道": 9, "社区": 12}
RECEIPT_ATTEMPTS: Final = 5


@dataclass(frozen=True)
class Unready:
    """A project whose entry cannot be submitted, and why."""

    project: Project
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        return "；".join(self.reasons)


@dataclass(frozen=True)
class WeekCheck:
    """What a submission would do: entries that are ready, projects that are not, those done."""

    ready: list[WeeklyEntry]
    unready: list[Unready]
    submitted: int

    @property
    def owed(self) -> int:
        return len(self.ready) + len(self.unready) + self.submitted


class Incomplete(Refusal):
    """Some projects are not ready; the user may submit the complete ones by confirming."""

    def __init__(self, check: WeekCheck) -> None:
        super().__init__(_incomplete(check))
        self.check = check


def _incomplete(check: WeekCheck) -> str:
    if not check.ready:
        return "还没有填好的周报。请先填写形象进度和累计完成投资，没有变化的用“本周无变化”。"
    first = "、".join(f"{row.project}（{row.words}）" for row in check.unready[:5])
    more = "等" if len(check.unready) > 5 else ""
    return (
        f"有{len(check.unready)}个项目不能提交：{first}{more}。"
        f"请补全后再提交，或确认只提交已填好的{len(check.ready)}个。"
    )


def check_week(user: User, region: Region, week: Week, *, lock: bool = False) -> WeekCheck:
    """Sort the projects that owe an entry into ready, unready and already submitted."""
    scoped = Project.objects.visible_to(user).in_region(region.pk).reporting_in(week)
    projects: Any = scoped.with_progress(week.monday - ONE_DAY).order_by("region_id", "number")
    stored = WeeklyEntry.objects.in_region(region.pk).of_week(week).order_by("pk")
    if lock:
        stored = stored.select_for_update(of=("self",))
    entries = {entry.project_id: entry for entry in stored}
    open_now = openness(region.pk, week)  # after the lock, as whoever saves
    ready: list[WeeklyEntry] = []
    unready: list[Unready] = []
    submitted = 0
    for project in projects:
        entry = entries.get(project.pk)
        if entry is not None and entry.state not in EDITABLE_STATES:
            submitted += 1
            continue
        reasons = rules.obstacles(entry, project, week, project.percent, project.invested)
        refusal = open_now.refusal(project.site_id)
        if refusal:
            reasons.append(refusal.message)
        if reasons or entry is None:
            unready.append(Unready(project, tuple(reasons)))
        else:
            ready.append(entry)
    return WeekCheck(ready, unready, submitted)


@transaction.atomic
def submit_week(
    user: User, region: Region, week: Week, *, partial: bool = False
) -> WeeklySubmission:
    """Send the complete entries of a region and week to the reviewer; return the receipt.

    Raises Incomplete, with the exceptions, unless all are complete or `partial` confirms it.
    """
    require_scope(user, ENTER, region.pk)
    check = check_week(user, region, week, lock=True)
    openness(region.pk, week).require(region.pk)
    if not check.ready:
        raise _nothing(region, week, check)
    if check.unready and not partial:
        raise Incomplete(check)
    now = clock.now()
    change_all(
        check.ready,
        user,
        "提交",
        state=EntryState.SUBMITTED,
        submitted_at=now,
        reviewed_at=None,
        reviewed_by=None,
        return_comment="",
    )
    return _receipt(user, region, week, len(check.ready))


def _nothing(region: Region, week: Week, check: WeekCheck) -> Refusal:
    if not check.owed:
        return Refusal(f"{region}{week.label}没有需要填报的项目。")
    if not check.unready:
        return Refusal(f"{region}{week.label}的{check.submitted}条周报已全部提交，不用再交。")
    return Incomplete(check)


def _receipt(user: User, region: Region, week: Week, entries: int) -> WeeklySubmission:
    """Write the receipt, numbered 20230731-999902-01 within the region and week."""
    digits = RECEIPT_DIGITS[regions.level(region.pk)]
    stem = f"{week.monday:%Y%m%d}-{str(region.pk)[:digits]}"
    for attempt in range(RECEIPT_ATTEMPTS):
        used = WeeklySubmission.objects.filter(region=region, week=week.monday).count()
        try:
            with transaction.atomic():
                return WeeklySubmission.objects.create(
                    region=region,
                    week=week.monday,
                    submitted_by=user,
                    submitted_at=clock.now(),
                    entries=entries,
                    receipt=f"{stem}-{used + 1:02d}",
                )
        except IntegrityError:
            if attempt == RECEIPT_ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")
