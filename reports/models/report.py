"""Reports: the weekly dispatch, the monthly and the inspection bulletin as frozen rows."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from reports.choices import BULLETINS, ReportKind, ReportState
from reports.querysets import ReportQuerySet


class Report(models.Model):
    """One edition of one report, unique by region, kind, period and edition.

    `data` holds every number and list as of the freeze and is written once; `text` holds the
    office's words, whose numbers are fields bound to `data`. PDF, DOCX and workbook are rendered
    from this row alone. `claimed_at` is when a worker took the row to build it.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="reports", verbose_name="区划")
    kind = models.CharField("种类", max_length=8, choices=ReportKind.choices)
    period = models.DateField("期间首日")
    as_of = models.DateField("截至日期")
    edition = models.PositiveSmallIntegerField("版次", default=1)
    state = models.CharField(
        "状态", max_length=8, choices=ReportState.choices, default=ReportState.BUILDING
    )
    title = models.CharField("标题", max_length=120)
    number_year = models.PositiveSmallIntegerField("发文年度", null=True, blank=True)
    number_seq = models.PositiveSmallIntegerField("发文序号", null=True, blank=True)
    data = models.JSONField("数据", default=dict)
    text = models.JSONField("文字", default=dict)
    digest = models.CharField("数据摘要", max_length=64, blank=True)
    claimed_at = models.DateTimeField("开始生成", null=True, blank=True)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    error = models.CharField("错误", max_length=500, blank=True)
    built_at = models.DateTimeField("生成时间", null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="起草人"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审核人"
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    issued_at = models.DateTimeField("签发时间", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name="更正",
    )
    correction_reason = models.CharField("更正原因", max_length=300, blank=True)

    _was_frozen = False

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["data", "progress"])

    class Meta:
        verbose_name = verbose_name_plural = "通报与调度"
        ordering = ["-period", "kind", "-edition"]
        permissions = [
            ("draft_report", "起草通报"),
            ("review_report", "审核通报"),
            ("issue_report", "签发通报"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "period", "edition"], name="one_report_per_period"
            ),
            models.UniqueConstraint(
                fields=["region", "kind", "number_year", "number_seq"], name="one_report_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(edition=1) | ~models.Q(correction_reason=""),
                name="correction_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._was_frozen = row.__dict__.get("state") == ReportState.ISSUED
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; TypeError for a report that was issued before: corrections are new editions."""
        if self._was_frozen:
            raise TypeError("an issued report never changes")
        super().save(*args, **kwargs)
        self._was_frozen = self.frozen

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self._was_frozen:
            raise TypeError("an issued report is never deleted")
        return super().delete(*args, **kwargs)

    @property
    def is_bulletin(self) -> bool:
        return self.kind in BULLETINS

    @property
    def frozen(self) -> bool:
        """An issued report never changes."""
        return self.state == ReportState.ISSUED
