"""复查 and 复核 of what a petitioner was answered (信访工作条例 §35, §36)."""

from datetime import date

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from complaints.choices import Conclusion, ReviewStage
from complaints.models.complaint import Complaint
from complaints.querysets import PetitionReviewQuerySet


class PetitionReview(models.Model):
    """One stage: asked for by the petitioner, answered once by `unit`; `decided_on` is None until then."""

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="reviews", verbose_name="投诉"
    )
    stage = models.CharField("阶段", max_length=8, choices=ReviewStage.choices)
    asked_on = models.DateField("申请日期")
    reason = models.CharField("请求和理由", max_length=500)
    unit = models.CharField("复查（复核）机关", max_length=80)
    due_on = models.DateField("答复期限")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    conclusion = models.CharField("意见", max_length=8, choices=Conclusion.choices, blank=True)
    opinion = models.CharField("意见内容", max_length=1000, blank=True)
    decided_on = models.DateField("答复日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="办理人",
    )  # fmt: skip

    objects = PetitionReviewQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "信访复查复核"
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "stage"], name="petition_stage_once"),
            models.CheckConstraint(
                condition=models.Q(decided_on=None, conclusion="")
                | (models.Q(decided_on__isnull=False) & ~models.Q(conclusion="")),
                name="petition_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint.number} {self.get_stage_display()}"

    def days_overdue(self, day: date) -> int:
        """Return the days since its term ended; 0 before and once it was answered."""
        answered = self.decided_on is not None and self.decided_on <= day
        return 0 if answered else max(0, (day - self.due_on).days)
