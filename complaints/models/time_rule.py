"""Time limits by channel and level: rows with a start date and a source (domain: §7.1, §7.2)."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from complaints.choices import Channel, Level, Unit
from complaints.querysets import TimeRuleQuerySet


class TimeRule(models.Model):
    """How long a complaint of `level` that came by `channel` may take, from `effective_on` on.

    A rule without a region holds wherever no nearer one is; a rule without a channel (or level)
    where none names it. `limit` and `extension` count in `unit`; extension 0 allows none.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区划"
    )
    channel = models.CharField("渠道", max_length=30, choices=Channel.choices, blank=True)
    level = models.CharField("等级", max_length=8, choices=Level.choices, blank=True)
    respond_hours = models.PositiveSmallIntegerField("响应时限（小时）", null=True, blank=True)
    limit = models.PositiveSmallIntegerField("办理时限")
    unit = models.CharField("单位", max_length=8, choices=Unit.choices, default=Unit.WORKING)
    extension = models.PositiveSmallIntegerField("可延长", default=0)
    return_days = models.PositiveSmallIntegerField("退回时限（工作日）", default=2)
    effective_on = models.DateField("起用日期")
    source = models.CharField("来源", max_length=200)

    objects = TimeRuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "投诉办理时限"
        ordering = ["channel", "level", "region_id", "effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "channel", "level", "effective_on"], name="time_rule_once"
            ),
            models.UniqueConstraint(
                fields=["channel", "level", "effective_on"],
                condition=models.Q(region=None),
                name="time_rule_general_once",
            ),
            models.CheckConstraint(condition=models.Q(limit__gte=1), name="time_rule_positive"),
        ]

    def __str__(self) -> str:
        name = f"{self.channel}{self.get_level_display()}" or "通用"
        return f"{name} {self.limit}{self.get_unit_display()}"
