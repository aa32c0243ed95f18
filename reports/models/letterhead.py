"""Whose name stands on a region's documents: banner, number, addressees, 版记."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from reports.words import recipients


class Letterhead(models.Model):
    """The office that issues for a region (GB/T 9704-2012 §7.2.4–7.2.5, §7.4).

    `code` is the 机关代字 of the number: 云老旧改办 gives 云老旧改办〔2023〕4号.
    """

    region = models.OneToOneField(
        Region, models.PROTECT, related_name="letterhead", verbose_name="区划"
    )
    office = models.CharField("发文机关", max_length=60)
    banner = models.CharField("发文机关标志", max_length=60)
    code = models.CharField("机关代字", max_length=20)
    addressee = models.CharField("主送机关", max_length=200)
    cc = models.CharField("抄送机关", max_length=300, blank=True)
    printer = models.CharField("印发机关", max_length=60)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "发文设置"

    def __str__(self) -> str:
        return self.office

    @classmethod
    def of(cls, region: Region) -> "Letterhead":
        """Return the region's letterhead, or an unsaved one with customary words."""
        found = cls.objects.filter(region=region).first()
        if found:
            return found
        sent, office = recipients(region), f"{region.name}城镇老旧小区改造工作领导小组办公室"
        return cls(
            region=region,
            office=office,
            banner=f"{office}文件",
            code=f"{region.name[0]}老旧改办",
            addressee=sent.addressee,
            cc=sent.cc,
            printer=office,
        )
