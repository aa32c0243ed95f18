"""The hashes of a user's last passwords, so that none of them is set again."""

from django.db import models
from django.utils import timezone

from accounts.models.user import User


class PasswordRecord(models.Model):
    """One password that a user has had; only its hash, and only the last few are kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="password_records")
    hash = models.CharField(max_length=128)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "历史密码"
        ordering = ["-set_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"
