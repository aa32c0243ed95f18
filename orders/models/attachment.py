"""Files that go with an order or with one step of it."""

from uuid import uuid4

from django.db import models

from orders.models.event import OrderEvent
from orders.models.order import Order
from orders.querysets import OrderPartQuerySet


def stored_name(attachment: "Attachment", name: str) -> str:
    """Return where a file is kept: a name of our own, nothing of the sender's but the kind."""
    return f"orders/{uuid4().hex}.{attachment.kind}"


class Attachment(models.Model):
    """One uploaded file; `name` is what people read, `kind` what its content is."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="attachments", verbose_name="督办事项"
    )
    event = models.ForeignKey(
        OrderEvent, models.PROTECT, related_name="attachments", verbose_name="办理过程"
    )
    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=4)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")

    objects = OrderPartQuerySet["Attachment"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
