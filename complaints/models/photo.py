"""Photos of a complaint: re-encoded, without the camera's data."""

from uuid import uuid4

from django.db import models

from complaints.models.complaint import Complaint
from complaints.models.event import ComplaintEvent
from complaints.querysets import ComplaintPartQuerySet


def stored_name(photo: "ComplaintPhoto", name: str) -> str:
    """Return where a photo is kept: a name of our own, nothing of the sender's."""
    return f"complaints/{uuid4().hex}.jpg"


class ComplaintPhoto(models.Model):
    """One photo with the step it came with: the resident's, or what was mended."""

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="photos", verbose_name="投诉"
    )
    event = models.ForeignKey(
        ComplaintEvent, models.PROTECT, related_name="photos", verbose_name="办理过程"
    )
    file = models.FileField("照片", upload_to=stored_name, max_length=120)
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")

    objects = ComplaintPartQuerySet["ComplaintPhoto"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投诉照片"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"照片{self.pk}"
