"""Permissions come from the user's one role."""

from functools import cache, partial
from typing import Any, cast

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.core.cache import caches
from django.db.models import Exists, OuterRef, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Notice, User


class RoleBackend(ModelBackend):
    """Django's model backend, with the single role in place of a set of groups."""

    def _get_group_permissions(self, user_obj: Any) -> QuerySet[Permission]:
        user: User = user_obj
        if user.role_id is None:  # `group=None` would match every permission of no group
            return Permission.objects.none()
        return Permission.objects.filter(group=user.role_id)

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """As Django's, but the permissions of a role are kept in the process for a minute.

        They change when `sync_roles` runs, which is part of each release; which role a user has
        is read with the user, on every request.
        """
        if not user_obj.is_active or obj is not None or user_obj.is_superuser:
            return super().get_group_permissions(user_obj, obj)
        if not hasattr(user_obj, "_group_perm_cache"):
            ask = partial(super().get_group_permissions, user_obj)
            key = f"role-permissions:{user_obj.role_id}"
            user_obj._group_perm_cache = caches["process"].get_or_set(key, ask)
        found: set[str] = user_obj._group_perm_cache
        return found

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Nobody holds a permission beside those of the role; there is nothing to ask for."""
        return set() if not user_obj.is_superuser else super().get_user_permissions(user_obj, obj)

    def get_user(self, user_id: int) -> User | None:
        """Fetch the session's user with region, second factor and whether a notice waits, at once.

        The role comes out of the process, see `role`.
        """
        user: User | None = _users().filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        if user.role_id is not None:
            user.role = role(user.role_id)
        return user


def role(pk: int) -> Group:
    """Return the group of a role, kept in the process for a minute as its permissions are."""
    ask = partial(Group.objects.get, pk=pk)
    return cast(Group, caches["process"].get_or_set(f"role:{pk}", ask))


@cache
def _users() -> QuerySet[User]:
    """The query of every request, put together once: that costs more than to ask it."""
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    unread = Notice.objects.filter(user=OuterRef("pk"), read_at=None)
    return User._default_manager.select_related("region").annotate(
        **{"second_factor_on": Exists(devices), "has_unread": Exists(unread)}
    )
