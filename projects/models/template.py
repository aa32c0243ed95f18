"""Schedule templates (节点模板): the nodes of a kind of project, how long each takes, its weight."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class ScheduleTemplate(models.Model):
    """Nodes in their order, for one programme year or for any (`year` None); the office keeps them."""

    name = models.CharField("模板名称", max_length=60, unique=True)
    year = models.PositiveSmallIntegerField("适用年度", null=True, blank=True)
    note = models.CharField("说明和来源", max_length=300, blank=True)
    active = models.BooleanField("可选用", default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "节点模板"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class TemplateStep(models.Model):
    """One node of a template: the working days from the node before to this one, and its weight.

    `on_site` steps stand still in stop windows. A step with `fixed_month` and `fixed_day` is due by
    that day at the latest, `fixed_years` after the programme year (-1 is the year before it).
    """

    template = models.ForeignKey(
        ScheduleTemplate, models.CASCADE, related_name="steps", verbose_name="模板"
    )
    name = models.CharField("节点", max_length=40)
    order = models.PositiveSmallIntegerField("顺序")
    days = models.PositiveSmallIntegerField("工期（天）")
    weight = models.PositiveSmallIntegerField("权重（%）", null=True, blank=True)
    on_site = models.BooleanField("现场施工", default=False)
    fixed_month = models.PositiveSmallIntegerField("固定月", null=True, blank=True)
    fixed_day = models.PositiveSmallIntegerField("固定日", null=True, blank=True)
    fixed_years = models.SmallIntegerField("年份差", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "模板节点"
        ordering = ["template_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["template", "name"], name="step_of_template"),
            models.CheckConstraint(
                condition=models.Q(weight=None) | models.Q(weight__lte=100),
                name="step_weight_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def fixed_on(self, year: int) -> date | None:
        """Return the day by which the step is due in a programme year; None where none is fixed."""
        if self.fixed_month is None or self.fixed_day is None:
            return None
        return date(year + self.fixed_years, self.fixed_month, self.fixed_day)


def steps_of(template: ScheduleTemplate) -> Sequence[TemplateStep]:
    rows: Any = template.steps
    found: Sequence[TemplateStep] = rows.order_by("order", "pk")
    return found
