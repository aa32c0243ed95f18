"""A notice and a channel of the clerk for the table of URLs."""

from typing import Any

from accounts.models import ChannelKind, Notice, NoticeChannel, NoticeKind, Region, User
from projects.models import Project


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    notice = Notice.objects.create(
        user=user, kind=NoticeKind.DUE, key=mark, text=f"{mark}消息", href="/"
    )
    channel = NoticeChannel.objects.create(user=user, kind=ChannelKind.WECOM, address=mark)
    return {"own_notice": (notice.pk,), "channel": (channel.pk,)}
