"""An upload of the ledger workbook: a job that a person can watch."""

from django.conf import settings
from django.db import models

from accounts.models import Region
from projects.choices import ImportState
from projects.querysets import LedgerImportQuerySet


class LedgerImport(models.Model):
    """One uploaded workbook, from upload through check to import.

    `errors` is a list of {sheet, row, column, heading, value, message}; `counts` maps a sheet to
    {created, updated, unchanged}; `progress` is a percentage with `step` saying what goes on.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="+", verbose_name="区划"
    )
    file = models.FileField("文件", upload_to="ledger/%Y/%m/")
    file_name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        "状态", max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    progress = models.PositiveSmallIntegerField("进度", default=0)
    step = models.CharField("步骤", max_length=60, blank=True)
    counts = models.JSONField("计数", default=dict, blank=True)
    errors = models.JSONField("错误", default=list, blank=True)
    warnings = models.JSONField("提示", default=list, blank=True)
    message = models.CharField("说明", max_length=500, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    claimed_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = LedgerImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账导入"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
