"""Quality complaints (质量投诉)."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from complaints.querysets import ComplaintQuerySet
from projects.models import Community, Project
from projects.models.numbered import NumberedInCity


class Complaint(NumberedInCity):
    """One complaint of a resident about a community's works."""

    community = models.ForeignKey(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name="小区",
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name="项目",
    )
    category = models.CharField("类别", max_length=30)
    channel = models.CharField("渠道", max_length=30, blank=True)
    received_on = models.DateField("受理日期", db_index=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    content = models.TextField("内容", blank=True)
    satisfaction = models.CharField("满意度", max_length=10, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = ComplaintQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "投诉"
        ordering = ["-received_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="complaint_number_in_city"),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(closed_on__gte=models.F("received_on")),
                name="complaint_closed_after_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.category}"

    def closed_by(self, day: date) -> bool:
        return self.closed_on is not None and self.closed_on <= day
