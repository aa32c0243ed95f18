"""Set passwords: one's own, and one-time passwords given by the system administrator.

A new password ends what the old one opened: sessions (by their hash) and the API token.
"""

import secrets
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authtoken.models import Token

from accounts.choices import AccessKind
from accounts.models import User
from accounts.services import access
from accounts.services.guards import require_reachable
from core.exceptions import Refusal

# without 0 O 1 l I: the password is read out or copied from paper once
LOWER: Final = "abcdefghijkmnpqrstuvwxyz"
UPPER: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS: Final = "23456789"


def one_time_password() -> str:
    """Return a random password of three groups of four, e.g. `hKm4-Tq7p-Wz3d` (~68 bits)."""
    everything = LOWER + UPPER + DIGITS
    while True:
        groups = ["".join(secrets.choice(everything) for _ in range(4)) for _ in range(3)]
        found = "-".join(groups)
        if all(set(found) & set(kind) for kind in (LOWER, UPPER, DIGITS)):
            return found


@transaction.atomic
def change_password(user: User, password: str, request: HttpRequest | None = None) -> None:
    """Set the user's own new password; Refusal when it breaks a rule."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    try:
        validate_password(password, locked)
    except ValidationError as error:
        raise Refusal("".join(error.messages), "new_password") from error
    _set(locked, password, must_change=False)
    user.password, user.must_change_password = locked.password, False
    user.password_changed_at = locked.password_changed_at
    access.record(AccessKind.PASSWORD, user=locked, request=request)


@transaction.atomic
def reset_password(account: User, request: HttpRequest) -> str:
    """Give the account a one-time password that must be changed; return it, to be shown once."""
    if account.pk == request.user.pk:
        raise Refusal("不能重置自己的密码，请在“我的账号”中修改。")
    locked = User.objects.select_for_update().get(pk=account.pk)
    require_reachable(locked)
    password = one_time_password()
    _set(locked, password, must_change=True)
    access.record(AccessKind.ACCOUNT, request=request, subject=locked.username, action="重置密码")
    return password


@transaction.atomic
def reset_on_the_server(account: User, operator: str) -> str:
    """Give any account a one-time password, from the command line; return it.

    `operator` is the system user who ran the command: the event has no portal user and no address.
    """
    locked = User.objects.select_for_update().get(pk=account.pk)
    password = one_time_password()
    _set(locked, password, must_change=True)
    access.record(
        AccessKind.ACCOUNT,
        username=access.COMMAND_LINE,
        subject=locked.username,
        action="重置密码",
        operator=operator,
    )
    return password


def _set(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    Token.objects.filter(user=user).delete()
