"""延期申请: reason, progress so far, expected date; asked before expiry (domain: §4.2)."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from orders.models.order import Order
from orders.querysets import OrderPartQuerySet


class Extension(models.Model):
    """One request for more time. `granted` is None until the issuing office decides."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="extensions", verbose_name="督办事项"
    )
    until = models.DateField("申请延期至")
    reason = models.CharField("延期理由", max_length=500)
    progress = models.CharField("目前进展", max_length=500)
    asked_on = models.DateField("申请日期")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    granted = models.BooleanField("同意", null=True, blank=True)
    decided_on = models.DateField("答复日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="答复人",
    )  # fmt: skip
    note = models.CharField("答复意见", max_length=500, blank=True)

    objects = OrderPartQuerySet["Extension"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(granted=None), name="order_extension_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"延期至{self.until:%Y-%m-%d}"
