"""The access log: log-ins, downloads, exports and the like. Rows are only ever added."""

from typing import Any, Never

from django.db import models
from django.utils import timezone

from accounts.choices import AccessKind
from accounts.models.user import User
from accounts.querysets import AccessEventQuerySet


class AccessEvent(models.Model):
    """Who did what, when, from where. Kept AUDIT_RETENTION_DAYS (网络安全法 §21: ≥ 6 months)."""

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    kind = models.CharField("事项", max_length=16, choices=AccessKind.choices)
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="账号"
    )
    username = models.CharField("登录名", max_length=150)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    subject = models.CharField("对象", max_length=200, blank=True)
    detail = models.JSONField("详情", default=dict, blank=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "访问日志"
        ordering = ["-at", "-pk"]
        permissions = [("view_audit", "查看审计记录")]
        indexes = [models.Index(fields=["username", "-at"], name="access_username_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.username} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("access events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("access events are removed only by the retention job")
