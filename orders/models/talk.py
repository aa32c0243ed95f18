"""约谈: the meeting itself, its minutes, and the promises made there (domain: §4.3; S0-06)."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from orders.models.order import Order
from orders.querysets import OrderPartQuerySet, TalkPartQuerySet


class TalkRecord(models.Model):
    """When and where a unit is called, and what came of it. `held_on` is None before the talk.

    `printed` holds the minutes as they stood when the order was closed, None before.
    """

    order = models.OneToOneField(
        Order, models.PROTECT, related_name="talk", verbose_name="约谈通知"
    )
    at = models.DateTimeField("约谈时间")
    place = models.CharField("约谈地点", max_length=100)
    convener = models.CharField("约谈人", max_length=60)
    purpose = models.CharField("约谈目的", max_length=300)
    materials = models.CharField("需携带材料", max_length=300, blank=True)
    held_on = models.DateField("实际约谈日期", null=True, blank=True)
    attendees = models.CharField("参加人员", max_length=300, blank=True)
    minutes = models.TextField("约谈纪要", max_length=4000, blank=True)
    printed = models.JSONField("纪要正文", null=True, blank=True, editable=False)

    objects = OrderPartQuerySet["TalkRecord"].as_manager()
    history = HistoricalRecords(excluded_fields=["printed"])

    class Meta:
        verbose_name = verbose_name_plural = "约谈记录"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.place}"


class Commitment(models.Model):
    """One promise of the unit called. `kept` is None until somebody has checked it."""

    talk = models.ForeignKey(
        TalkRecord, models.PROTECT, related_name="commitments", verbose_name="约谈"
    )
    text = models.CharField("承诺事项", max_length=300)
    person = models.CharField("责任人", max_length=30)
    due_on = models.DateField("完成时限")
    kept = models.BooleanField("已兑现", null=True, blank=True)
    finding = models.CharField("核查情况", max_length=300, blank=True)
    checked_on = models.DateField("核查日期", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="核查人",
    )  # fmt: skip

    objects = TalkPartQuerySet["Commitment"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "约谈承诺"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text
