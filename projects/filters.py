"""Filters of the registers. One FilterSet serves the page, its workbook and the API.

Parameters are a contract: numbers on the leaders' page link here, and the list must hold exactly
the rows that were counted (docs/architecture.md). `as_of` is the date everything is seen on.
"""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.core.cache import caches
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import DateField, Q, QuerySet, Value

from accounts.models import Region, User
from core import clock, stood
from core.asked import EARLIEST
from core.periods import LAST_ENTERED
from projects import lag_query
from projects.choices import CommunityStatus, PlanState, SuspensionKind
from projects.models import (
    AnnualPlan,
    Community,
    Milestone,
    Problem,
    Project,
    Suspension,
    WorkQuantity,
)
from projects.querysets import named

Rows = QuerySet[Any]
FIRST_YEAR = 2019
YES_NO = [("", "不限"), ("1", "是"), ("0", "否")]


class AnyChoiceField(forms.TypedChoiceField):
    """A select whose list is a help, not a limit: links may name further values."""

    default_validators = [ProhibitNullCharactersValidator()]

    def valid_value(self, value: Any) -> bool:
        return True


class AnyChoiceFilter(filters.Filter):
    field_class = AnyChoiceField


def years() -> list[tuple[str, str]]:
    last = clock.today().year + 1
    return [("", "全部年度"), *((str(y), f"{y}年") for y in range(last, FIRST_YEAR - 1, -1))]


def calendar_year(text: str) -> int:
    """Read a year that dates can have; ValueError otherwise."""
    year = int(text)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(text)
    return year


def year_filter() -> AnyChoiceFilter:
    return AnyChoiceFilter(
        label="年度", method="in_year", choices=years, coerce=calendar_year, empty_value=None
    )


def flag(label: str, method: str) -> filters.TypedChoiceFilter:
    """Return a filter that takes 1 or 0."""
    return filters.TypedChoiceFilter(
        label=label,
        method=method,
        choices=YES_NO,
        coerce=lambda value: value == "1",
    )


def of_row(label: str, field_name: str) -> filters.NumberFilter:
    """Return a filter by the key of one row: links carry it, nobody types it."""
    return filters.NumberFilter(label=label, field_name=field_name, widget=forms.HiddenInput)


