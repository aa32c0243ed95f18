"""What happened to a complaint: rows that are only ever added."""

from typing import Any, Never

from django.conf import settings
from django.db import models

from complaints.choices import EventKind
from complaints.models.complaint import Complaint
from complaints.querysets import ComplaintEventQuerySet


class ComplaintEvent(models.Model):
    """One step: who did what, when, in which words. `by` is None where the resident did it."""

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="events", verbose_name="投诉"
    )
    kind = models.CharField("事项", max_length=20, choices=EventKind.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="经办人",
    )  # fmt: skip
    text = models.TextField("内容", blank=True)

    objects = ComplaintEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投诉办理过程"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("events of a complaint are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("events of a complaint are never removed")
