"""Where a project's money comes from: planned, secured (落实), received (到位)."""

from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core.appendonly import AppendOnly
from core.uploads import Upload
from funding.querysets import FundingSourceQuerySet, ReceiptQuerySet
from projects.models import Project


class FundingSource(models.Model):
    """One kind and batch of money of one project, in 元.

    `work_classes` (、-joined) narrows what it may pay for; where it is empty the kind decides.
    `provider` is who pays and, for 社会资本, operates; its contract is `document_number`.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="funding_sources", verbose_name="项目"
    )
    kind = models.CharField("资金类别", max_length=30)
    batch = models.CharField("批次", max_length=40, blank=True)
    planned = models.DecimalField("计划（元）", max_digits=18, decimal_places=2, default=0)
    secured = models.DecimalField("落实（元）", max_digits=18, decimal_places=2, default=0)
    document_number = models.CharField("文号或合同编号", max_length=60, blank=True)
    work_classes = models.CharField("限用于改造类别", max_length=30, blank=True)
    provider = models.CharField("出资（运营）单位", max_length=80, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = FundingSourceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "资金来源"
        ordering = ["project_id", "kind", "batch"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "batch"], name="source_of_project")
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.kind}"


class Receipt(AppendOnly):
    """Money that arrived, appended only. A wrong row is reversed by a negative one."""

    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="receipts", verbose_name="资金来源"
    )
    amount = models.DecimalField("到位金额（元）", max_digits=18, decimal_places=2)
    received_on = models.DateField("到位日期")
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name="冲销",
    )
    document_number = models.CharField("凭证号", max_length=60, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金到位"
        ordering = ["received_on", "pk"]
        permissions = [("reverse_receipt", "冲销资金到位")]
        indexes = [models.Index(fields=["-received_on", "-id"], name="receipt_newest")]

    def __str__(self) -> str:
        return f"{self.source} {self.received_on}"


def stored_name(row: "Voucher", name: str) -> str:
    """Return where a file is kept: a name of our own, nothing of the sender's but the kind."""
    return f"funding/{uuid4().hex}.{row.kind}"


class Voucher(AppendOnly):
    """A file that proves a row of money; it stays as it was sent."""

    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=4)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def keep(self, upload: Upload) -> None:
        """Save the row with what was uploaded, under a name of our own."""
        self.name, self.kind = upload.name, upload.kind
        self.sha256, self.size = upload.sha256, len(upload.content)
        self.file.save(upload.name, ContentFile(upload.content), save=False)
        self.save()


class ReceiptFile(Voucher):
    """A voucher of money that arrived."""

    receipt = models.ForeignKey(
        Receipt, models.PROTECT, related_name="files", verbose_name="资金到位"
    )

    class Meta(Voucher.Meta):
        verbose_name = verbose_name_plural = "到位凭证"
