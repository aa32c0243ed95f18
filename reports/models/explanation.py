"""Written reasons for sums that do not add up; printed as footnotes (对账发布)."""

from typing import Any

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from reports.models.report import Report


class CheckExplanation(models.Model):
    """Why one failed check of a report may stand: who says so, and in which words."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="explanations", verbose_name="通报"
    )
    check_key = models.CharField("对账项", max_length=120)
    reason = models.CharField("原因", max_length=300)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="说明人"
    )
    explained_at = models.DateTimeField("说明时间")

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "对账说明"
        ordering = ["check_key"]
        constraints = [
            models.UniqueConstraint(fields=["report", "check_key"], name="one_reason_per_check"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="explanation_has_text"),
        ]

    def __str__(self) -> str:
        return self.check_key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; TypeError once the report is issued: its footnotes are part of it."""
        if self.report.frozen:
            raise TypeError("an issued report never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.report.frozen:
            raise TypeError("an issued report never changes")
        return super().delete(*args, **kwargs)
