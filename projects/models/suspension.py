"""Suspensions: periods in which a project's clock stands still."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from projects.choices import SuspensionKind
from projects.models.project import Project
from projects.querysets import SuspensionQuerySet


class Suspension(models.Model):
    """A project is deferred or stopped from `started_on` (None: from the outset) until `ended_on`.

    `ended_on` is the first day of work again; None while it lasts. `review_on` is the day by
    which `decided_by` (a unit or a person) looks again whether it still holds.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="suspensions", verbose_name="项目"
    )
    kind = models.CharField(
        "类型", max_length=4, choices=SuspensionKind.choices, default=SuspensionKind.DEFERRED
    )
    started_on = models.DateField("起始日期", null=True, blank=True)
    ended_on = models.DateField("恢复日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    decided_by = models.CharField("决定单位或人员", max_length=80, blank=True)
    review_on = models.DateField("复核日期", null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "暂缓"
        ordering = ["project_id", "started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(ended_on=None), name="one_open_suspension"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project}{self.get_kind_display()}"

    def review_overdue(self, day: date) -> bool:
        """Say whether it still lasts on `day`, after the day it was to be looked at again."""
        return self.covers(day) and self.review_on is not None and self.review_on < day

    def covers(self, day: date) -> bool:
        begun = self.started_on is None or self.started_on <= day
        return begun and (self.ended_on is None or day < self.ended_on)
