"""Filters of quality's registers; the same for page, workbook and API."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from projects.filters import OfProjectFilter, RegisterFilter, Rows, flag, of_row
from projects.models import Project
from projects.querysets import named
from quality.choices import (
    FindingCategory,
    FindingState,
    InspectionKind,
    LogKind,
    Method,
    RoleKind,
    RoundKind,
    TestPhase,
    Verdict,
)
from quality.models import (
    AcceptanceRound,
    EffectivenessCheck,
    Inspection,
    InspectionFinding,
    Material,
    MethodNote,
    ProcessCheck,
    Recall,
    RoleAssignment,
    SiteCheck,
    SiteLog,
    TestReport,
)


class FindingFilter(OfProjectFilter):
    """Findings that had been made by the as-of date, as they stood on it."""

    category = filters.ChoiceFilter(
        label="类别", choices=FindingCategory.choices, empty_label="全部类别"
    )
    state = filters.ChoiceFilter(
        label="状态", method="in_state", choices=FindingState.choices, empty_label="全部状态"
    )
    overdue = flag("逾期未整改", "is_overdue")

    class Meta:
        model = InspectionFinding
        fields: list[str] = []

    def in_state(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = queryset.with_state(self.day).filter(state=value)
        return rows

    def is_overdue(self, queryset: Any, name: str, value: bool) -> QuerySet[Any]:
        rows: QuerySet[Any] = queryset.with_state(self.day).filter(overdue=value)
        return rows

    def shown(self, queryset: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = queryset.found_by(self.day).with_state(self.day)
        return rows


class RecordFilter(OfProjectFilter):
    """Records dated on or before the as-of date; `words` are searched besides the project."""

    q = filters.CharFilter(label="项目或内容", method="search")
    dated = ""
    words: tuple[str, ...] = ()

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        found = Q(project__name__icontains=value) | Q(project__number__iexact=value)
        for word in self.words:
            found |= Q(**{f"{word}__icontains": value})
        return queryset.filter(found)

    def shown(self, queryset: Rows) -> Rows:
        return queryset.filter(**{f"{self.dated}__lte": self.day})

    def is_unhandled(self, queryset: Any, name: str, value: bool) -> Rows:
        rows: Rows = queryset.unhandled() if value else queryset.exclude(
            pk__in=queryset.unhandled().values("pk")
        )  # fmt: skip
        return rows


def verdicts(label: str, name: str = "verdict") -> filters.ChoiceFilter:
    return filters.ChoiceFilter(
        label=label, field_name=name, choices=Verdict.choices, empty_label=f"全部{label}"
    )


def contractor() -> filters.CharFilter:
    return filters.CharFilter(
        label="施工单位", field_name="project__contractor", lookup_expr="icontains"
    )


class MaterialFilter(RecordFilter):
    dated, words = "arrived_on", ("kind", "brand", "supplier", "batch")
    verdict = verdicts("结论")
    batch = filters.CharFilter(label="批号", lookup_expr="iexact")
    supplier = filters.CharFilter(label="供应商", lookup_expr="icontains")
    used = flag("已使用", "is_used")
    unhandled = flag("不合格未开整改", "is_unhandled")
    contractor = contractor()

    class Meta:
        model = Material
        fields: list[str] = []

    def is_used(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(used_on__isnull=not value)


class TestFilter(RecordFilter):
    __test__ = False
    dated, words = "tested_on", ("number", "agency", "item", "sample")
    verdict = verdicts("结论")
    phase = filters.ChoiceFilter(label="阶段", choices=TestPhase.choices, empty_label="全部阶段")
    unhandled = flag("不合格未开整改", "is_unhandled")
    contractor = contractor()

    class Meta:
        model = TestReport
        fields: list[str] = []


class ProcessFilter(RecordFilter):
    dated, words = "checked_on", ("place", "procedure", "inspector")
    verdict = verdicts("结论")
    hidden = flag("隐蔽工程", "is_hidden")
    unhandled = flag("不合格未开整改", "is_unhandled")

    class Meta:
        model = ProcessCheck
        fields: list[str] = []

    def is_hidden(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(hidden=value)


class LogFilter(RecordFilter):
    dated, words = "logged_on", ("people", "text")
    kind = filters.ChoiceFilter(label="种类", choices=LogKind.choices, empty_label="全部种类")

    class Meta:
        model = SiteLog
        fields: list[str] = []


class MethodFilter(RecordFilter):
    dated, words = "from_on", ("section",)
    method = filters.ChoiceFilter(label="施工方式", choices=Method.choices, empty_label="全部方式")

    class Meta:
        model = MethodNote
        fields: list[str] = []


class VerdictFilter(RecordFilter):
    dated, words = "checked_on", ("checker",)
    all_met = flag("三达标", "is_met")

    class Meta:
        model = EffectivenessCheck
        fields: list[str] = []

    def is_met(self, queryset: Rows, name: str, value: bool) -> Rows:
        met = Q(quality_met=True, schedule_met=True, progress_met=True)
        return queryset.filter(met if value else ~met)


class RoundFilter(RecordFilter):
    dated, words = "held_on", ("chair",)
    kind = filters.ChoiceFilter(label="种类", choices=RoundKind.choices, empty_label="全部种类")
    verdict = verdicts("结论")
    unhandled = flag("不合格未开整改", "is_unhandled")

    class Meta:
        model = AcceptanceRound
        fields: list[str] = []


class CheckFilter(OfProjectFilter):
    """Checks of one project each, as far as they had been made by the as-of date."""

    kind = filters.ChoiceFilter(
        label="种类", field_name="inspection__kind", choices=InspectionKind.choices,
        empty_label="全部种类",
    )  # fmt: skip
    inspection = of_row("检查轮次", "inspection_id")
    verdict = verdicts("结论", "then_verdict")
    visited = flag("已检查", "is_visited")
    unhandled = flag("不合格未开整改", "is_unhandled")
    of_today = ("unhandled",)

    class Meta:
        model = SiteCheck
        fields: list[str] = []

    def is_visited(self, queryset: Rows, name: str, value: bool) -> Rows:
        visited = Q(visited_on__lte=self.day)
        return queryset.filter(visited if value else ~visited | Q(visited_on=None))

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.stood_on(self.day)
        return rows

    def is_unhandled(self, queryset: Any, name: str, value: bool) -> Rows:
        late: Rows = queryset.unhandled()
        return late if value else queryset.exclude(pk__in=late.values("pk"))


class InspectionFilter(RegisterFilter):
    """Rounds that had been opened by the as-of date."""

    q = filters.CharFilter(label="名称或牵头单位", method="search")
    kind = filters.ChoiceFilter(
        label="种类", choices=InspectionKind.choices, empty_label="全部种类"
    )

    class Meta:
        model = Inspection
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(Q(title__icontains=value) | Q(lead_unit__icontains=value))

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.opened_until(self.day)
        return rows


class RecallFilter(RegisterFilter):
    q = filters.CharFilter(label="材料、供应商或批号", method="search")
    batch = filters.CharFilter(label="批号", lookup_expr="iexact")

    class Meta:
        model = Recall
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        words = ("kind", "supplier", "batch", "reason")
        found = Q()
        for word in words:
            found |= Q(**{f"{word}__icontains": value})
        return queryset.filter(found)

    def shown(self, queryset: Rows) -> Rows:
        return queryset.filter(opened_on__lte=self.day)


class AssignmentFilter(RecordFilter):
    dated, words = "since", ("name", "basis")
    role = filters.ChoiceFilter(label="责任", choices=RoleKind.choices, empty_label="全部责任")

    class Meta:
        model = RoleAssignment
        fields: list[str] = []


class ResponsibleFilter(RegisterFilter):
    """Projects whose responsible people are asked for; the day is `on`, not the as-of date."""

    q = filters.CharFilter(label="项目名称或编号", method="search")
    as_of = None

    class Meta:
        model = Project
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value))
