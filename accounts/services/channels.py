"""Ways to reach people outside the portal, by apprise.

A user gives an e-mail address or the key of a group robot, never a URL: where the portal connects
to is the operator's to say, not the user's.
"""

import re
from typing import Final
from urllib.parse import quote

import apprise
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.models import ChannelKind, NoticeChannel, User
from core.exceptions import Refusal

KEYS: Final = {
    ChannelKind.WECOM: (
        re.compile(r"[0-9a-fA-F-]{20,60}"),
        "机器人 Webhook 地址中 key= 之后的一段",
    ),
    ChannelKind.DINGTALK: (
        re.compile(r"[0-9a-zA-Z]{20,100}(:SEC[0-9a-zA-Z]{10,100})?"),
        "Webhook 地址中 access_token= 之后的一段；有加签的，接英文冒号和 SEC 开头的密钥",
    ),
    ChannelKind.FEISHU: (
        re.compile(r"[0-9a-zA-Z_-]{20,60}"),
        "Webhook 地址中 /hook/ 之后的一段",
    ),
}


class Undelivered(Exception):
    """A channel did not take the message; the text says what is known of the reason."""


def available() -> list[ChannelKind]:
    """Return the kinds that this portal can send by; e-mail needs the operator's mail server."""
    return [kind for kind in ChannelKind if kind != ChannelKind.EMAIL or settings.NOTICE_MAIL_URL]


def set_channel(user: User, kind: ChannelKind, address: str) -> NoticeChannel:
    """Add a channel or change its address; Refusal says what is expected."""
    if kind not in available():
        raise Refusal("本门户没有配置邮件服务器，请选择其他渠道，或联系系统管理员。", "kind")
    found, _ = NoticeChannel.objects.update_or_create(
        user=user, kind=kind, defaults={"address": checked(kind, address.strip()), "error": ""}
    )
    return found


def checked(kind: ChannelKind, address: str) -> str:
    """Return an address as it may be kept."""
    if kind == ChannelKind.EMAIL:
        try:
            validate_email(address)
        except ValidationError:
            raise Refusal("请填写电子邮件地址，例如 name@example.gov.cn。", "address") from None
        return address
    pattern, expected = KEYS[kind]
    if not pattern.fullmatch(address):
        raise Refusal(f"请填写{expected}。", "address")
    return address


def remove_channel(user: User, pk: int) -> None:
    with transaction.atomic():
        NoticeChannel.objects.filter(user=user, pk=pk).delete()


def url_of(kind: ChannelKind, address: str) -> str:
    """Return apprise's URL of a channel."""
    if kind == ChannelKind.EMAIL:
        mark = "&" if "?" in settings.NOTICE_MAIL_URL else "?"
        return f"{settings.NOTICE_MAIL_URL}{mark}to={quote(address)}"
    if kind == ChannelKind.DINGTALK:
        token, _, secret = address.partition(":")
        return f"dingtalk://{secret}@{token}" if secret else f"dingtalk://{token}"
    scheme = "wecombot" if kind == ChannelKind.WECOM else "feishu"
    return f"{scheme}://{address}"


def deliver(channel: NoticeChannel, title: str, body: str) -> None:
    """Send one message; Undelivered when the service does not take it."""
    sender = apprise.Apprise()
    if not sender.add(url_of(ChannelKind(channel.kind), channel.address)):
        raise Undelivered("渠道地址无法识别，请重新填写")
    if not sender.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT):
        raise Undelivered("未送达，请检查地址或密钥，稍后自动重试")


def try_out(channel: NoticeChannel) -> str:
    """Send a first message; return what went wrong in words, nothing when it was taken."""
    try:
        deliver(channel, settings.PORTAL_NAME, "这是一条测试消息，今后的提醒会发到这里。")
    except Undelivered as error:
        channel.error = str(error)[:200]
        channel.save(update_fields=["error"])
        return f"{channel.get_kind_display()}{error}。"
    channel.sent_at = timezone.now()
    channel.save(update_fields=["sent_at"])
    return ""
