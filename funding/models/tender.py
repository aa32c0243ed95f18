"""Tenders (招标) and their lots; a lot may bundle several projects (打捆招标)."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from funding.choices import TenderMethod
from funding.contract_querysets import LotQuerySet, TenderQuerySet
from projects.models import Project


class Tender(models.Model):
    """One tender procedure; `region` is the smallest one that holds the projects of its lots."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="区划", editable=False
    )
    number = models.CharField("招标编号", max_length=60)
    name = models.CharField("招标名称", max_length=120)
    method = models.CharField("采购方式", max_length=14, choices=TenderMethod.choices)
    agency = models.CharField("招标代理", max_length=80, blank=True)
    notice_on = models.DateField("公告日期", null=True, blank=True)
    opened_on = models.DateField("开标日期", null=True, blank=True)

    objects = TenderQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "招标"
        ordering = ["-notice_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opened_on=None)
                | models.Q(notice_on=None)
                | models.Q(opened_on__gte=models.F("notice_on")),
                name="tender_opened_after_notice",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Lot(models.Model):
    """One lot (标段): control price, bids, who won at which price, for which projects."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="lots", verbose_name="招标")
    number = models.CharField("标段", max_length=30)
    control_price = models.DecimalField(
        "控制价（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    bids = models.PositiveSmallIntegerField("投标单位数", null=True, blank=True)
    winner = models.CharField("中标单位", max_length=80, blank=True)
    price = models.DecimalField(
        "中标价（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    awarded_on = models.DateField("中标日期", null=True, blank=True)
    projects = models.ManyToManyField(Project, related_name="lots", verbose_name="项目")

    objects = LotQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[projects])

    class Meta:
        verbose_name = verbose_name_plural = "标段"
        ordering = ["tender_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="lot_of_tender"),
            models.CheckConstraint(
                condition=models.Q(price=None)
                | models.Q(control_price=None)
                | models.Q(price__lte=models.F("control_price")),
                name="lot_price_within_control",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender} {self.number}"
