"""Whose name and code stand on a region's orders, and the counters behind their numbers."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from accounts.querysets import ScopedQuerySet
from orders.choices import OrderKind


class OrderOffice(models.Model):
    """The office that issues a region's orders.

    `code` is the 机关代字 without the character of the kind: 云老旧 gives 云老旧督〔2023〕5号.
    """

    region = models.OneToOneField(
        Region, models.PROTECT, related_name="order_office", verbose_name="区划"
    )
    name = models.CharField("发文机关", max_length=60)
    code = models.CharField("机关代字", max_length=12)
    contact = models.CharField("联系人", max_length=30, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)

    objects = ScopedQuerySet["OrderOffice"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "督办发文机关"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, region: Region) -> "OrderOffice":
        """Return the region's office, or an unsaved one with customary words."""
        found = cls.objects.filter(region=region).first()
        if found is not None:
            return found
        name = f"{region.name}城镇老旧小区改造工作领导小组办公室"
        return cls(region=region, name=name, code=f"{region.name[:1]}老旧")


class OrderSeries(models.Model):
    """The last number given of a region, kind and year; its row is the lock that issuing takes."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="发文区划")
    kind = models.CharField("种类", max_length=16, choices=OrderKind.choices)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "督办编号"
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "year"], name="order_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}：{self.last}"
