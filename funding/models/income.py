"""What a community's own operations may earn back after the works (运营收入平衡, estimate)."""

from decimal import Decimal

from django.db import models
from simple_history.models import HistoricalRecords

from projects.models import Project
from projects.querysets import ProjectPartQuerySet


class OperatingIncome(models.Model):
    """One item of a project: yearly income and cost in 元 over a number of years, an estimate."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="operating_incomes", verbose_name="项目"
    )
    item = models.CharField("运营内容", max_length=40)
    operator = models.CharField("运营单位", max_length=80, blank=True)
    income = models.DecimalField("年收入（元）", max_digits=18, decimal_places=2)
    cost = models.DecimalField("年成本（元）", max_digits=18, decimal_places=2, default=0)
    years = models.PositiveSmallIntegerField("年限")
    basis = models.CharField("测算依据", max_length=200)

    objects = ProjectPartQuerySet["OperatingIncome"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "运营收入测算"
        ordering = ["project_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "item"], name="operating_income_once"),
            models.CheckConstraint(
                condition=models.Q(income__gte=0, cost__gte=0, years__gte=1),
                name="operating_income_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.item}"

    @property
    def balance(self) -> Decimal:
        """Return what it adds to the investment over all years, negative when it costs."""
        return (self.income - self.cost) * self.years
