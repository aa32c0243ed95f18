"""Closing of a week at the cut-off, and its recorded exceptions."""

from django.conf import settings
from django.db import models

from accounts.models import Region


class WeekClosing(models.Model):
    """The week is frozen for a region and everything below it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="区划")
    week = models.DateField("周一日期")
    closed_at = models.DateTimeField("冻结时间")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="冻结人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "周冻结"
        ordering = ["-week"]
        constraints = [
            models.UniqueConstraint(fields=["region", "week"], name="one_closing_per_week")
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.week}"


class WeekUnlock(models.Model):
    """One region and week is open again until `until`, for a written reason."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="区划")
    week = models.DateField("周一日期")
    reason = models.CharField("原因", max_length=300)
    unlocked_at = models.DateTimeField("解锁时间")
    unlocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="解锁人"
    )
    until = models.DateTimeField("截止时间")

    class Meta:
        verbose_name = verbose_name_plural = "周解锁"
        ordering = ["-unlocked_at"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="unlock_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.week}"
