"""Permissions come from the user's one role."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User


class RoleBackend(ModelBackend):
    """Django's model backend, with the single role in place of a set of groups."""

    def _get_group_permissions(self, user_obj: Any) -> QuerySet[Permission]:
        user: User = user_obj
        if user.role_id is None:  # `group=None` would match every permission of no group
            return Permission.objects.none()
        return Permission.objects.filter(group=user.role_id)

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Nobody holds a permission beside those of the role; there is nothing to ask for."""
        return set() if not user_obj.is_superuser else super().get_user_permissions(user_obj, obj)

    def get_user(self, user_id: int) -> User | None:
        """Fetch the session's user with role, region and the state of the second factor at once."""
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        users = User._default_manager.select_related("role", "region")
        known = users.annotate(**{"second_factor_on": Exists(devices)})
        user = known.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
