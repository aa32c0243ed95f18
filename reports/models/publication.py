"""A month's bulletin that anybody may read without an account."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from core import clock
from reports.querysets import PublicationQuerySet


class Publication(models.Model):
    """The office's word that a month's bulletin is open to the public, until it takes it back.

    It is about the month, not about one edition: a correction that is issued takes the place of
    the edition it corrects on the public page at once.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="区划")
    period = models.DateField("期间首日")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="公开人"
    )
    published_at = models.DateTimeField("公开时间", default=clock.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="撤回人"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = PublicationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "通报公开"
        ordering = ["-period"]
        constraints = [
            models.UniqueConstraint(fields=["region", "period"], name="published_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.region}{self.period:%Y年%-m月}通报"
