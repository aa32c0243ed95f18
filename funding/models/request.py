"""Payment requests: 申请 → 审核 → 批准 → 支付, with 退回 to the applicant.

A request may change until it is paid; paying it appends the row of 资金拨付 that counts, and
nothing but that row is money out.
"""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from core.appendonly import AppendOnly
from funding.choices import UNPAID, RequestKind, RequestState, StepKind
from funding.contract_querysets import RequestQuerySet, RequestStepQuerySet
from funding.models.contract import Contract
from funding.models.payment import Payment
from funding.models.source import Voucher
from projects.models import Project


class PaymentRequest(models.Model):
    """One request for money under a contract, for one project, in 元.

    `delivered_on` starts the term of payment (保障中小企业款项支付条例 §8: delivery, or the
    measuring of the works that the contract names); `due_on` is its end, by the rule in force
    that day. `amount` is what is to be paid, `withheld` what is kept back of it (质保金). `wage_due` is what the rule sends to the wage account, `wage` what is sent there.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="requests", verbose_name="合同"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="payment_requests", verbose_name="项目"
    )
    kind = models.CharField("款项", max_length=10, choices=RequestKind.choices)
    state = models.CharField(
        "状态", max_length=10, choices=RequestState.choices, default=RequestState.APPLIED
    )
    amount = models.DecimalField("申请金额（元）", max_digits=18, decimal_places=2)
    withheld = models.DecimalField("扣留质保金（元）", max_digits=18, decimal_places=2, default=0)
    wage = models.DecimalField("其中拨入工资专户（元）", max_digits=18, decimal_places=2, default=0)
    wage_due = models.DecimalField(
        "应拨入工资专户（元）", max_digits=18, decimal_places=2, default=0
    )
    delivered_on = models.DateField("交付（计量）日期")
    due_on = models.DateField("应付日期")
    note = models.CharField("申请说明", max_length=500, blank=True)
    applied_on = models.DateField("申请日期")
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    checked_on = models.DateField("审核日期", null=True, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, blank=True, related_name="request",
        verbose_name="拨付记录",
    )  # fmt: skip

    objects = RequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "付款申请"
        ordering = ["-applied_on", "-pk"]
        permissions = [
            ("apply_paymentrequest", "申请付款"),
            ("check_paymentrequest", "审核付款申请"),
            ("approve_paymentrequest", "批准付款申请"),
            ("pay_paymentrequest", "登记支付"),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="payrequest_state_due"),
            models.Index(fields=["project", "state"], name="payrequest_project_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    amount__gt=0, wage__gte=0, wage__lte=models.F("amount"), withheld__gte=0
                ),
                name="payrequest_amounts",
            ),
            models.CheckConstraint(
                condition=models.Q(state=RequestState.PAID, payment__isnull=False)
                | (~models.Q(state=RequestState.PAID) & models.Q(payment=None)),
                name="payrequest_paid_has_payment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()} {self.applied_on}"

    def days_overdue(self, day: date) -> int:
        """Return the days since the term of payment ended; 0 before and once it is paid."""
        return max(0, (day - self.due_on).days) if self.state in UNPAID else 0

    @property
    def claimed(self) -> Decimal:
        """Return what the work is worth: what is to be paid and what is kept back."""
        return self.amount + self.withheld

    @property
    def wage_short(self) -> bool:
        return self.wage < self.wage_due

    @property
    def paid_on(self) -> date | None:
        return self.payment.paid_on if self.payment else None

    def step_days(self) -> dict[str, int]:
        """Return the days that each step took, as far as the request has come."""
        ends = (("审核", self.checked_on), ("批准", self.approved_on), ("支付", self.paid_on))
        found, since = {}, self.applied_on
        for label, until in ends:
            if until is None:
                break
            found[label] = (until - since).days
            since = until
        return found


class RequestStep(AppendOnly):
    """One step of a request: who did what, on which day, in which words."""

    request = models.ForeignKey(
        PaymentRequest, models.PROTECT, related_name="steps", verbose_name="付款申请"
    )
    kind = models.CharField("步骤", max_length=10, choices=StepKind.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )
    text = models.CharField("意见", max_length=500, blank=True)

    objects = RequestStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "付款步骤"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"


class RequestFile(Voucher):
    """What proves a step: 计量单, invoice, payment voucher."""

    step = models.ForeignKey(
        RequestStep, models.PROTECT, related_name="files", verbose_name="付款步骤"
    )

    class Meta(Voucher.Meta):
        verbose_name = verbose_name_plural = "付款附件"
