"""The week's moments, its closing at the cut-off, and its recorded exceptions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from accounts.choices import AccessKind, RegionLevel
from accounts.models import Region, User
from accounts.services.access import record
from core import clock, regions
from core.deadlines import due_at
from core.exceptions import Refusal
from core.periods import Week
from projects.models import WeekClosing, WeeklyEntry, WeekUnlock

LONGEST_UNLOCK_HOURS: Final = 168
LONGEST_REASON: Final = 300


@dataclass(frozen=True)
class Openness:
    """Which regions a week is closed for and, of these, which are unlocked for the moment."""

    week: Week
    closed: tuple[int, ...] = ()
    unlocked: tuple[int, ...] = ()
    begun: bool = True

    def is_open(self, code: int) -> bool:
        """Tell whether entries of the region with this code may change."""
        if not self.begun:
            return False
        return not _within(code, self.closed) or _within(code, self.unlocked)

    def refusal(self, code: int) -> Refusal | None:
        """Return what to tell a user who may not change entries of the region."""
        if self.is_open(code):
            return None
        if not self.begun:
            return Refusal(f"{self.week.label}尚未开始，请填写本周或以前的周报。")
        return Refusal(f"{self.week.label}已冻结，不能再改。确需更正，请联系市级办公室解锁。")

    def require(self, code: int) -> None:
        refusal = self.refusal(code)
        if refusal:
            raise refusal


def _within(code: int, holders: tuple[int, ...]) -> bool:
    return any(code in regions.subtree(holder) for holder in holders)


def openness(
    region: int, week: Week, at: datetime | None = None, *, below: bool = True
) -> Openness:
    """Read what closes and unlocks the week for a region and, with `below`, the regions in it.

    One query, and a second one where something is closed.
    """
    at = at or clock.now()
    start, stop = regions.subtree(region)
    near = Q(region__in=regions.ancestors(region))
    if below:
        near |= Q(region__gte=start, region__lt=stop)
    begun = week <= Week.of(clock.today())
    closed = tuple(
        WeekClosing.objects.filter(near, week=week.monday).values_list("region", flat=True)
    )
    unlocked: tuple[int, ...] = ()
    if closed:
        unlocks = WeekUnlock.objects.filter(near, week=week.monday, until__gt=at)
        unlocked = tuple(unlocks.values_list("region", flat=True))
    return Openness(week, closed, unlocked, begun)


def is_open(region: int, week: Week, at: datetime | None = None) -> bool:
    """Tell whether entries of the region may change: begun, and not closed or unlocked again."""
    return openness(region, week, at, below=False).is_open(region)


def require_due(week: Week) -> None:
    """Refuse a week whose entries are not due yet."""
    due = due_at(week)
    if clock.now() < due:
        raise Refusal(
            f"{week.label}填报尚未截止，{due:%-m月%-d日%-H时}后才能冻结并生成调度。", "week"
        )


def lock_cities(code: int) -> None:
    """Hold the cities of a region until the transaction ends, or wait for who holds them.

    Closing a week and importing weeks both do: an import reads what is closed long before it
    writes. FOR NO KEY UPDATE leaves the rows free to be referred to.
    """
    start, stop = regions.subtree(code)
    cities = Q(pk=regions.city_of(code)) | Q(pk__gte=start, pk__lt=stop, level=RegionLevel.CITY)
    rows = Region.objects.filter(cities).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))


@transaction.atomic
def close_week(region: Region, week: Week, user: User | None = None) -> WeekClosing:
    """Freeze the week for a region and everything below it; a second call changes nothing.

    Entries in hand are waited for: whoever saves locks the entry first and looks at the closing
    second, and imports take turns by the city, so that after this no accepted figure of the week
    moves. Nobody closes a week by hand before its entries are due.
    """
    if user is not None:
        require_scope(user, "projects.close_week", region.pk)
    if week > Week.of(clock.today()):
        raise Refusal(f"{week.label}尚未开始，不能冻结。")
    if user is not None:
        require_due(week)
    lock_cities(region.pk)
    closing, created = WeekClosing.objects.get_or_create(
        region=region,
        week=week.monday,
        defaults={"closed_at": clock.now(), "closed_by": user},
    )
    if created:
        entries = WeeklyEntry.objects.in_region(region.pk).of_week(week).order_by("pk")
        list(entries.select_for_update(of=("self",)).values_list("pk", flat=True))
    return closing


@transaction.atomic
def unlock_week(
    user: User,
    region: Region,
    week: Week,
    reason: str,
    hours: int,
    request: HttpRequest | None = None,
) -> WeekUnlock:
    """Open one closed region and week again for some hours, for a written reason."""
    require_scope(user, "projects.unlock_week", region.pk)
    reason = reason.strip()
    if not reason:
        raise Refusal("请写明解锁原因，如“核减重复上报投资”。", "reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"解锁原因最多{LONGEST_REASON}字，现有{len(reason)}字。", "reason")
    if not 1 <= hours <= LONGEST_UNLOCK_HOURS:
        raise Refusal(f"解锁时长应为1到{LONGEST_UNLOCK_HOURS}小时，如 24。", "hours")
    if not openness(region.pk, week).closed:
        raise Refusal(f"{region}{week.label}没有冻结，可直接填报，不用解锁。", "week")
    now = clock.now()
    unlock = WeekUnlock.objects.create(
        region=region,
        week=week.monday,
        reason=reason,
        unlocked_at=now,
        unlocked_by=user,
        until=now + timedelta(hours=hours),
    )
    subject = f"{region} {week.label}"
    record(
        AccessKind.UNLOCK, user=user, request=request, subject=subject, reason=reason, hours=hours
    )
    return unlock


def require_scope(user: User, permission: str, region: int) -> None:
    """Raise PermissionDenied unless the user holds the permission and the region is theirs."""
    if not (user.has_perm(permission) and user.oversees(region)):
        raise PermissionDenied
