"""Photos and files as evidence: added, never changed, never removed."""

from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from core import clock
from projects.models import Project
from quality.choices import Moment
from quality.models.base import AppendOnly
from quality.querysets import EvidenceQuerySet


def stored_name(evidence: "Evidence", name: str) -> str:
    """Return where a file is kept: a name of our own, nothing of the sender's but the kind."""
    return f"quality/{uuid4().hex}.{evidence.kind}"


class Evidence(AppendOnly):
    """One photo or file of a record, or of the project itself (the board on site).

    A photo is re-encoded without metadata; `taken_at`, `latitude` and `longitude` are what the
    camera said.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="quality_evidence", verbose_name="项目"
    )
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=4)
    is_photo = models.BooleanField("照片")
    moment = models.CharField("时点", max_length=6, choices=Moment.choices, blank=True)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    added_at = models.DateTimeField("上传时间", default=clock.now, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "影像和文件"
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="evidence_of")]

    def __str__(self) -> str:
        return self.name
