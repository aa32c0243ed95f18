"""Rules of the escalation ladder: thresholds with a start date and a note of their source."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from orders.choices import Measure, Step
from orders.querysets import RuleQuerySet


class EscalationRule(models.Model):
    """`measure` at or above `threshold` proposes `step`, from `effective_on` on.

    A rule without a region holds wherever no nearer region has its own of the same step and
    measure. A rule that is not `active` switches the pair off from its date on.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区划"
    )
    step = models.CharField("升级措施", max_length=12, choices=Step.choices)
    measure = models.CharField("依据", max_length=8, choices=Measure.choices)
    threshold = models.PositiveSmallIntegerField("阈值")
    effective_on = models.DateField("起用日期")
    active = models.BooleanField("启用", default=True)
    source = models.CharField("来源", max_length=200)

    objects = RuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "升级规则"
        ordering = ["region_id", "measure", "threshold", "effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "step", "measure", "effective_on"], name="escalation_rule_once"
            ),
            models.UniqueConstraint(
                fields=["step", "measure", "effective_on"],
                condition=models.Q(region=None),
                name="escalation_rule_general_once",
            ),
            models.CheckConstraint(
                condition=models.Q(threshold__gte=1), name="escalation_rule_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()}达到{self.threshold}：{self.get_step_display()}"
