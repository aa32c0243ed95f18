"""Thresholds of money: dated rows with their source (domain: §6.3)."""

from django.db import models
from simple_history.models import HistoricalRecords

from funding.choices import RuleKey


class MoneyRule(models.Model):
    """`value` of `key` from `effective_on` on, until a later row takes its place."""

    key = models.CharField("事项", max_length=24, choices=RuleKey.choices)
    value = models.PositiveSmallIntegerField("数值")
    effective_on = models.DateField("起用日期")
    source = models.CharField("来源", max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "资金规则"
        ordering = ["key", "effective_on"]
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_on"], name="money_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}：{self.value}"
