"""Filters of the lag list, of cases, task forces and forecasts; the API uses the same."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q

from projects.choices import MILESTONES
from projects.filters import OfProjectFilter, RegisterFilter, Rows, flag, of_row
from projects.lag_query import Clocks
from projects.models import LagCase, LagReason, Project, TaskForce
from projects.pace_choices import CaseState, ForceLevel
from projects.project_filters import ProjectFilter

CASE_STATES = (("none", "没有"), ("incomplete", "缺项"), ("overdue", "超时限"), ("fixed", "待核验"))


class LagFilter(ProjectFilter):
    """Projects that lag, and those past their planned start that have not begun, each once."""

    reason = filters.ModelChoiceFilter(
        label="原因", method="has_reason", queryset=LagReason.objects.all(), empty_label="全部原因"
    )
    node = filters.ChoiceFilter(
        label="逾期节点", method="keep", choices=[(one, one) for one in MILESTONES],
        empty_label="全部节点",
    )  # fmt: skip
    case = filters.ChoiceFilter(
        label="一项一策", method="has_case", choices=CASE_STATES, empty_label="全部"
    )
    force = flag("有专班进驻", "has_force")
    late_start = flag("逾期未开工", "is_late_start")
    min_lag = filters.NumberFilter(
        label="滞后达到（天）", method="lags_for", min_value=0, max_value=9999
    )

    class Meta:
        model = Project
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        found: dict[str, Any] = super().get_filters()
        order = ["q", "region", "year", "reason", "light", "unstarted", "node", "case"]
        return {name: found[name] for name in [*order, *(n for n in found if n not in order)]}

    def has_reason(self, queryset: Rows, name: str, value: LagReason) -> Rows:
        cases = LagCase.objects.open().filter(project=OuterRef("pk"), reasons=value)
        return queryset.filter(Exists(cases))

    def has_case(self, queryset: Rows, name: str, value: str) -> Rows:
        cases = LagCase.objects.open()
        if value == "none":
            return queryset.filter(~Exists(cases.filter(project=OuterRef("pk"))))
        kept = {
            "incomplete": cases.incomplete(),
            "overdue": cases.overdue_on(self.day),
            "fixed": cases.exclude(fixed_on=None),
        }[value]
        return queryset.filter(Exists(kept.filter(project=OuterRef("pk"))))

    def has_force(self, queryset: Rows, name: str, value: bool) -> Rows:
        there = Exists(TaskForce.objects.on_site_on(self.day).filter(projects=OuterRef("pk")))
        return queryset.filter(there if value else ~there)

    def is_late_start(self, queryset: Rows, name: str, value: bool) -> Rows:
        late = Q(pk__in=Project.objects.late_starting(Clocks(self.day)).values("pk"))
        return queryset.filter(late if value else ~late)

    def lags_for(self, queryset: Rows, name: str, value: Decimal) -> Rows:
        """Leave it to `shown`, which annotates the lag."""
        return self.keep(queryset, name, value)

    def shown(self, queryset: Any) -> Rows:
        rows: Any = super().shown(queryset.on_lag_list(self.day))
        rows = rows.with_due_node(self.day)
        asked = self.form.cleaned_data if self.is_bound else {}
        if asked.get("node"):
            rows = rows.filter(due_node=asked["node"])
        if asked.get("min_lag") is not None:
            rows = rows.filter(lag__gte=timedelta(days=int(asked["min_lag"])))
        listed: Rows = rows
        return listed


class CaseFilter(OfProjectFilter):
    """Cases, all of them where no state is asked for."""

    state = filters.ChoiceFilter(
        label="状态", method="in_state", choices=CaseState.choices, empty_label="全部状态"
    )
    reason = filters.ModelChoiceFilter(
        label="原因", field_name="reasons", queryset=LagReason.objects.all(), empty_label="全部原因"
    )
    incomplete = flag("缺项", "is_incomplete")
    overdue = flag("超时限", "is_overdue")
    person = filters.CharFilter(label="责任人", lookup_expr="icontains")

    class Meta:
        model = LagCase
        fields: list[str] = []

    def in_state(self, queryset: Rows, name: str, value: str) -> Rows:
        if value == CaseState.CLOSED:
            return queryset.exclude(closed_on=None)
        return queryset.filter(closed_on=None, fixed_on__isnull=value == CaseState.OPEN)

    def is_incomplete(self, queryset: Rows, name: str, value: bool) -> Rows:
        lacking = Q(pk__in=LagCase.objects.incomplete().values("pk"))
        return queryset.filter(lacking if value else ~lacking)

    def is_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        late = Q(pk__in=LagCase.objects.overdue_on(self.day).values("pk"))
        return queryset.filter(late if value else ~late)


class TaskForceFilter(RegisterFilter):
    """Task forces."""

    q = filters.CharFilter(label="名称、组长或成员", method="search")
    level = filters.ChoiceFilter(label="级别", choices=ForceLevel.choices, empty_label="全部级别")
    on_site = flag("在场", "is_on_site")
    project = of_row("项目", "projects")

    class Meta:
        model = TaskForce
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(name__icontains=value) | Q(lead__icontains=value) | Q(members__icontains=value)
        )

    def is_on_site(self, queryset: Rows, name: str, value: bool) -> Rows:
        there = Q(pk__in=TaskForce.objects.on_site_on(self.day).values("pk"))
        return queryset.filter(there if value else ~there)

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.with_last_note(self.day)
        return rows
