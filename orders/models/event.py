"""What happened to an order: rows that are only ever added."""

from typing import Any, Never

from django.conf import settings
from django.db import models

from orders.choices import EventKind
from orders.models.order import Order
from orders.querysets import OrderEventQuerySet


class OrderEvent(models.Model):
    """One step of an order: who did what, when, in which words."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="events", verbose_name="督办事项")
    kind = models.CharField("事项", max_length=20, choices=EventKind.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )
    text = models.TextField("内容", blank=True)

    objects = OrderEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理过程"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("events of an order are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("events of an order are never removed")
