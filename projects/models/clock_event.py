"""Clock events (时长归责): days of a project that were somebody's, recorded with evidence."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from projects.models.project import Project
from projects.pace_choices import ClockParty
from projects.querysets import ProjectPartQuerySet


class ClockEvent(models.Model):
    """Days of a project that were somebody's: from `started_on` until before `ended_on`.

    `ended_on` is None while it lasts. `evidence` says what shows it: a letter, minutes, a weather
    report.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="clock_events", verbose_name="项目"
    )
    started_on = models.DateField("起始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    party = models.CharField("归责", max_length=10, choices=ClockParty.choices)
    reason = models.CharField("事由", max_length=200)
    evidence = models.CharField("依据", max_length=200)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    objects = ProjectPartQuerySet["ClockEvent"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "时长归责记录"
        ordering = ["project_id", "started_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gt=models.F("started_on")),
                name="clock_event_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party}：{self.reason}"
