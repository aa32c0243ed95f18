"""Stop windows (停工窗口): days on which a region forbids works, for reasons outside the project."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from projects.calendar import Span
from projects.choices import StopKind, StoppedWorks
from projects.schedule_querysets import StopWindowQuerySet


class StopWindow(models.Model):
    """From `first_on` to `last_on`, both included, in the region and everything below it.

    `works` says what is forbidden; `stops_clock` whether these days count as stopped in schedules
    and in lag (a flood season may forbid trenches and stop nothing else).
    """

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="stop_windows", verbose_name="适用区划"
    )
    kind = models.CharField("类型", max_length=8, choices=StopKind.choices)
    name = models.CharField("名称", max_length=60)
    first_on = models.DateField("起始日期")
    last_on = models.DateField("截止日期")
    works = models.CharField(
        "停止的施工", max_length=8, choices=StoppedWorks.choices, default=StoppedWorks.ALL
    )
    stops_clock = models.BooleanField("扣除工期", default=True)
    source = models.CharField("依据", max_length=200)

    objects = StopWindowQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "停工窗口"
        ordering = ["-first_on", "region_id", "pk"]
        indexes = [models.Index(fields=["last_on", "first_on"], name="stop_window_days")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="stop_window_in_order"
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="stop_window_has_source"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1

    @property
    def span(self) -> Span:
        return Span(self.first_on, self.last_on, self.name)

    def covers(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on
