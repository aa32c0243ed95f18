"""Filters of stop windows and schedules; one FilterSet serves page, workbook and API."""

from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

import django_filters as filters
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    Value,
    When,
)

from core import regions
from core.evidence import Stage, stretches
from projects.choices import EvidenceKind, ProjectStatus, StopKind
from projects.filters import (
    AnyChoiceFilter,
    OfProjectFilter,
    RegisterFilter,
    Rows,
    flag,
    of_row,
    year_filter,
    years,
)
from projects.models import Project, ProjectEvidence, Reschedule, StopWindow
from projects.schedule_querysets import touches
from projects.services.evidence import STAGES


class StopWindowFilter(RegisterFilter):
    """Stop windows: `region` keeps those that hold in it or in a part of it."""

    year = year_filter()
    kind = filters.ChoiceFilter(label="类型", choices=StopKind.choices, empty_label="全部类型")
    lasting = flag("正在停工", "is_lasting")
    q = filters.CharFilter(label="名称或依据", method="search")

    class Meta:
        model = StopWindow
        fields: list[str] = []

    def in_region(self, queryset: Any, name: str, value: int) -> Rows:
        try:
            regions.subtree(value)
        except ValueError:
            nothing: Rows = queryset.none()
            return nothing
        rows: Rows = queryset.filter(touches(value))
        return rows

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(first_on__year__lte=value, last_on__year__gte=value)

    def is_lasting(self, queryset: Rows, name: str, value: bool) -> Rows:
        now = Q(first_on__lte=self.day, last_on__gte=self.day)
        rows: Rows = queryset.filter(now if value else ~now)
        return rows

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(Q(name__icontains=value) | Q(source__icontains=value))

    def shown(self, queryset: Rows) -> Rows:
        rows: Rows = queryset.annotate(seen_on=Value(self.day, DateField()))
        return rows


class RescheduleFilter(RegisterFilter):
    """Changes of approved plans up to the as-of date."""

    q = filters.CharFilter(label="项目、节点或原因", method="search")
    year = year_filter()
    name = filters.CharFilter(label="节点", field_name="milestone__name", lookup_expr="exact")
    later = flag("推迟", "is_later")

    class Meta:
        model = Reschedule
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(milestone__project__name__icontains=value)
            | Q(milestone__project__number__iexact=value)
            | Q(milestone__name__icontains=value)
            | Q(reason__icontains=value)
        )

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(milestone__project__year=value)

    def is_later(self, queryset: Rows, name: str, value: bool) -> Rows:
        later = Q(to_on__gt=F("from_on"))
        rows: Rows = queryset.filter(later) if value else queryset.exclude(later)
        return rows

    def shown(self, queryset: Rows) -> Rows:
        rows: Rows = queryset.filter(changed_on__lte=self.day)
        return rows


class EvidenceFilter(OfProjectFilter):
    """Evidence of projects; what was set aside is left out unless asked for."""

    kind = filters.ChoiceFilter(label="种类", choices=EvidenceKind.choices, empty_label="全部种类")
    voided = flag("已作废", "is_voided")
    project = of_row("项目", "project_id")

    class Meta:
        model = ProjectEvidence
        fields: list[str] = []

    def is_voided(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(voided_at__isnull=not value)


class MissingEvidenceFilter(RegisterFilter):
    """Projects with a date by the as-of day that lacks the evidence its rule asks for."""

    q = filters.CharFilter(label="名称、编号或责任人", method="search")
    year = year_filter()
    stage = filters.ChoiceFilter(
        label="缺哪类", method="keep", empty_label="全部",
        choices=[("start", "开工"), ("finish", "完工"), ("accept", "验收")],
    )  # fmt: skip

    class Meta:
        model = Project
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(name__icontains=value) | Q(number__iexact=value) | Q(lead_person__icontains=value)
        )

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(year=value)

    def shown(self, queryset: Rows) -> Rows:
        """Annotate which dates lack their evidence; keep the projects that lack any, or the one asked."""
        lacks = {stage: lacking(stage, name, self.day) for name, stage in STAGES.items()}
        asked: Any = self.form.cleaned_data.get("stage") if self.is_bound else ""
        wanted = [asked] if asked else list(lacks)
        rows = queryset.filter(reduce(or_, (lacks[stage] for stage in wanted)))
        found: Rows = rows.annotate(
            **{
                f"lacks_{stage}": Case(
                    When(condition, then=Value(True)),
                    default=Value(False),
                    output_field=BooleanField(),
                )
                for stage, condition in lacks.items()
            }
        )
        return found


def lacking(stage: Stage, name: str, day: date) -> Q:
    """Return the condition on a project to have a date by `day` without its evidence."""
    found = Q(pk__in=[])
    for rule, following in stretches():
        alternatives = rule.asks(stage)
        if not alternatives:
            continue
        dates = Q(**{f"{name}__gte": rule.since, f"{name}__lte": day})
        if following is not None:
            dates &= Q(**{f"{name}__lt": following})
        proven = reduce(or_, (reduce(and_, map(_has, kinds)) for kinds in alternatives))
        found |= dates & ~proven
    return found


def _has(kind: str) -> Q:
    rows = ProjectEvidence.objects.standing().filter(project=OuterRef("pk"), kind=kind)
    return Q(Exists(rows))


def this_year_first() -> list[tuple[str, str]]:
    return [("", "本年度"), *years()[1:]]


class WallFilter(RegisterFilter):
    """Projects of one programme year, this one where none is named, as the wall chart shows them."""

    year = AnyChoiceFilter(
        label="年度", method="keep", choices=this_year_first, coerce=int, empty_value=None
    )
    status = filters.ChoiceFilter(
        label="状态", method="in_status", choices=ProjectStatus.choices, empty_label="全部状态"
    )
    lagging = flag("只看滞后", "is_lagging")

    class Meta:
        model = Project
        fields: list[str] = []

    @property
    def programme_year(self) -> int:
        asked: int | None = self.form.cleaned_data.get("year") if self.is_bound else None
        return asked or self.day.year

    def in_status(self, queryset: Any, name: str, value: str) -> Rows:
        rows: Rows = queryset.with_status(self.day).filter(status=value)
        return rows

    def is_lagging(self, queryset: Any, name: str, value: bool) -> Rows:
        rows: Rows = queryset.with_lagging(self.day).filter(lagging=value)
        return rows

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.of_year(self.programme_year).with_status(self.day)
        return rows
