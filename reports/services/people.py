"""Whom to tell: active users by role and place."""

from collections import defaultdict
from collections.abc import Iterable

from accounts.choices import Role
from accounts.models import User
from core import regions


class People:
    """Active users with a role, by role and region."""

    def __init__(self, rows: Iterable[tuple[int, str, int]]) -> None:
        self.by_place: dict[tuple[str, int], list[int]] = defaultdict(list)
        for user, role, region in rows:
            self.by_place[role, region].append(user)

    def at(self, region: int, *roles: Role) -> list[int]:
        """Return the users of exactly this region."""
        return [user for role in roles for user in self.by_place.get((role, region), ())]

    def over(self, region: int, *roles: Role) -> list[int]:
        """Return the users whose region holds this one, from the nearest up: the first that has any."""
        for code in [region, *reversed(regions.ancestors(region))]:
            if found := self.at(code, *roles):
                return found
        return []

    def inside(self, region: int, *roles: Role) -> list[int]:
        """Return the users of a region and of those below it."""
        span = regions.subtree(region)
        return [
            user
            for (role, place), users in self.by_place.items()
            if role in roles and place in span
            for user in users
        ]

    def places(self, role: Role) -> list[int]:
        return sorted(place for held, place in self.by_place if held == role)


def everybody() -> People:
    """Return who is to be told things: active users with a role and a region."""
    users = User.objects.filter(is_active=True, role__isnull=False, region__isnull=False)
    return People(users.order_by("pk").values_list("pk", "role__name", "region_id"))
