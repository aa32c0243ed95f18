"""The register of weekly entries of all weeks, and the regions that have not reported one."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.views.base import caller
from core import clock
from core.columns import Column
from core.deadlines import due_at
from core.links import row_page
from core.periods import Week
from core.views import ListPage
from projects import completeness
from projects.choices import BADGES, EDITABLE_STATES, EntryState
from projects.completeness import ReportingStatus
from projects.models import WeeklyEntry
from projects.todo import silent_regions
from projects.views.columns import project_columns
from projects.views.weekly_common import in_words, region_of, week_of
from projects.weekly_filters import EntryFilter


def waited(row: WeeklyEntry) -> str:
    """Return how long a submitted entry has been waiting for its review."""
    if row.state != EntryState.SUBMITTED or row.submitted_at is None:
        return ""
    return in_words(clock.now() - row.submitted_at)


class EntryList(ListPage):
    """Every weekly entry in scope; each leads to where its next step is taken."""

    permission = "projects.view_weeklyentry"
    title = "周报台账"
    filterset_class = EntryFilter
    noun = "周报"
    empty_how = "填报员保存后列在这里。"
    unit_note = "截至所选日期已开始的各周；“已等待”从提交到现在。"

    def get_columns(self) -> Sequence[Column]:
        number, name, region = project_columns()
        return (
            Column("周", lambda row: Week.of(row.week).label, order="week", primary=True,
                   link=self.next_page),
            number, name, region,
            Column("形象进度", "percent", "percent", unit="%", order="percent"),
            Column("累计完成投资", "invested", "money", order="invested"),
            Column("状态", lambda row: row.get_state_display(), "badge", order="state",
                   badge=lambda row: BADGES[row.state]),
            Column("退回意见", "return_comment", on_phone=False),
            Column("填报人", "entered_by.name", on_phone=False),
            Column("提交时间", "submitted_at", "datetime", order="submitted_at"),
            Column("已等待", waited),
        )  # fmt: skip

    def get_queryset(self) -> QuerySet[WeeklyEntry]:
        rows = WeeklyEntry.objects.visible_to(self.request.user)
        rows = rows.select_related("project__region", "entered_by")
        return rows.order_by("-week", "submitted_at", "project__number")

    def next_page(self, row: WeeklyEntry) -> str:
        user, week = caller(self.request), row.week.isoformat()
        if row.state == EntryState.SUBMITTED and user.has_perm("projects.review_weeklyentry"):
            return f"{reverse('projects:weekly_review')}?week={week}"
        if row.state in EDITABLE_STATES and user.has_perm("projects.enter_weeklyentry"):
            return reverse("projects:weekly_entry", args=[row.project_id, week])
        return row_page("projects:project", row.project_id)


# What the regions of a region are called.
BELOW: Final[dict[str, str]] = {
    RegionLevel.PROVINCE: "市",
    RegionLevel.CITY: "区县",
    RegionLevel.COUNTY: "街道",
    RegionLevel.STREET: "社区",
}


class SilentRegions(ListPage):
    """Exactly the regions that home counts as 未报: somebody there has a project without a value."""

    permission = "projects.view_weeklyentry"
    title = "未报地区"
    empty = "该周各地区都已报齐。"

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        self._status: ReportingStatus | None = None

    @property
    def status(self) -> ReportingStatus:
        if self._status is None:
            region = region_of(self.request, caller(self.request))
            self._status = completeness.reporting_status(region.pk, week_of(self.request))
        return self._status

    def get_columns(self) -> Sequence[Column]:
        week = self.status.week

        def missing(row: Any) -> str | None:
            if row.own:  # the list of a region holds those of its children too
                return None
            return f"{reverse('projects:missing')}?region={row.pk}&week={week}"

        return (
            Column("区划", "shown_name", primary=True),
            Column("应填", "tally.owed", "number", unit="项"),
            Column("已填", "tally.reported", "number", unit="项"),
            Column("未填", "tally.missing", "number", unit="项", link=missing),
            Column("填报率", "tally.reporting_rate", "rate", unit="%"),
            Column("按时率", "tally.timely_rate", "rate", unit="%", on_phone=False),
        )

    def get_queryset(self) -> QuerySet[Any]:
        return Region.objects.filter(pk__in=silent_regions(self.status)).order_by("code")

    def complete(self, rows: Sequence[Any]) -> None:
        found = {row.region.pk: row for row in self.status.rows}
        for region in rows:
            row = found[region.pk]
            region.tally, region.shown_name = row.tally, row.name
            region.own = row.own and len(found) > 1

    def get_context(self) -> dict[str, Any]:
        week, region = self.status.week, self.status.region
        below = BELOW.get(region.level, "地区")
        return {
            "title": f"{region}{week.label}未报{below}",
            "unit_note": f"填报截止 {due_at(week):%-m月%-d日 %H:%M}。{completeness.DEFINITION}",
        }
