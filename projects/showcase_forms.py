"""Forms and filters of showcases and highlights."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q

from core.fields import date_field
from core.photos import Photo, check_photos
from projects.choices import HighlightKind, PhotoMoment, ShowcaseKind
from projects.filters import RegisterFilter, Rows, of_row
from projects.forms import RowForm
from projects.models import Highlight, Project, Showcase
from projects.pace_forms import Projects, words
from projects.querysets import named


class ShowcaseForm(RowForm):
    groups = (
        ("样板示范", ("kind", "name", "region", "basis", "since")),
        ("项目和简介", ("projects", "text")),
    )
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *ShowcaseKind.choices])
    basis = forms.CharField(
        label="确定依据", max_length=200, help_text="文件名称和文号，或会议名称和日期。"
    )
    since = date_field(label="确定日期")
    projects = Projects(
        label="项目", queryset=Project.objects.none(),
        help_text="样板项目选一个；精品示范线路按住 Ctrl 选两个或以上。",
    )  # fmt: skip
    text = words("简介", 2000, required=False)

    class Meta:
        model = Showcase
        fields = ("kind", "name", "region", "basis", "since", "projects", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["projects"]
        rows = Project.objects.visible_to(self.user).order_by("-year", "region_id", "number")
        field.queryset = rows.only("name", "year")


class PhotoField(forms.FileField):
    """One photo; what it may be is decided by `core.photos`."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png"})


class HighlightForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *HighlightKind.choices])
    title = forms.CharField(label="标题", max_length=60)
    seen_on = date_field(label="日期")
    text = words("成效", 2000, help_text="写做了什么、带来什么变化；不写居民姓名和电话。")
    before = PhotoField(label="改造前照片", required=False)
    after = PhotoField(label="改造后照片", required=False)

    def __init__(self, *args: Any, row: Highlight | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {photo.moment for photo in row.photos.filter(current=True)} if row else set()
        for moment in PhotoMoment:
            said = "已有照片，重新选择则替换。" if moment in kept else "JPG 或 PNG，可暂不上传。"
            self.fields[moment.value].help_text = said

    def photos(self) -> dict[PhotoMoment, Photo | None]:
        """Return the photos as they may be kept; Refusal for what is none."""
        return {moment: self._photo(moment) for moment in PhotoMoment}

    def _photo(self, moment: PhotoMoment) -> Photo | None:
        file = self.cleaned_data.get(moment.value)
        return check_photos([file], moment.value, most=1)[0] if file else None


class EndShowcaseForm(forms.Form):
    reason = words("原因", 300)


class ShowcaseFilter(RegisterFilter):
    """Showcases that stand on the as-of date."""

    q = filters.CharFilter(label="名称或项目", method="search")
    kind = filters.ChoiceFilter(label="类别", choices=ShowcaseKind.choices, empty_label="全部类别")

    class Meta:
        model = Showcase
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        ours = Showcase.objects.filter(named(value, "projects__")).values("pk")
        return queryset.filter(Q(name__icontains=value) | Q(pk__in=ours))

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.standing_on(self.day)
        return rows


class HighlightFilter(RegisterFilter):
    """Highlights that stand on the as-of date."""

    q = filters.CharFilter(label="标题、内容或项目", method="search")
    kind = filters.ChoiceFilter(label="类别", choices=HighlightKind.choices, empty_label="全部类别")
    project = of_row("项目", "project_id")

    class Meta:
        model = Highlight
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        words = Q(title__icontains=value) | Q(text__icontains=value)
        return queryset.filter(words | named(value, "project__"))

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.standing_on(self.day)
        return rows
