"""Evidence (佐证) that a project has started, is finished, or was accepted."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from projects.choices import EvidenceKind
from projects.models.project import Project
from projects.schedule_querysets import EvidenceQuerySet


def stored_name(evidence: "ProjectEvidence", name: str) -> str:
    """Return where a file is kept: a name of our own, nothing of the sender's but the kind."""
    return f"evidence/{uuid4().hex}.{evidence.file_kind}"


class ProjectEvidence(models.Model):
    """One file: what it proves, of which day it is, where and when a photo was taken, who sent it.

    It is never removed; a wrong one is set aside (`voided_at`) with its reason and counts no more.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="evidence", verbose_name="项目"
    )
    kind = models.CharField("佐证种类", max_length=12, choices=EvidenceKind.choices)
    dated = models.DateField("文件或拍摄日期")
    note = models.CharField("说明", max_length=200, blank=True)
    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    name = models.CharField("文件名", max_length=120)
    file_kind = models.CharField("文件类型", max_length=4)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    added_at = models.DateTimeField("上传时间", auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    # drawn by the page that sends the file, so that sending it again after a lost answer adds none
    client_id = models.UUIDField("上传编号", null=True, blank=True, unique=True, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "佐证"
        ordering = ["project_id", "kind", "dated", "pk"]
        indexes = [models.Index(fields=["project", "kind"], name="evidence_of_project")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.dated}）"

    @property
    def position(self) -> str:
        """Return where a photo was taken as 纬度, 经度; empty where the photo does not say."""
        return "" if self.latitude is None else f"{self.latitude:.6f}, {self.longitude:.6f}"
