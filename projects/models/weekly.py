"""Weekly entries (周报): one row per project and week, cumulative."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from core.deadlines import due_at
from core.periods import Week
from projects.choices import EntryState
from projects.models.project import Project
from projects.querysets import WeeklyEntryQuerySet, WeeklySubmissionQuerySet


class WeeklyEntry(models.Model):
    """What one project reports for the week that begins on `week` (a Monday).

    `percent` (0–100) and `invested` (元) are cumulative; a fall against the last accepted week
    needs `fall_reason`. The entry counts as reported once it is submitted with both values.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="weekly_entries", verbose_name="项目"
    )
    week = models.DateField("周一日期")
    percent = models.DecimalField(
        "形象进度（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    invested = models.DecimalField(
        "累计完成投资（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    workers = models.PositiveIntegerField("现场人数", null=True, blank=True)
    progress_note = models.CharField("本周进展", max_length=500, blank=True)
    next_plan = models.CharField("下周计划", max_length=500, blank=True)
    problem = models.CharField("存在问题", max_length=500, blank=True)
    help_needed = models.CharField("需协调事项", max_length=500, blank=True)
    fall_reason = models.CharField("数据下降原因", max_length=300, blank=True)
    no_change = models.BooleanField("本周无变化", default=False)
    state = models.CharField(
        "状态", max_length=10, choices=EntryState.choices, default=EntryState.DRAFT
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="填报人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    return_comment = models.CharField("退回意见", max_length=300, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = WeeklyEntryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "周报"
        ordering = ["-week", "project_id"]
        permissions = [
            ("enter_weeklyentry", "填报周进度"),
            ("review_weeklyentry", "审核周进度"),
            ("close_week", "冻结周报"),
            ("unlock_week", "解锁周报"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "week"], name="one_entry_per_week"),
            models.CheckConstraint(
                condition=models.Q(percent__isnull=True)
                | models.Q(percent__gte=0, percent__lte=100),
                name="percent_0_to_100",
            ),
            models.CheckConstraint(
                condition=models.Q(invested__isnull=True) | models.Q(invested__gte=0),
                name="invested_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["week", "state"], name="entry_week_state")]

    def __str__(self) -> str:
        return f"{self.project} {self.week}"

    @property
    def has_value(self) -> bool:
        return self.percent is not None and self.invested is not None

    @property
    def late(self) -> bool:
        """Tell whether it was submitted after its week was due; `submitted_late` for many."""
        return self.submitted_at is not None and self.submitted_at > due_at(Week(self.week))


class WeeklySubmission(models.Model):
    """A receipt: who submitted how many entries of a region and week, when."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="区划")
    week = models.DateField("周一日期")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填报人"
    )
    submitted_at = models.DateTimeField("提交时间")
    entries = models.PositiveIntegerField("周报数")
    receipt = models.CharField("回执号", max_length=30, unique=True)

    objects = WeeklySubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提交回执"
        ordering = ["-submitted_at"]

    def __str__(self) -> str:
        return self.receipt
