"""Scope: whose rows a user may see, as one indexed range on the region code."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Never, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from core import regions

if TYPE_CHECKING:
    from accounts.models import AccessEvent, Holiday, Notice, Region, User

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to a region; `region_path` names the column that holds its code."""

    region_path = "region_id"

    def in_region(self, code: int) -> Self:
        """Keep the rows of a region and everything below it."""
        start, stop = regions.subtree(code)
        bounds: dict[str, Any] = {
            f"{self.region_path}__gte": start,
            f"{self.region_path}__lt": stop,
        }
        return self.filter(**bounds)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Keep the rows of the user's own region; nobody without a region sees anything."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.none() if user.region_id is None else self.seen_from(user.region_id)

    def seen_from(self, code: int) -> Self:
        """Keep what the people of a region may see."""
        return self.in_region(code)


class RegionQuerySet(ScopedQuerySet["Region"]):
    region_path = "code"

    def children_of(self, code: int) -> Self:
        """Return the regions right below `code`, in code order."""
        return self.filter(parent_id=code).order_by("code")


class FromAboveQuerySet(ScopedQuerySet[M]):
    """Rows that hold for everything below their region, so that those below see them too."""

    def seen_from(self, code: int) -> Self:
        """Keep the general rows, those of the region, and those above and below it."""
        start, stop = regions.subtree(code)
        near = models.Q(region_id__gte=start, region_id__lt=stop)
        above = models.Q(region_id__in=regions.ancestors(code))
        return self.filter(near | above | models.Q(region=None))


class HolidayQuerySet(FromAboveQuerySet["Holiday"]):
    def holding_in(self, code: int | None) -> Self:
        """Keep the days that hold everywhere and, where a region is given, those of it and above."""
        above = regions.ancestors(code) if code else []
        return self.filter(models.Q(region=None) | models.Q(region_id__in=above))


class UserQuerySet(ScopedQuerySet["User"]):
    def unassigned(self) -> Self:
        """Keep the accounts that wait for the security administrator."""
        return self.filter(role=None, is_active=True)


class AccessEventQuerySet(ScopedQuerySet["AccessEvent"]):
    """Events are read and added; only the retention job removes the old ones."""

    region_path = "user__region_id"

    def seen_from(self, code: int) -> Self:
        """Keep the events of the accounts in scope, of names that no account has, and of those
        who work beyond any region: superusers and accounts without one.
        """
        start, stop = regions.subtree(code)
        ours = models.Q(user__region_id__gte=start, user__region_id__lt=stop)
        everywhere = models.Q(user__region=None) | models.Q(user__is_superuser=True)
        return self.filter(ours | everywhere)

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("access events are never changed")

    def delete(self) -> Never:
        raise TypeError("access events are removed only by the retention job")

    def prune(self, before: datetime) -> int:
        """Remove the events older than `before`; return how many there were."""
        return self.filter(at__lt=before)._raw_delete(self.db)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread_of(self, user: "User") -> Self:
        return self.filter(user=user, read_at=None)
