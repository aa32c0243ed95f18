"""Final accounts of completed projects (竣工财务决算)."""

from django.db import models
from simple_history.models import HistoricalRecords

from funding.contract_querysets import FinalAccountQuerySet
from projects.models import Project


class FinalAccount(models.Model):
    """A project's final accounts; due some months after completion (基本建设财务规则 §33).

    A row is there once somebody has entered anything; its deadline is `core.periods` arithmetic on
    the project's completion, see `contract_querysets.accounts_late`.
    """

    project = models.OneToOneField(
        Project, models.PROTECT, related_name="final_account", verbose_name="项目"
    )
    large = models.BooleanField("大型项目", default=False)
    extension = models.PositiveSmallIntegerField("延期（月）", default=0)
    extension_reason = models.CharField("延期理由", max_length=300, blank=True)
    submitted_on = models.DateField("编报日期", null=True, blank=True)
    approved_on = models.DateField("批复日期", null=True, blank=True)
    amount = models.DecimalField(
        "决算金额（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )

    objects = FinalAccountQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "竣工财务决算"
        ordering = ["project_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(extension=0) | ~models.Q(extension_reason=""),
                name="account_extension_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} 竣工财务决算"
