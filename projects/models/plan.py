"""Annual plans: the denominator of every rate, locked on approval, changed only by versions."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from projects.choices import PlanState
from projects.querysets import AnnualPlanQuerySet


class AnnualPlan(models.Model):
    """One version of a region's plan for a programme year.

    The version in force on a date is the newest approved one with `effective_on` on or before it.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="annual_plans", verbose_name="区划"
    )
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=1)
    state = models.CharField(
        "状态", max_length=10, choices=PlanState.choices, default=PlanState.DRAFT
    )
    communities = models.PositiveIntegerField("计划小区数")
    households = models.PositiveIntegerField("计划户数", null=True, blank=True)
    investment = models.DecimalField(
        "计划投资（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    effective_on = models.DateField("生效日期")
    reason = models.CharField("调整原因", max_length=300, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准人",
    )
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = AnnualPlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "年度计划"
        ordering = ["-year", "region_id", "-version"]
        permissions = [("approve_annualplan", "批准年度计划")]
        constraints = [
            models.UniqueConstraint(fields=["region", "year", "version"], name="plan_version"),
            models.CheckConstraint(
                condition=models.Q(version=1) | ~models.Q(reason=""), name="plan_change_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.region}年度计划（第{self.version}版）"

    @property
    def locked(self) -> bool:
        return self.state == PlanState.APPROVED
