"""What complaints are about, and for how long a builder answers for it."""

from django.db import models
from simple_history.models import HistoricalRecords

from complaints.querysets import CategoryQuerySet


class ComplaintCategory(models.Model):
    """One category, common to all regions. `quality` decides whether it counts as 质量投诉.

    `warranty_years` follow 建设工程质量管理条例 §40 from the acceptance on; None where the law
    names no years (by contract, or for the building's design life: `warranty_life`).
    """

    name = models.CharField("类别", max_length=30, unique=True)
    quality = models.BooleanField("质量投诉", default=True)
    warranty_item = models.CharField("保修项目", max_length=60, blank=True)
    warranty_years = models.PositiveSmallIntegerField("保修期（年）", null=True, blank=True)
    warranty_life = models.BooleanField("设计使用年限内保修", default=False)
    source = models.CharField("依据", max_length=200, blank=True)
    active = models.BooleanField("启用", default=True)
    order = models.PositiveSmallIntegerField("次序", default=100)

    objects = CategoryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "投诉类别"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name