def day_filter(label: str, **asked: Any) -> filters.DateFilter:
    """Return a filter by one day, picked from a calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return filters.DateFilter(label=label, widget=widget, **asked)


def as_of_filter() -> filters.DateFilter:
    return day_filter("截至", method="keep")


def kept(queryset: Rows, keys: Any, value: bool) -> Rows:
    """Keep the rows that have one of `keys`, or those that have none."""
    return queryset.filter(pk__in=keys) if value else queryset.exclude(pk__in=keys)


class PresentForm(forms.Form):
    """Refuses to ask of a past date what only the present has an answer to."""

    of_today: ClassVar[Sequence[str]] = ()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        day = given.get("as_of")
        for name in self.of_today if day and stood.is_past(day) else ():
            if given.get(name) not in (None, ""):
                label = self.fields[name].label
                self.add_error(name, f"“{label}”只按今天计，请去掉截至日期或本条件。")
        return given


class RegisterFilter(filters.FilterSet):
    """What all registers share: region (12-digit code, with everything below it) and as-of date."""

    region = AnyChoiceFilter(label="区划", method="in_region", coerce=int, empty_value=None)
    as_of = as_of_filter()
    of_today: ClassVar[Sequence[str]] = ()  # what cannot be asked of a past day
    leading: ClassVar[Sequence[str]] = ()  # what comes first in the bar, in this order

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        found: dict[str, Any] = super().get_filters()
        first = [name for name in cls.leading if name in found]
        return {name: found[name] for name in [*first, *(n for n in found if n not in first)]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found: list[tuple[str, str]] | None = None
        self.form.fields["region"].choices = self._regions

    @property
    def day(self) -> date:
        """Return the date the list is seen on: `as_of` within what can be entered, else today."""
        asked = self.form.cleaned_data if self.form.errors is not None and self.is_bound else {}
        chosen: date | None = asked.get("as_of")
        return max(min(chosen, LAST_ENTERED), EARLIEST) if chosen else clock.today()

    @property
    def is_past(self) -> bool:
        return stood.is_past(self.day)

    def get_form_class(self) -> type[forms.Form]:
        found: type[forms.Form] = super().get_form_class()
        if not self.of_today:
            return found
        return type("Asked", (PresentForm, found), {"of_today": self.of_today})

    def keep(self, queryset: Rows, name: str, value: Any) -> Rows:
        return queryset

    def in_region(self, queryset: Any, name: str, value: int) -> Rows:
        try:
            rows: Rows = queryset.in_region(value)
        except ValueError:
            rows = queryset.none()
        return rows

    def filter_queryset(self, queryset: Rows) -> Rows:
        return self.shown(super().filter_queryset(self.seen(queryset)))

    @property
    def qs(self) -> Rows:
        """Filter even when nothing was asked, so that rows always carry what `shown` adds."""
        if not hasattr(self, "_qs"):
            rows = self.queryset.all()
            if self.is_bound and self.form.errors is not None:
                self._qs = self.filter_queryset(rows)
            else:
                self._qs = self.shown(self.seen(rows))
        return self._qs

    def seen(self, queryset: Any) -> Rows:
        """Return the rows as they stood on the date, before anything is asked of them."""
        rows: Rows = queryset
        return rows

    def shown(self, queryset: Rows) -> Rows:
        """Add what the page shows as of the date."""
        return queryset

    def _regions(self) -> list[tuple[str, str]]:
        if self._found is None:
            self._found = self._find_regions()
        return self._found

    def _find_regions(self) -> list[tuple[str, str]]:
        """Return the user's region, those below it, and those below the chosen one."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return [("", "全部区划")]
        chosen = str(self.data.get("region", "")) if self.data else ""
        asked = int(chosen) if chosen.isdecimal() and len(chosen) == 12 else None
        key = f"region-choices:{user.region_id}:{user.is_superuser}:{asked}"
        kept: list[tuple[str, str]] | None = caches["process"].get_or_set(
            key, lambda: _region_choices(user, asked)
        )
        return kept or []


def _region_choices(user: User, asked: int | None) -> list[tuple[str, str]]:
    """They are kept in the process for a minute: regions hardly change, and every list has them."""
    roots = [code for code in (user.region_id, asked) if code is not None]
    wanted = Q(pk__in=roots) | Q(parent_id__in=roots)
    if user.region_id is None:
        wanted |= Q(parent_id=None)
    found = Region.objects.visible_to(user).filter(wanted).order_by("code")
    return [
        ("", "全部区划"),
        *((str(code), name) for code, name in found.values_list("code", "name")),
    ]


class OfProjectFilter(RegisterFilter):
    """Rows that hang on a project."""

    q = filters.CharFilter(label="项目名称或编号", method="search")
    year = year_filter()

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value, "project__"))

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(project__year=value)


class CommunityFilter(RegisterFilter):
    """Communities. A status is asked of a programme year, this one where none is named."""

    q = filters.CharFilter(label="名称或编号", method="search")
    year = AnyChoiceFilter(
        label="改造年度", method="keep", choices=years, coerce=int, empty_value=None
    )
    status = filters.ChoiceFilter(
        label="进展", method="keep", choices=CommunityStatus.choices, empty_label="全部进展"
    )
    out_of_plan = flag("计划外", "keep")

    class Meta:
        model = Community
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value))

    def shown(self, queryset: Rows) -> Rows:
        asked = self.form.cleaned_data if self.is_bound else {}
        year, status, outside = (asked.get(name) for name in ("year", "status", "out_of_plan"))
        if not year and not status and outside in (None, ""):
            return queryset
        rows: Any = queryset
        rows = rows.classified(year or self.day.year, self.day)
        if status:
            rows = rows.with_status(status)
        if outside not in (None, ""):
            rows = rows.filter(in_plan=not outside)
        result: Rows = rows
        return result


