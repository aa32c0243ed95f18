"""The filter of projects: one FilterSet for the register, its workbook and the API."""

from datetime import date
from typing import Any, Final

import django_filters as filters
from django.db.models import DateField, Q, Value

from projects.choices import CLASSES, ProjectStatus, ShowcaseKind
from projects.filters import RegisterFilter, Rows, flag, kept, year_filter
from projects.models import Project, Showcase
from projects.pace.lights import lights
from projects.pace_choices import Light
from projects.querysets import named

# what lights are worked out from, beside what `seen_on` annotates
LIT: Final = (
    "year", "site_id", "planned_start", "planned_finish", "started_on", "finished_on",
    "annual_investment", "total_investment",
)  # fmt: skip


class ProjectFilter(RegisterFilter):
    """Projects."""

    q = filters.CharFilter(label="名称、编号或责任人", method="search")
    year = year_filter()
    status = filters.ChoiceFilter(
        label="状态", method="in_status", choices=ProjectStatus.choices, empty_label="全部状态"
    )
    batch = filters.CharFilter(label="批次", lookup_expr="exact")
    contractor = filters.CharFilter(label="施工单位", lookup_expr="icontains")
    light = filters.ChoiceFilter(
        label="亮灯", method="has_light", choices=Light.choices, empty_label="全部亮灯"
    )
    started = flag("已开工", "is_started")
    lagging = flag("滞后", "is_lagging")
    unstarted = flag("未开工", "is_unstarted")
    suspended = flag("暂缓", "is_suspended")
    out_of_plan = flag("计划外", "is_out_of_plan")
    area = flag("连片（片区）", "is_area")
    finished = flag("已完工", "is_finished")
    showcase = filters.ChoiceFilter(
        label="样板示范", method="is_shown", choices=ShowcaseKind.choices, empty_label="全部"
    )
    unassigned = flag("责任不全", "is_unassigned")
    unplaced = flag("没有坐标", "is_unplaced")

    class Meta:
        model = Project
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        found: dict[str, Any] = super().get_filters()
        found["class"] = filters.ChoiceFilter(
            field_name="classes",
            lookup_expr="contains",
            label="改造类别",
            choices=[(name, name) for name in CLASSES],
            empty_label="全部类别",
        )
        order = ["q", "year", "region", "status", "class", "batch", "contractor"]
        names = [*(n for n in order if n in found), *(n for n in found if n not in order)]
        return {name: found[name] for name in names}

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value) | Q(lead_person__icontains=value))

    def in_year(self, queryset: Any, name: str, value: int) -> Rows:
        rows: Rows = queryset.of_year(value)
        return rows

    def in_status(self, queryset: Any, name: str, value: str) -> Rows:
        rows: Rows = queryset.with_status(self.day).filter(status=value)
        return rows

    def is_started(self, queryset: Any, name: str, value: bool) -> Rows:
        rows: Rows = queryset.started_by(self.day) if value else queryset.not_started_by(self.day)
        return rows

    def is_lagging(self, queryset: Any, name: str, value: bool) -> Rows:
        rows: Rows = queryset.with_lagging(self.day).filter(lagging=value)
        return rows

    def is_unstarted(self, queryset: Rows, name: str, value: bool) -> Rows:
        waiting = Project.objects.not_started_by(self.day).not_suspended_on(self.day).values("pk")
        return kept(queryset, waiting, value)

    def is_suspended(self, queryset: Any, name: str, value: bool) -> Rows:
        rows: Rows = (
            queryset.suspended_on(self.day) if value else queryset.not_suspended_on(self.day)
        )
        return rows

    def is_out_of_plan(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(out_of_plan=value)

    def is_area(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Project.objects.areas().values("pk"), value)

    def is_finished(self, queryset: Rows, name: str, value: bool) -> Rows:
        done = Q(finished_on__isnull=False, finished_on__lte=self.day)
        return queryset.filter(done if value else ~done)

    def is_shown(self, queryset: Rows, name: str, value: str) -> Rows:
        shown = Showcase.objects.standing_on(self.day).filter(kind=value)
        return queryset.filter(pk__in=shown.values("projects"))

    def is_unassigned(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Project.objects.unassigned().values("pk"), value)

    def is_unplaced(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Project.objects.placed().values("pk"), not value)

    def has_light(self, queryset: Any, name: str, value: str) -> Rows:
        """Leave it to `shown`, which works out the lights of what all other conditions keep."""
        rows: Rows = queryset
        return rows

    def shown(self, queryset: Any) -> Rows:
        rows = seen_on(queryset, self.day)
        wanted = self.form.cleaned_data.get("light") if self.is_bound else ""
        if not wanted:
            return rows
        found = lights(rows.select_related(None).order_by().only(*LIT), self.day)
        return rows.filter(pk__in=[pk for pk, one in found.items() if one.light == wanted])


def seen_on(queryset: Any, day: date) -> Rows:
    """Annotate what lists of projects show as of a day."""
    rows: Rows = queryset.with_standing(day).annotate(seen_on=Value(day, DateField()))
    return rows
