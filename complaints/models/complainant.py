"""Who complained: kept apart from the complaint, encrypted, masked wherever it is shown."""

from django.db import models
from simple_history.models import HistoricalRecords

from complaints.models.complaint import Complaint
from complaints.querysets import ComplaintPartQuerySet
from core.crypto import EncryptedTextField
from core.masking import masked_name, masked_phone


class Complainant(models.Model):
    """One voice of a complaint. Several may tell of the same matter and every one is kept.

    The database, its backup and the history hold ciphertext or nothing of name, phone and words.
    `ticket` is the number with which the resident follows the matter; it is drawn at random.
    `stamp` is that of the form it came in, so that a form sent twice is one complaint.
    """

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="complainants", verbose_name="投诉"
    )
    name = EncryptedTextField("姓名", blank=True)
    phone = EncryptedTextField("电话", blank=True, hash_field="phone_hash")
    phone_hash = models.CharField(
        "电话索引", max_length=64, blank=True, db_index=True, editable=False
    )
    words = EncryptedTextField("原话", blank=True)
    channel = models.CharField("渠道", max_length=30, blank=True)
    came_at = models.DateTimeField("反映时间")
    ticket = models.CharField("查询号", max_length=12, unique=True, editable=False)
    stamp = models.CharField("表单标识", max_length=32, blank=True, editable=False)

    objects = ComplaintPartQuerySet["Complainant"].as_manager()
    history = HistoricalRecords(
        excluded_fields=["name", "phone", "phone_hash", "words", "ticket", "stamp"]
    )

    class Meta:
        verbose_name = verbose_name_plural = "投诉人"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stamp"], condition=~models.Q(stamp=""), name="complainant_stamp_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.masked_name} {self.masked_phone}".strip() or "未留姓名电话"

    @property
    def masked_name(self) -> str:
        return masked_name(self.name)

    @property
    def masked_phone(self) -> str:
        return masked_phone(self.phone)