class PlanFilter(RegisterFilter):
    """Versions of annual plans; `in_force` keeps those that count on the as-of date."""

    year = year_filter()
    state = filters.ChoiceFilter(label="状态", choices=PlanState.choices, empty_label="全部状态")
    in_force = flag("现行版本", "is_in_force")

    class Meta:
        model = AnnualPlan
        fields: list[str] = []

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(year=value)

    def is_in_force(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, AnnualPlan.objects.in_force(self.day).values("pk"), value)


class ProblemFilter(OfProjectFilter):
    """Problems that had been filed by the as-of date."""

    severity = filters.ChoiceFilter(
        label="程度", choices=Problem.Severity.choices, empty_label="全部程度"
    )
    closed = flag("已销号", "is_closed")
    needs_help = flag("需市级协调", "asks_help")

    class Meta:
        model = Problem
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value, "project__") | Q(text__icontains=value))

    def is_closed(self, queryset: Rows, name: str, value: bool) -> Rows:
        met = Q(closed_on__lte=self.day)
        return queryset.filter(met if value else ~met | Q(closed_on=None))

    def asks_help(self, queryset: Rows, name: str, value: bool) -> Rows:
        nothing = Q(help_needed="")
        return queryset.filter(~nothing if value else nothing)

    def shown(self, queryset: Rows) -> Rows:
        return queryset.filter(opened_on__lte=self.day)


class MilestoneFilter(OfProjectFilter):
    """Nodes; `overdue` are due, not met, with an open day since; 暂缓 projects left out."""

    name = filters.CharFilter(label="节点", lookup_expr="exact")
    met = flag("已完成", "is_met")
    overdue = flag("逾期", "is_overdue")

    class Meta:
        model = Milestone
        fields: list[str] = []

    def is_met(self, queryset: Rows, name: str, value: bool) -> Rows:
        met = Q(actual_on__lte=self.day)
        return queryset.filter(met if value else ~met | Q(actual_on=None))

    def is_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        late = lag_query.overdue(lag_query.Clocks(self.day))
        late &= ~Q(project__in=Project.objects.suspended_on(self.day).values("pk"))
        return queryset.filter(late if value else ~late)

    def shown(self, queryset: Rows) -> Rows:
        rows: Rows = queryset.annotate(seen_on=Value(self.day, DateField()))
        return rows


class QuantityFilter(OfProjectFilter):
    """Work quantities as they stand now."""

    item = filters.CharFilter(label="改造内容", lookup_expr="icontains")
    unit = filters.CharFilter(label="单位", lookup_expr="exact")

    class Meta:
        model = WorkQuantity
        fields: list[str] = []


class SuspensionFilter(OfProjectFilter):
    """Suspensions; without `lasting` those that last on the as-of date."""

    kind = filters.ChoiceFilter(
        label="类型", choices=SuspensionKind.choices, empty_label="全部类型"
    )
    lasting = filters.TypedChoiceFilter(
        label="期间",
        method="keep",
        choices=[("", "未恢复"), ("0", "已恢复"), ("all", "全部")],
    )
    review_overdue = flag("逾期未复核", "is_review_overdue")

    class Meta:
        model = Suspension
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(named(value, "project__") | Q(reason__icontains=value))

    def is_review_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Suspension.objects.review_overdue_on(self.day).values("pk"), value)

    def shown(self, queryset: Any) -> Rows:
        asked = self.form.cleaned_data.get("lasting", "") if self.is_bound else ""
        if asked == "0":
            queryset = queryset.filter(ended_on__lte=self.day)
        elif asked != "all":
            queryset = queryset.lasting_on(self.day)
        rows: Rows = queryset.annotate(seen_on=Value(self.day, DateField()))
        return rows
