"""Problems of a project: filed on any day, not only on Friday (S0-02)."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from projects.models.project import Project
from projects.querysets import ProjectPartQuerySet


class Problem(models.Model):
    """Something that holds a project up, and whose help is asked for."""

    class Severity(models.TextChoices):
        ORDINARY = "一般", "一般"
        SERIOUS = "较重", "较重"
        CRITICAL = "严重", "严重"

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="problems", verbose_name="项目"
    )
    text = models.CharField("问题", max_length=500)
    severity = models.CharField(
        "程度", max_length=4, choices=Severity.choices, default=Severity.ORDINARY
    )
    help_needed = models.CharField("需协调事项", max_length=500, blank=True)
    opened_on = models.DateField("提出日期")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    closed_on = models.DateField("解决日期", null=True, blank=True)
    result = models.CharField("处理结果", max_length=500, blank=True)

    objects = ProjectPartQuerySet["Problem"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        ordering = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return self.text
