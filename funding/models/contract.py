"""Contracts, how each is shared out over its projects, and what changed their value."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from funding.choices import ContractKind, SplitBy
from funding.contract_querysets import ContractQuerySet, ShareQuerySet, VariationQuerySet
from funding.models.tender import Lot
from projects.models import Project


class Contract(models.Model):
    """One contract, in 元. Its shares add up to `value` to the fen; variations come on top.

    `region` is the smallest one that holds its projects: it says whose contract this is, while
    whoever may see one of the projects may see the contract.

    `pay_days` is the agreed term of payment, None where the contract names none and the rule
    holds (保障中小企业款项支付条例 §8).

    `retention` is the share of each progress and final payment that is kept back (质保金), None
    where the contract keeps nothing; it is returned `defects_months` after acceptance.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="区划", editable=False
    )
    number = models.CharField("合同编号", max_length=60)
    name = models.CharField("合同名称", max_length=120)
    kind = models.CharField("种类", max_length=12, choices=ContractKind.choices)
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name="标段"
    )
    contractor = models.CharField("承包单位", max_length=80)
    sme = models.BooleanField("中小企业", default=False)
    value = models.DecimalField("合同价（元）", max_digits=18, decimal_places=2)
    signed_on = models.DateField("签订日期")
    pay_days = models.PositiveSmallIntegerField("约定付款期限（天）", null=True, blank=True)
    retention = models.DecimalField(
        "质保金比例（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    defects_months = models.PositiveSmallIntegerField("缺陷责任期（月）", null=True, blank=True)
    split_by = models.CharField(
        "分摊方式", max_length=12, choices=SplitBy.choices, default=SplitBy.INVESTMENT
    )

    objects = ContractQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "合同"
        ordering = ["-signed_on", "-pk"]
        indexes = [models.Index(fields=["contractor"], name="contract_contractor")]
        constraints = [
            models.UniqueConstraint(fields=["number", "contractor"], name="contract_number_once"),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="contract_positive"),
            models.CheckConstraint(
                condition=models.Q(retention=None)
                | models.Q(retention__gt=0, retention__lte=100, defects_months__isnull=False),
                name="contract_retention",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ContractShare(models.Model):
    """What of a contract falls on one project."""

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="shares", verbose_name="合同"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="contract_shares", verbose_name="项目"
    )
    amount = models.DecimalField("分摊金额（元）", max_digits=18, decimal_places=2)

    objects = ShareQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "合同分摊"
        ordering = ["contract_id", "project_id"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "project"], name="share_of_contract"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="share_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.project}"


class Variation(models.Model):
    """A change of design or quantity that changes a contract's value (S3-04).

    It counts from `approved_on` on; `approved` is None until somebody has decided.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="variations", verbose_name="合同"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="variations", verbose_name="项目"
    )
    reason = models.CharField("变更原因", max_length=300)
    asked_by = models.CharField("提出方", max_length=60)
    asked_on = models.DateField("提出日期")
    delta = models.DecimalField("造价增减（元）", max_digits=18, decimal_places=2)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    approved = models.BooleanField("同意", null=True, blank=True)
    approved_on = models.DateField("批复日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="批复人",
    )  # fmt: skip
    opinion = models.CharField("批复意见", max_length=300, blank=True)

    objects = VariationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "合同变更"
        permissions = [("approve_variation", "批复合同变更")]
        ordering = ["contract_id", "asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved=None, approved_on=None)
                | models.Q(approved__isnull=False, approved_on__isnull=False),
                name="variation_decided_on",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.reason}"
