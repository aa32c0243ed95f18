"""The short lists of the home page: what waits, what is late, what was sent, by role."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import DurationField, F, Max, Min, Q
from django.urls import reverse

from accounts.models import Region, User
from core import clock
from core.columns import Column, Row
from core.links import row_page
from core.periods import ONE_DAY, Week
from orders.choices import BADGES as ORDER_BADGES
from orders.models import Order
from projects import completeness
from projects.choices import EntryState
from projects.models import Milestone, Suspension, WeeklyEntry, WeeklySubmission
from reports.choices import BADGES, ReportKind, ReportState
from reports.models import Report

SHOWN: Final = 8
RECEIPTS_SHOWN: Final = 3
ORDERS_SHOWN: Final = 5


@dataclass(frozen=True)
class Short:
    """A list of a few rows and the page that has all of them."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    href: str = ""
    note: str = ""
    empty: str = ""


def short(
    id: str, title: str, columns: tuple[Column, ...], rows: Iterable[Any], **more: str
) -> Short:
    return Short(id, title, columns, [Row(columns, row) for row in rows], **more)


def _project(row: Any) -> str:
    return row_page("projects:project", row.pk)


def _entry(row: WeeklyEntry) -> str:
    return reverse("projects:weekly_entry", args=[row.project_id, row.week.isoformat()])


def _week_name(row: Any) -> str:
    return Week.of(row.week).name


def to_enter(region: Region, week: Week) -> Short:
    """Return the first projects without a value for the week, each leading to its form."""

    def form(row: Any) -> str:
        return reverse("projects:weekly_entry", args=[row.pk, str(week)])

    columns = (
        Column("项目", "name", primary=True, link=form),
        Column("上次进度", "percent", "percent"),
        Column("计划完工", "planned_finish", "date"),
    )
    return short(
        "to-enter", "本周待填项目", columns, _missing(region, week)[:SHOWN],
        href=f"{reverse('projects:weekly_grid')}?week={week}", empty="本周已全部填报。",
    )  # fmt: skip


def returned(user: User) -> Short:
    """Return the entries that a reviewer gave back, with the comment."""
    rows = WeeklyEntry.objects.visible_to(user).filter(state=EntryState.RETURNED)
    columns = (
        Column("项目", "project.name", primary=True, link=_entry),
        Column("周", _week_name),
        Column("退回意见", "return_comment"),
    )
    return short(
        "returned", "退回待改", columns,
        rows.select_related("project").order_by("week", "project__number")[:SHOWN],
        empty="没有被退回的周报。",
    )  # fmt: skip


def receipts(region: Region) -> Short:
    rows = WeeklySubmission.objects.in_region(region.pk).select_related("submitted_by")
    columns = (
        Column("回执号", "receipt", primary=True),
        Column("周", _week_name),
        Column("周报", "entries", "number", unit="条"),
        Column("提交人", "submitted_by.name"),
        Column("提交时间", "submitted_at", "datetime"),
    )
    return short(
        "receipts", "最近提交回执", columns, rows.order_by("-submitted_at")[:RECEIPTS_SHOWN],
        empty="还没有提交过周报；提交后回执列在这里。",
    )  # fmt: skip


def lagging(user: User, on: date | None = None) -> Short:
    """Return the projects whose worst overdue node is the oldest; one grouped query."""
    day = on or clock.today()
    overdue = Milestone.objects.visible_to(user).filter(
        Q(actual_on=None) | Q(actual_on__gt=day), planned_on__lte=day
    )
    suspended = Suspension.objects.lasting_on(day).values("project")
    worst = (
        overdue.exclude(project__in=suspended)
        .values("project_id", "project__name", "project__site__name")
        .annotate(due=Min("planned_on"))
        .order_by("due", "project_id")
    )

    def page(row: dict[str, Any]) -> str:
        return reverse("projects:project", args=[row["project_id"]])

    columns = (
        Column("项目", "project__name", primary=True, link=page),
        Column("地区", "project__site__name"),
        Column("应完成", "due", "date"),
        Column("滞后", lambda row: (day - row["due"]).days, "number", unit="天"),
    )
    return short(
        "lagging", "滞后最久的项目", columns, worst[:SHOWN],
        href=f"{reverse('projects:projects')}?lagging=1&as_of={day.isoformat()}", empty="没有滞后项目。",
    )  # fmt: skip


def ahead(user: User, year: int, day: date) -> Short:
    """Return the projects under construction that met a node longest before its date; none lags."""
    nodes = Milestone.objects.visible_to(user).filter(project__year=year)
    late = nodes.filter(Q(actual_on=None) | Q(actual_on__gt=day), planned_on__lte=day)
    running = Q(project__finished_on=None) | Q(project__finished_on__gt=day)
    early = nodes.filter(running, actual_on__lte=day, actual_on__lt=F("planned_on"))
    best = (
        early.exclude(project__in=late.values("project"))
        .values("project_id", "project__name", "project__site__name")
        .annotate(early=Max(F("planned_on") - F("actual_on"), output_field=DurationField()))
        .order_by("-early", "project_id")
    )

    def page(row: dict[str, Any]) -> str:
        return row_page("projects:project", row["project_id"])

    columns = (
        Column("项目", "project__name", primary=True, link=page),
        Column("地区", "project__site__name"),
        Column("节点提前", lambda row: row["early"].days, "number", unit="天"),
    )
    return short(
        "ahead", "提前最多的项目", columns, best[:SHOWN],
        note="在建、无逾期节点，按提前最多的已完成节点", empty="没有提前完成节点的项目。",
    )  # fmt: skip


