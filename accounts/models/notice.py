"""Notices (消息): what somebody should know, told once; where it is sent besides the portal."""

from typing import Final

from django.db import models
from django.utils import timezone

from accounts.models.user import User
from accounts.querysets import NoticeQuerySet
from core.crypto import EncryptedTextField


class NoticeKind(models.TextChoices):
    DUE = "due", "周报到期提醒"
    RETURNED = "returned", "周报被退回"
    REVIEW = "review", "周报、通报待审核"
    ORDER = "order", "督办事项待办理"
    OVERDUE = "overdue", "督办事项将到期或逾期"
    URGENT = "urgent", "群体性事件"
    DAILY = "daily", "每日待办汇总"
    ISSUED = "issued", "调度、通报已发布"


class ChannelKind(models.TextChoices):
    """Where notices go; robots of group chats, which need nothing but their key."""

    EMAIL = "email", "电子邮件"
    WECOM = "wecom", "企业微信群机器人"
    DINGTALK = "dingtalk", "钉钉群机器人"
    FEISHU = "feishu", "飞书群机器人"


LONGEST_KEY: Final = 80


class Notice(models.Model):
    """One thing told to one user. `key` names the occasion, so that it is told once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name="接收人")
    kind = models.CharField("类别", max_length=10, choices=NoticeKind.choices)
    key = models.CharField("事由", max_length=LONGEST_KEY)
    text = models.CharField("内容", max_length=200)
    href = models.CharField("页面", max_length=200)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    to_send = models.BooleanField("待推送", default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_told_once")]
        indexes = [
            models.Index(fields=["user", "read_at"], name="notice_of_user"),
            models.Index(fields=["user"], condition=models.Q(to_send=True), name="notice_to_send"),
        ]

    def __str__(self) -> str:
        return self.text


class NoticeSwitch(models.Model):
    """A user's choice for one kind; without a row both are on."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="接收人")
    kind = models.CharField("类别", max_length=10, choices=NoticeKind.choices)
    in_portal = models.BooleanField("门户内提醒", default=True)
    pushed = models.BooleanField("推送", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息开关"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="switch_of_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}"


class NoticeChannel(models.Model):
    """One way to reach a user outside the portal; the address is a secret, kept encrypted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="channels", verbose_name="接收人")
    kind = models.CharField("渠道", max_length=10, choices=ChannelKind.choices)
    address = EncryptedTextField("地址或密钥")
    error = models.CharField("最近错误", max_length=200, blank=True)
    sent_at = models.DateTimeField("最近送达", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送渠道"
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="channel_of_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}"
