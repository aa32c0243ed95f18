"""Users: one region, one role."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser, Group, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.choices import BUSINESS_ROLES, Role
from accounts.models.region import Region
from accounts.querysets import UserQuerySet
from core import regions


class AccountManager(UserManager["User"]):
    """Django's user manager over scoped rows."""

    use_in_migrations = False

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: "User | AnonymousUser") -> UserQuerySet:
        return self.get_queryset().visible_to(user)


class User(AbstractUser):
    """A person who logs in. `role` is the one group whose permissions the person has."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    groups = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=30)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="所属区划"
    )
    role = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="members", verbose_name="角色"
    )
    phone = models.CharField("联系电话", max_length=20, blank=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", default=timezone.now)

    objects: ClassVar[AccountManager] = AccountManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    REQUIRED_FIELDS = ["name"]
    second_factor_on = False  # set by RoleBackend on the user of a request, as is the next
    has_unread = False

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["region_id", "username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_in_any_case",
                violation_error_message="用户名已被使用，大小写不同也算相同。",
            )
        ]
        permissions = [("assign_role", "分配角色与范围"), ("view_contacts", "查看通讯录")]

    def __str__(self) -> str:
        return self.name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a log-in alone is no change of the account and leaves no history row."""
        log_in = kwargs.get("update_fields") == ["last_login"]
        if log_in:
            self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            if log_in:
                del self.skip_history_when_saving

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def role_name(self) -> str:
        """Return the role's Chinese name, empty when none is given."""
        return self.role.name if self.role else ""

    def has_role(self, *roles: Role) -> bool:
        return self.role_name in roles

    def oversees(self, region: int) -> bool:
        """Say whether a region is the user's own or below it; a superuser's are all."""
        if self.is_superuser:
            return True
        return self.region_id is not None and region in regions.subtree(self.region_id)

    @property
    def reads_business(self) -> bool:
        return self.is_superuser or self.role_name in BUSINESS_ROLES

    @property
    def password_expires_at(self) -> datetime | None:
        """Return when the password must be changed, None when expiry is switched off."""
        days = settings.PASSWORD_EXPIRY_DAYS
        return self.password_changed_at + timedelta(days=days) if days else None

    @property
    def must_set_password(self) -> bool:
        expires = self.password_expires_at
        return self.must_change_password or (expires is not None and expires <= timezone.now())
