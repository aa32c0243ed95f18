"""The weekly grid: all of a clerk's projects on one page, last week's values beside."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Region
from accounts.views.base import caller
from core import clock
from core.deadlines import cutoff_at, due_at
from core.periods import ONE_DAY, Week
from core.views import PermittedView
from projects.choices import BADGES, EDITABLE_STATES
from projects.models import PaperAnswer, Project, WeeklyEntry, WeeklySubmission
from projects.services import weekly_rules as rules
from projects.services.weekly_values import FIELDS, Field, show
from projects.services.weeks import Openness, openness
from projects.views.weekly_common import in_words, own_region, week_of

PAGE_SIZE: Final = 100
COLUMNS: Final = tuple(field for field in FIELDS.values() if field.name != "fall_reason")
REASON: Final = FIELDS["fall_reason"]
UNFILLED: Final = ("未填", "muted")
KEYS: Final = (
    (("Enter",), "到下一个项目，到底后转下一栏"),
    (("Shift", "Enter"), "到上一个项目"),
    (("Tab",), "到右边一格"),
    (("↑", "↓", "←", "→"), "移到相邻的格"),
    (("Alt", "↓"), "到下一个未填的项目"),
    (("Alt", "N"), "本周无变化；在数字格里按 N 即可"),
    (("Alt", "Enter"), "格内换行"),
    (("Esc",), "恢复已保存的值"),
    (("Ctrl", "V"), "从 Excel 粘贴多格"),
    (("Ctrl", "Enter"), "提交审核"),
    (("?",), "本列表；在文字格里照常输入问号"),
)
# what the cards of a phone can be narrowed to
SHOWS: Final = (
    ("all", "全部"),
    ("unfilled", "未填"),
    ("filled", "已填"),
    ("wrong", "有误"),
    ("returned", "退回"),
)


@dataclass(frozen=True)
class GridCell:
    """One input of the grid: the text to show, and last week's beside it."""

    field: Field
    value: str
    last: str


@dataclass(frozen=True)
class GridRow:
    """One project of the grid."""

    project: Project
    communities: str
    cells: list[GridCell]
    entry: WeeklyEntry | None
    editable: bool
    needs_reason: bool
    warnings: list[str]

    @property
    def state(self) -> tuple[str, str]:
        """Return the words and the badge colour of the entry's state."""
        if self.entry is None or (not self.entry.has_value and self.editable):
            return UNFILLED
        return self.entry.get_state_display(), BADGES[self.entry.state]

    @property
    def reason(self) -> str:
        return self.entry.fall_reason if self.entry else ""

    @property
    def returned(self) -> str:
        """Return the reviewer's comment while the clerk has it to answer."""
        if self.entry is None or self.entry.state not in EDITABLE_STATES:
            return ""
        return self.entry.return_comment

    @property
    def complete(self) -> bool:
        return self.entry is not None and self.entry.has_value

    @property
    def no_change(self) -> bool:
        return self.entry is not None and self.entry.no_change


class WeeklyGrid(PermittedView):
    """`?week=` any day of the week; the current week by default."""

    permission = "projects.enter_weeklyentry"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = caller(request)
        week = week_of(request)
        region = own_region(user)
        return render(request, "projects/weekly_grid.html", grid_context(request, region, week))


def grid_context(request: HttpRequest, region: Region, week: Week) -> dict[str, Any]:
    """Return what the grid shows; a fixed number of queries whatever the number of projects."""
    owing = Project.objects.visible_to(request.user).reporting_in(week)
    ordered = owing.with_progress(week.monday - ONE_DAY).order_by("region_id", "number")
    page = Paginator(
        ordered.select_related("region").prefetch_related("communities"), PAGE_SIZE
    ).get_page(request.GET.get("page"))
    projects: list[Any] = list(page)
    entries = {
        entry.project_id: entry
        for entry in WeeklyEntry.objects.of_week(week).filter(project__in=[p.pk for p in projects])
    }
    known = openness(region.pk, week)
    rows = [_row(project, entries.get(project.pk), known) for project in projects]
    now, current = clock.now(), Week.of(clock.today())
    due = due_at(week)
    return {
        "title": "周填报",
        "region": region,
        "week": week,
        "current": week == current,
        "previous": week.previous(),
        "next": week.next() if week < current else None,
        "columns": COLUMNS,
        "rows": rows,
        "page": page,
        "filled": sum(row.complete for row in rows),
        "editable": any(row.editable for row in rows),
        "closed": known.refusal(region.pk),
        "due": due,
        "cutoff": cutoff_at(week),
        "left": in_words(due - now) if due > now else "",
        "seconds": max(int((due - now).total_seconds()), 0),
        "receipts": WeeklySubmission.objects.filter(region=region, week=week.monday)
        .select_related("submitted_by")
        .order_by("-submitted_at"),
        "hints": KEYS,
        "shows": SHOWS,
        "proposals": PaperAnswer.objects.visible_to(request.user).pending().count(),
    }


def _row(project: Any, entry: WeeklyEntry | None, known: Openness) -> GridRow:
    before = project.percent, project.invested
    editable = known.is_open(project.site_id) and (entry is None or entry.state in EDITABLE_STATES)
    last = {"percent": project.percent, "invested": project.invested}
    cells = [
        GridCell(
            field,
            show(field, getattr(entry, field.name)) if entry else "",
            show(field, last.get(field.name)),
        )
        for field in COLUMNS
    ]
    return GridRow(
        project=project,
        communities="、".join(community.name for community in project.communities.all()),
        cells=cells,
        entry=entry,
        editable=editable,
        needs_reason=entry is not None and bool(rules.falls(entry, *before)),
        warnings=rules.warnings(entry, project, *before) if entry else [],
    )
