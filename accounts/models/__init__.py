from accounts.models.access import AccessEvent
from accounts.models.holiday import Holiday
from accounts.models.notice import (
    ChannelKind,
    Notice,
    NoticeChannel,
    NoticeKind,
    NoticeSwitch,
)
from accounts.models.password import PasswordRecord
from accounts.models.region import Region
from accounts.models.user import User

__all__ = [
    "AccessEvent",
    "ChannelKind",
    "Holiday",
    "Notice",
    "NoticeChannel",
    "NoticeKind",
    "NoticeSwitch",
    "PasswordRecord",
    "Region",
    "User",
]
