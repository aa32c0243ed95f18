"""Rules of subsidy and of what residents pay: dated, by region, each with its source."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from funding.querysets import SubsidyRuleQuerySet
from funding.source_choices import Measure


class SubsidyRule(models.Model):
    """One number, in force from a date on; the nearest region's newest rule counts.

    `work_class` is named for shares by class and empty for the rest. A rule that is not `active`
    lifts the limit from its date on.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区划"
    )
    measure = models.CharField("规则", max_length=16, choices=Measure.choices)
    work_class = models.CharField("改造类别", max_length=10, blank=True)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)
    effective_on = models.DateField("起用日期")
    active = models.BooleanField("启用", default=True)
    source = models.CharField("来源", max_length=200)

    objects = SubsidyRuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "补助规则"
        ordering = ["measure", "work_class", "region_id", "effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "measure", "work_class", "effective_on"],
                name="subsidy_rule_once",
            ),
            models.UniqueConstraint(
                fields=["measure", "work_class", "effective_on"],
                condition=models.Q(region=None),
                name="subsidy_rule_general_once",
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="subsidy_rule_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.work_class} {self.value:f}".replace("  ", " ")
