"""Rules of the lights (红黄绿灯): sets that hold for a region from a date on, with their source."""

from django.core.validators import MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from projects.pace_choices import Curve, LightFormula, LightSubject
from projects.pace_querysets import RuleSetQuerySet


class LightRuleSet(models.Model):
    """One set of rules. Of the sets in effect on a date the nearest region's newest one holds.

    A set without a region holds wherever no nearer region has its own.
    """

    name = models.CharField("规则名称", max_length=30)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区划"
    )
    effective_on = models.DateField("起用日期")
    source = models.CharField("来源", max_length=200)

    objects = RuleSetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "亮灯规则"
        ordering = ["-effective_on", "region_id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "effective_on"], name="light_rules_once"),
            models.UniqueConstraint(
                fields=["effective_on"],
                condition=models.Q(region=None),
                name="light_rules_general_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LightRule(models.Model):
    """One line: `subject` is yellow from `yellow` and red from `red` on, by `formula`.

    `yellow_over` and `red_over` say that the value must exceed the threshold, not merely reach
    it. `needed` is the rate that a formula measures against, where it has one.
    """

    rule_set = models.ForeignKey(
        LightRuleSet, models.CASCADE, related_name="rules", verbose_name="亮灯规则"
    )
    subject = models.CharField("对象", max_length=8, choices=LightSubject.choices)
    formula = models.CharField("算法", max_length=8, choices=LightFormula.choices)
    yellow = models.DecimalField(
        "黄灯", max_digits=6, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    yellow_over = models.BooleanField("黄灯须超过", default=False)
    red = models.DecimalField(
        "红灯", max_digits=6, decimal_places=1, validators=[MinValueValidator(0)]
    )
    red_over = models.BooleanField("红灯须超过", default=False)
    needed = models.DecimalField(
        "要求比例（%）", max_digits=5, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    curve = models.CharField("序时进度", max_length=8, choices=Curve.choices, default=Curve.LINEAR)

    objects: models.Manager["LightRule"] = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "亮灯规则明细"
        ordering = ["rule_set_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "subject"], name="one_rule_per_subject")
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}：{self.get_formula_display()}"
