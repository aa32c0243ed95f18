"""Days on which an office works or rests otherwise than the published calendar says."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models.region import Region
from accounts.querysets import HolidayQuerySet


class Holiday(models.Model):
    """One day: `working` says which way it differs. Without a region it holds everywhere."""

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区划"
    )
    day = models.DateField("日期")
    working = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=40)
    source = models.CharField("来源", max_length=200)

    objects = HolidayQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "节假日安排"
        ordering = ["-day", "region_id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "day"], name="holiday_once"),
            models.UniqueConstraint(
                fields=["day"], condition=models.Q(region=None), name="holiday_general_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'上班' if self.working else '放假'}（{self.name}）"
