"""What a city shows: model projects and routes (S2-13), highlights with photos (S2-15)."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from projects.choices import HighlightKind, PhotoMoment, ShowcaseKind
from projects.models.project import Project
from projects.showcase_querysets import HighlightQuerySet, PhotoQuerySet, ShowcaseQuerySet


def stored_name(photo: "HighlightPhoto", name: str) -> str:
    """Return where a photo is kept: a name of our own."""
    return f"highlights/{uuid4().hex}.jpg"


class Showcase(models.Model):
    """A model project (样板项目), or a route that leads through several (精品示范线路)."""

    kind = models.CharField("类别", max_length=10, choices=ShowcaseKind.choices)
    name = models.CharField("名称", max_length=80)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="showcases", verbose_name="区划"
    )
    projects = models.ManyToManyField(Project, related_name="showcases", verbose_name="项目")
    basis = models.CharField("确定依据", max_length=200)
    text = models.TextField("简介", max_length=2000, blank=True)
    since = models.DateField("确定日期")
    until = models.DateField("取消日期", null=True, blank=True)

    objects = ShowcaseQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[projects])

    class Meta:
        verbose_name = verbose_name_plural = "样板示范"
        ordering = ["region_id", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "name"], name="showcase_name"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="showcase_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Highlight(models.Model):
    """What a project achieved, in words and with photos before and after."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="highlights", verbose_name="项目"
    )
    kind = models.CharField("类别", max_length=10, choices=HighlightKind.choices)
    title = models.CharField("标题", max_length=60)
    text = models.TextField("成效", max_length=2000)
    seen_on = models.DateField("日期")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)

    objects = HighlightQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "成效亮点"
        ordering = ["-seen_on", "-pk"]
        indexes = [models.Index(fields=["project", "kind"], name="highlight_project_kind")]

    def __str__(self) -> str:
        return self.title


class HighlightPhoto(models.Model):
    """A photo before or after, re-encoded without the camera's data; a newer one replaces it."""

    highlight = models.ForeignKey(
        Highlight, models.PROTECT, related_name="photos", verbose_name="成效亮点"
    )
    moment = models.CharField("时点", max_length=6, choices=PhotoMoment.choices)
    file = models.FileField("照片", upload_to=stored_name, max_length=120)
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    current = models.BooleanField("现用", default=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "成效照片"
        ordering = ["-moment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["highlight", "moment"],
                condition=models.Q(current=True),
                name="one_photo_per_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.highlight} {self.get_moment_display()}"
