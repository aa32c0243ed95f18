"""Forms and filters of 挂包 and visits."""

from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from accounts.models import User
from core import clock
from core.fields import FilesField, date_field
from core.periods import Month
from projects.choices import DutyKind
from projects.fields import ProjectNumberField, UserForm
from projects.filters import RegisterFilter, Rows, flag, of_row
from projects.models import Community, LeaderAssignment, Visit
from projects.services.visits import Duty


class PhotosField(FilesField):
    """Photos from a phone's camera or album; what they may be is decided by `core.photos`."""

    def __init__(self) -> None:
        super().__init__("照片")
        self.widget.attrs["accept"] = "image/jpeg,image/png"
        self.help_text = "可选10张以内，JPG 或 PNG；拍摄时间和地点只在内部页面显示。"


class AssignmentForm(UserForm):
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *DutyKind.choices])
    name = forms.CharField(label="姓名", max_length=30)
    duty = forms.CharField(label="职务", max_length=60, required=False)
    username = forms.CharField(
        label="用户名", max_length=150, required=False,
        help_text="有账号的填写，本人可在“我的挂包”中记走访。",
    )  # fmt: skip
    project = ProjectNumberField(required=False)
    community = forms.CharField(
        label="小区编号", max_length=40, required=False, help_text="项目编号和小区编号填其中一项。"
    )
    since = date_field(label="起始日期")

    def clean_username(self) -> User | None:
        name = self.cleaned_data["username"].strip()
        if not name:
            return None
        found = User.objects.visible_to(self.user).filter(username=name, is_active=True).first()
        if found is None:
            raise forms.ValidationError("没有这个用户名，或不在您的管辖范围内。")
        return found

    def clean_community(self) -> Community | None:
        number = self.cleaned_data["community"].strip()
        if not number:
            return None
        rows = Community.objects.visible_to(self.user).select_related("region")
        found = list(rows.filter(number=number)[:2])
        if len(found) != 1:
            raise forms.ValidationError("没有这个编号的小区，请核对小区编号。")
        return found[0]

    def value(self) -> Duty:
        given = {**self.cleaned_data}
        return Duty(user=given.pop("username"), **given)


class EndForm(forms.Form):
    until = date_field(label="截止日期")


class VisitForm(forms.Form):
    visited_on = date_field(label="走访日期")
    note = forms.CharField(
        label="走访情况", max_length=1000, required=False, widget=forms.Textarea,
        help_text="看到什么、答应了什么、要谁办；暂不填的会标为“未写情况”。",
    )  # fmt: skip
    photos = PhotosField()


class NoteForm(forms.Form):
    note = forms.CharField(label="走访情况", max_length=1000, widget=forms.Textarea)


class AssignmentFilter(RegisterFilter):
    """Assignments of a month, with how often each was visited in it."""

    q = filters.CharFilter(label="姓名、项目或小区", method="search")
    kind = filters.ChoiceFilter(label="类别", choices=DutyKind.choices, empty_label="全部类别")
    absent = flag("本月未走访", "is_absent")
    month = filters.CharFilter(
        label="月份", method="keep", widget=forms.DateInput(attrs={"type": "month"})
    )
    ended = flag("含已结束", "keep")
    as_of = None

    class Meta:
        model = LeaderAssignment
        fields: list[str] = []

    @property
    def period(self) -> Month:
        """Return the month that is looked at; the present one unless another is named."""
        text = self.form.cleaned_data.get("month") if self.is_bound else ""
        try:
            return Month.parse(text or "")
        except ValueError:
            return Month.of(clock.today())

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(name__icontains=value)
            | Q(project__name__icontains=value)
            | Q(community__name__icontains=value)
        )

    def is_absent(self, queryset: Rows, name: str, value: bool) -> Rows:
        first, last = self.period.first, self.period.last
        visited = Visit.objects.filter(visited_on__gte=first, visited_on__lte=last)
        keys = visited.values("assignment_id")
        return queryset.exclude(pk__in=keys) if value else queryset.filter(pk__in=keys)

    def shown(self, queryset: Any) -> QuerySet[LeaderAssignment]:
        """Keep those of the month; all of them where ended ones are asked for."""
        first, last = self.period.first, self.period.last
        ended = self.is_bound and self.form.cleaned_data.get("ended")
        rows = queryset if ended else queryset.touching(first, last)
        found: QuerySet[LeaderAssignment] = rows.with_visits(first, last)
        return found


class VisitFilter(RegisterFilter):
    q = filters.CharFilter(label="姓名、项目或小区", method="search")
    blank = flag("未写情况", "is_blank")
    visited = filters.DateFromToRangeFilter(label="走访日期", field_name="visited_on")
    assignment = of_row("挂包安排", "assignment_id")
    as_of = None

    class Meta:
        model = Visit
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(assignment__name__icontains=value)
            | Q(assignment__project__name__icontains=value)
            | Q(assignment__community__name__icontains=value)
        )

    def is_blank(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(note="") if value else queryset.exclude(note="")


def month_bounds(day: date) -> tuple[date, date]:
    month = Month.of(day)
    return month.first, month.last
