"""What an inspection found on a project, followed until somebody else confirms it is put right."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from projects.models import Project
from quality.choices import FindingCategory
from quality.querysets import FindingQuerySet


class InspectionFinding(models.Model):
    """One finding: its region is the project's, its state follows from its dates.

    A reply that is not accepted is taken off again with `review_note` saying why; every version
    stays in history.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="findings", verbose_name="项目"
    )
    site_check = models.ForeignKey(
        "quality.SiteCheck", models.PROTECT, null=True, blank=True, related_name="findings",
        verbose_name="现场检查",
    )  # fmt: skip
    found_on = models.DateField("检查日期", db_index=True)
    inspectors = models.CharField("检查人", max_length=100)
    category = models.CharField("问题类别", max_length=8, choices=FindingCategory.choices)
    text = models.CharField("发现的问题", max_length=500)
    requirement = models.CharField("整改要求", max_length=500)
    due_on = models.DateField("整改期限")
    unit = models.CharField("责任单位", max_length=80)
    person = models.CharField("责任人", max_length=30, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    reply = models.CharField("整改回复", max_length=500, blank=True)
    replied_on = models.DateField("回复日期", null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="回复人",
    )
    review_note = models.CharField("复查意见", max_length=500, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复查人",
    )

    objects = FindingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "检查问题"
        ordering = ["-found_on", "-pk"]
        permissions = [
            ("answer_inspectionfinding", "回复检查问题"),
            ("close_inspectionfinding", "复查检查问题"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("found_on")), name="finding_due_after"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None)
                | Q(replied_on__isnull=False, closed_on__gte=F("replied_on")),
                name="finding_closed_after_reply",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("replied_by")),
                name="finding_closed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.text
