"""Scope: whose rows a user may see, as one indexed range on the region code."""

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from core import regions

if TYPE_CHECKING:
    from accounts.models import Region, User

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
        return self.none() if user.region_id is None else self.in_region(user.region_id)


class RegionQuerySet(ScopedQuerySet["Region"]):
    region_path = "code"

    def children_of(self, code: int) -> Self:
        """Return the regions right below `code`, in code order."""
        return self.filter(parent_id=code).order_by("code")