def waiting(user: User) -> Short:
    """Return the entries to review, the one that waits longest first."""
    now = clock.now()
    rows = WeeklyEntry.objects.visible_to(user).filter(state=EntryState.SUBMITTED)

    def age(row: WeeklyEntry) -> str:
        if row.submitted_at is None:
            return ""
        hours = max(int((now - row.submitted_at).total_seconds() // 3600), 0)
        return f"{hours // 24}天{hours % 24}小时" if hours >= 24 else f"{hours}小时"

    def review(row: WeeklyEntry) -> str:
        return f"{reverse('projects:weekly_review')}?week={row.week.isoformat()}"

    columns = (
        Column("项目", "project.name", primary=True, link=review),
        Column("周", _week_name),
        Column("填报人", "entered_by.name"),
        Column("已等待", age),
    )
    return short(
        "waiting", "待审核周报", columns,
        rows.select_related("project", "entered_by").order_by("submitted_at")[:SHOWN],
        href=reverse("projects:weekly_review"), note="提交最早的在前",
        empty="没有待审核的周报，填报员提交后列在这里。",
    )  # fmt: skip


def silent(region: Region, week: Week) -> Short:
    """Return the projects that have not reported, with whom to call."""
    query = urlencode({"region": region.pk, "week": str(week)})
    columns = (
        Column("项目", "name", primary=True, link=_project),
        Column("地区", "site.name"),
        Column("责任人", "lead_person"),
    )
    return short(
        "silent", "未报项目", columns, _missing(region, week).select_related("site")[:SHOWN],
        href=f"{reverse('projects:missing')}?{query}", note=week.label, empty="该周已报齐。",
    )  # fmt: skip


def _missing(region: Region, week: Week) -> Any:
    rows = completeness.missing(region.pk, week).with_progress(week.monday - ONE_DAY)
    return rows.order_by("site_id", "number")


def orders(user: User) -> Short:
    """Return the orders whose next step is the user's, the most urgent first."""
    today = clock.today()
    rows = Order.objects.visible_to(user).waiting_for(user).select_related("region")
    columns = (
        Column("事项", "subject", primary=True, link=lambda row: row_page("orders:order", row.pk)),
        Column("区划", "region.name", on_phone=False),
        Column("办理时限", "deadline", "date"),
        Column("逾期", lambda row: row.days_overdue(today) or None, "number", unit="天"),
        Column(
            "状态",
            lambda row: row.get_state_display(),
            "badge",
            badge=lambda row: ORDER_BADGES[row.state],
        ),
    )
    return short(
        "orders", "待我办理的督办", columns, rows.order_by("due_on", "pk")[:ORDERS_SHOWN],
        href=reverse("orders:mine"), note="最急的在前",
    )  # fmt: skip


def drafts(user: User) -> Short:
    """Return the bulletins that are not issued yet."""
    unfinished = Report.objects.visible_to(user).filter(kind=ReportKind.MONTHLY)
    rows = unfinished.exclude(state=ReportState.ISSUED).order_by("-period")
    return _reports("drafts", "在办通报", rows, "没有在办的通报；每月末自动起草。")


def sent(user: User) -> Short:
    """Return the newest dispatches and bulletins that were issued."""
    rows = (
        Report.objects.visible_to(user).filter(state=ReportState.ISSUED).order_by("-as_of", "-pk")
    )
    return _reports("sent", "最近调度与通报", rows, "还没有发出的周调度和月通报。")


def _reports(id: str, title: str, rows: Any, empty: str) -> Short:
    def page(row: Report) -> str:
        name = "dispatch" if row.kind == ReportKind.WEEKLY else "bulletin"
        return reverse(f"reports:{name}", args=[row.pk])

    columns = (
        Column("标题", "title", primary=True, link=page),
        Column("种类", lambda row: row.get_kind_display()),
        Column("截至", "as_of", "date"),
        Column(
            "状态",
            lambda row: row.get_state_display(),
            "badge",
            badge=lambda row: BADGES[row.state],
        ),
    )
    listed = rows.only("title", "kind", "as_of", "state")[:RECEIPTS_SHOWN]
    return short(id, title, columns, listed, empty=empty, href=reverse("reports:bulletins"))


def reviews_due(user: User) -> Short:
    """Return the suspensions that were to be looked at again before today."""
    today = clock.today()
    rows = Suspension.objects.visible_to(user).review_overdue_on(today)

    def project(row: Suspension) -> str:
        return row_page("projects:project", row.project_id)

    def late(row: Suspension) -> int | None:
        due: date | None = row.review_on
        return (today - due).days if due else None

    columns = (
        Column("项目", "project.name", primary=True, link=project),
        Column("原因", "reason"),
        Column("决定单位或人员", "decided_by"),
        Column("复核日期", "review_on", "date"),
        Column("已过", late, "number", unit="天"),
    )
    return short(
        "reviews", "暂缓复核逾期", columns,
        rows.select_related("project").order_by("review_on")[:SHOWN],
        href=f"{reverse('projects:suspensions')}?review_overdue=1",
    )  # fmt: skip
