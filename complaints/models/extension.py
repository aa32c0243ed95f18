"""延期申请 of a complaint: one, with its reason (domain: §7.1)."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from complaints.models.complaint import Complaint
from complaints.querysets import ComplaintPartQuerySet


class ComplaintExtension(models.Model):
    """The one request for more time; `granted` is None until it is decided."""

    complaint = models.OneToOneField(
        Complaint, models.PROTECT, related_name="extension", verbose_name="投诉"
    )
    until = models.DateTimeField("延期至")
    reason = models.CharField("延期理由", max_length=500)
    asked_on = models.DateField("申请日期")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    granted = models.BooleanField("同意", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="答复人",
    )  # fmt: skip
    note = models.CharField("答复意见", max_length=500, blank=True)

    objects = ComplaintPartQuerySet["ComplaintExtension"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "投诉延期"

    def __str__(self) -> str:
        return f"{self.complaint_id} 延期至{self.until:%Y-%m-%d}"
