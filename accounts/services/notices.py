"""Tell people what waits for them, once each; send what is new as one digest per person."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, NoticeChannel, NoticeKind, NoticeSwitch, User
from accounts.services.channels import Undelivered, deliver

LINES: Final = 10
KEPT_DAYS: Final = 90
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tell:
    """What to tell a user; `key` names the occasion and comes up once per user."""

    user: int
    kind: NoticeKind
    key: str
    text: str
    href: str


def post(wanted: Iterable[Tell]) -> int:
    """Write the notices that were not told yet, as the users' switches allow; return how many."""
    asked = list({(one.user, one.key): one for one in wanted}.values())
    users = {one.user for one in asked}
    known = set(
        Notice.objects.filter(user__in=users, key__in={one.key for one in asked}).values_list(
            "user", "key"
        )
    )
    new = [one for one in asked if (one.user, one.key) not in known]
    switches, reachable = _switches(users), _reachable(users)
    now = timezone.now()
    rows = []
    for one in new:
        in_portal, pushed = switches.get((one.user, one.kind), (True, True))
        rows.append(
            Notice(
                user_id=one.user,
                kind=one.kind,
                key=one.key,
                text=one.text,
                href=one.href,
                created_at=now,
                read_at=None if in_portal else now,
                to_send=pushed and one.user in reachable,
            )
        )
    Notice.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def _switches(users: Collection[int]) -> dict[tuple[int, str], tuple[bool, bool]]:
    rows = NoticeSwitch.objects.filter(user__in=users)
    return {
        (user, kind): (in_portal, pushed)
        for user, kind, in_portal, pushed in rows.values_list("user", "kind", "in_portal", "pushed")
    }


def _reachable(users: Collection[int]) -> set[int]:
    return set(NoticeChannel.objects.filter(user__in=users).values_list("user", flat=True))


def mark_read(user: User, pk: int | None = None) -> int:
    """Mark one notice of the user's as read, or all; return how many were unread."""
    rows = Notice.objects.unread_of(user)
    return (rows.filter(pk=pk) if pk is not None else rows).update(read_at=timezone.now())


def set_switches(user: User, wanted: Mapping[NoticeKind, tuple[bool, bool]]) -> None:
    """Keep what a user wants of each kind: (in the portal, pushed)."""
    with transaction.atomic():
        for kind, (in_portal, pushed) in wanted.items():
            NoticeSwitch.objects.update_or_create(
                user=user, kind=kind, defaults={"in_portal": in_portal, "pushed": pushed}
            )


def push_digests() -> int:
    """Send each reachable user what is new, as one message; return how many users got one.

    Outside of NOTICE_HOURS nothing goes out. A user is claimed by locking his notices, so that two
    workers send once; what a channel refuses is noted at the channel and tried again.
    """
    first, last = settings.NOTICE_HOURS
    if not first <= timezone.localtime().hour < last:
        return 0
    users = list(
        Notice.objects.filter(to_send=True).order_by().values_list("user", flat=True).distinct()
    )
    return sum(_push(user) for user in users)


def _push(user: int) -> bool:
    with transaction.atomic():
        rows = Notice.objects.filter(user=user, to_send=True).select_for_update(skip_locked=True)
        found = list(rows.order_by("created_at", "pk"))
        if not found:
            return False
        reached = [_sent(channel, found) for channel in NoticeChannel.objects.filter(user=user)]
        stale = found[0].created_at < timezone.now() - timedelta(days=1)
        if any(reached) or not reached or stale:
            Notice.objects.filter(pk__in=[row.pk for row in found]).update(to_send=False)
        return any(reached)


def _sent(channel: NoticeChannel, found: Sequence[Notice]) -> bool:
    try:
        deliver(channel, f"{settings.PORTAL_NAME}：{len(found)}条新消息", digest(found))
    except Undelivered as error:
        log.warning("notices of user %s not sent by %s: %s", channel.user_id, channel.kind, error)
        channel.error = str(error)[:200]
        channel.save(update_fields=["error"])
        return False
    channel.error, channel.sent_at = "", timezone.now()
    channel.save(update_fields=["error", "sent_at"])
    return True


def digest(found: Sequence[Notice]) -> str:
    """Return the text of a message: a line each, the first LINES of them, and where to read on."""
    lines = [f"· {row.text}" for row in found[:LINES]]
    if len(found) > LINES:
        lines.append(f"……另有{len(found) - LINES}条")
    address = settings.PORTAL_URL
    return "\n".join([*lines, f"请登录门户查看：{address}" if address else "请登录门户查看。"])


def prune_notices() -> int:
    """Remove notices older than KEPT_DAYS; return how many."""
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    return Notice.objects.filter(created_at__lt=old).delete()[0]
