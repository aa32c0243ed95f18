"""Payments to contractors: applied for, approved, paid (拨付)."""

from django.db import models
from simple_history.models import HistoricalRecords

from core.appendonly import AppendOnly
from funding.querysets import PaymentQuerySet
from projects.models import Project


class Payment(AppendOnly):
    """One progress payment of a project, in 元. It counts as 拨付 from `paid_on`.

    An application may change until it is paid. After that a wrong row is reversed by a negative
    one of the same dates, and the right one appended.
    """

    frozen_by = "paid_on"

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="payments", verbose_name="项目"
    )
    applied_on = models.DateField("申请日期", null=True, blank=True)
    approved_on = models.DateField("审批日期", null=True, blank=True)
    paid_on = models.DateField("支付日期", null=True, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=18, decimal_places=2)
    payee = models.CharField("收款单位", max_length=80, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name="冲销",
    )
    note = models.CharField("说明", max_length=300, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = PaymentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "资金拨付"
        ordering = ["project_id", "applied_on", "pk"]
        permissions = [("reverse_payment", "冲销资金拨付")]
        indexes = [models.Index(fields=["-paid_on", "-id"], name="payment_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reverses=None, amount__gt=0)
                | models.Q(reverses__isnull=False, amount__lt=0),
                name="payment_positive",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.amount}"
