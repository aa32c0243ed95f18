"""The log of visits to what one looks after, with photos (S2-06)."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from projects.duty_querysets import VisitPhotoQuerySet, VisitQuerySet
from projects.models.assignment import LeaderAssignment


def stored_name(photo: "VisitPhoto", name: str) -> str:
    """Return where a photo is kept: a name of our own."""
    return f"visits/{uuid4().hex}.jpg"


class Visit(models.Model):
    """One visit. A visit without a note is kept and flagged until somebody writes one."""

    assignment = models.ForeignKey(
        LeaderAssignment, models.PROTECT, related_name="visits", verbose_name="挂包安排"
    )
    visited_on = models.DateField("走访日期")
    note = models.CharField("走访情况", max_length=1000, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "走访记录"
        ordering = ["-visited_on", "-pk"]
        indexes = [models.Index(fields=["assignment", "visited_on"], name="visit_assignment_day")]

    def __str__(self) -> str:
        return f"{self.visited_on:%Y-%m-%d} {self.assignment.name}"


class VisitPhoto(models.Model):
    """A photo of a visit, re-encoded; when and where it was taken is for internal pages alone."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos", verbose_name="走访记录")
    file = models.FileField("照片", upload_to=stored_name, max_length=120)
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)

    objects = VisitPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "走访照片"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.visit} 照片"

    @property
    def told(self) -> str:
        """Say when and where it was taken."""
        at = f"{timezone.localtime(self.taken_at):%Y-%m-%d %H:%M}" if self.taken_at else "时间未知"
        known = self.latitude is not None
        place = f"北纬 {self.latitude}、东经 {self.longitude}" if known else "地点未知"
        return f"拍摄 {at}，{place}"
