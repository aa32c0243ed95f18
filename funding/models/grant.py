"""Money from above that a government has to pass on in time (预算法 §52)."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from funding.choices import GrantKind
from funding.contract_querysets import GrantQuerySet


class Grant(models.Model):
    """One notice of funds (指标文) that reached `region`; `due_on` is the end of its term."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="grants", verbose_name="收到区划"
    )
    document = models.CharField("文号", max_length=60)
    kind = models.CharField("资金性质", max_length=10, choices=GrantKind.choices)
    amount = models.DecimalField("金额（元）", max_digits=18, decimal_places=2)
    arrived_on = models.DateField("收到日期")
    due_on = models.DateField("应下达日期")
    passed_on = models.DateField("下达日期", null=True, blank=True)
    passed_document = models.CharField("下达文号", max_length=60, blank=True)

    objects = GrantQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "上级资金"
        ordering = ["-arrived_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "document"], name="grant_document_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0)
                & (models.Q(passed_on=None) | models.Q(passed_on__gte=models.F("arrived_on"))),
                name="grant_passed_after_arrival",
            ),
        ]

    def __str__(self) -> str:
        return self.document

    def days_overdue(self, day: date) -> int:
        """Return the days past the term: until it was passed on, else until `day`."""
        return max(0, ((self.passed_on or day) - self.due_on).days)
