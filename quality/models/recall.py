"""Recalls: one failed batch, looked for at every project (材料追溯)."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from accounts.querysets import ScopedQuerySet
from core import clock


class Recall(models.Model):
    """A batch that no project of `region` may use any more, and why."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="区划")
    kind = models.CharField("材料类型", max_length=30)
    supplier = models.CharField("供应商", max_length=80)
    batch = models.CharField("批号", max_length=60)
    reason = models.CharField("原因", max_length=300)
    opened_on = models.DateField("召回日期", default=clock.today)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    objects = ScopedQuerySet["Recall"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "材料召回"
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "supplier", "batch"], name="recall_batch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.supplier}{self.kind}（批号{self.batch}）"
