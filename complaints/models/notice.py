"""施工影响告知: water, power or roads that works interrupt, told to the residents (S0-31)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from complaints.choices import NoticeKind
from complaints.querysets import WorkNoticeQuerySet
from projects.models import Community, Project


class WorkNotice(models.Model):
    """One interruption in one community; `told` says how residents were told."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所属区划")
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="work_notices", verbose_name="小区"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="work_notices",
        verbose_name="项目",
    )  # fmt: skip
    kind = models.CharField("种类", max_length=8, choices=NoticeKind.choices)
    starts_at = models.DateTimeField("开始时间", db_index=True)
    ends_at = models.DateTimeField("结束时间")
    scope = models.CharField("影响范围", max_length=100)
    reason = models.CharField("原因", max_length=100)
    told = models.CharField("告知方式", max_length=100)
    contact = models.CharField("咨询电话", max_length=30, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    cancelled = models.BooleanField("已取消", default=False)

    objects = WorkNoticeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "施工影响告知"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="work_notice_ends_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d}"

    def state_at(self, now: datetime) -> str:
        """Return 已取消, 已结束, 进行中 or 未开始."""
        if self.cancelled:
            return "已取消"
        if self.ends_at <= now:
            return "已结束"
        return "进行中" if self.starts_at <= now else "未开始"
