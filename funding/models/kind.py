"""The code table of kinds of money (domain: §6.1), which the office keeps."""

from django.db import models
from simple_history.models import HistoricalRecords

from funding.querysets import SourceKindQuerySet
from funding.source_choices import KindGroup


class SourceKind(models.Model):
    """One kind of money, or a name that an imported ledger uses for one (`stands_for`).

    Sources keep the name as it was typed; a name without a row here waits for assignment.
    `work_classes` (、-joined) are the classes that the money may pay for, empty for all.
    """

    name = models.CharField("资金类别", max_length=30, unique=True)
    group = models.CharField("归类", max_length=8, choices=KindGroup.choices)
    stands_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="aliases", verbose_name="归入"
    )
    work_classes = models.CharField("限用于改造类别", max_length=30, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    active = models.BooleanField("启用", default=True)
    note = models.CharField("说明", max_length=200, blank=True)

    objects = SourceKindQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "资金类别"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name
