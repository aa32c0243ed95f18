"""Disputes (矛盾纠纷), mass incidents among them."""

from django.db import models
from simple_history.models import HistoricalRecords

from complaints.querysets import DisputeQuerySet
from projects.models import Project
from projects.models.numbered import NumberedInCity


class Dispute(NumberedInCity):
    """One dispute at a project, and whether it stopped the works."""

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes",
        verbose_name="项目",
    )
    category = models.CharField("类别", max_length=30)
    mass_incident = models.BooleanField("群体性", default=False)
    occurred_on = models.DateField("发生日期", db_index=True)
    resolved_on = models.DateField("化解日期", null=True, blank=True)
    stopped_work = models.BooleanField("是否停工", default=False)
    stopped_on = models.DateField("停工日期", null=True, blank=True)
    resumed_on = models.DateField("复工日期", null=True, blank=True)
    content = models.TextField("情况", blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = DisputeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "纠纷"
        ordering = ["-occurred_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="dispute_number_in_city")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.category}"
