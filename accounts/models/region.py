"""Regions: the tree that scope, plans and figures hang on."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.choices import RegionLevel
from accounts.querysets import RegionQuerySet
from core import regions


class Region(models.Model):
    """A province, city, county, street or community, keyed by its 12-digit statistical code."""

    code = models.BigIntegerField("区划代码", primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=8, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = RegionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__gte=10**11, code__lt=10**12), name="region_code_12_digits"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def range(self) -> regions.CodeRange:
        return regions.subtree(self.code)
