"""Campaign deadlines (攻坚时限): by when all projects of a region and year are to be somewhere."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from projects.pace_choices import CampaignTarget
from projects.pace_querysets import GeneralRowQuerySet


class Campaign(models.Model):
    """One deadline; it holds for its region and all below."""

    name = models.CharField("名称", max_length=30)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="区划")
    year = models.PositiveSmallIntegerField("年度")
    target = models.CharField("目标", max_length=10, choices=CampaignTarget.choices)
    due_on = models.DateField("时限")
    source = models.CharField("来源", max_length=200)

    objects = GeneralRowQuerySet["Campaign"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "攻坚时限"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year", "target"], name="one_campaign_per_target"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def days_left(self, day: date) -> int:
        """Return the days to the deadline, negative after it."""
        return (self.due_on - day).days
