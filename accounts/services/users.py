"""What the system administrator does to accounts. None of it gives a role or a scope."""

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from rest_framework.authtoken.models import Token

from accounts.choices import AccessKind
from accounts.models import User
from accounts.services import access
from accounts.services.guards import require_reachable
from accounts.services.passwords import one_time_password
from core.exceptions import Refusal
from core.reasons import checked_reason


@transaction.atomic
def create_account(
    request: HttpRequest, *, username: str, name: str, phone: str = ""
) -> tuple[User, str]:
    """Create an account without a role; return it and its one-time password, to be shown once.

    It starts in the creator's region, so that the security administrator of that region finds it;
    without a role it may see nothing there.
    """
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise Refusal("用户名只能包含字母、数字和 @ . + - _。", "username") from error
    if User.objects.filter(username__iexact=username).exists():
        raise Refusal(f"用户名“{username}”已被使用，请换一个。", "username")
    creator = access.actor(request)
    password = one_time_password()
    account = User(username=username, name=name, phone=phone, region=creator.region)
    account.set_password(password)
    account.save()
    access.record(AccessKind.ACCOUNT, request=request, subject=username, action="新建账号")
    return account, password


@transaction.atomic
def edit_account(account: User, *, name: str, phone: str) -> User:
    """Change the name and telephone number of an account."""
    locked = User.objects.select_for_update().get(pk=account.pk)
    locked.name, locked.phone = name, phone
    locked.save(update_fields=["name", "phone"])
    return locked


@transaction.atomic
def disable_account(account: User, request: HttpRequest, reason: str) -> None:
    """Shut an account: it is logged out everywhere and its tokens are revoked."""
    if account.pk == request.user.pk:
        raise Refusal("不能停用自己的账号。")
    _switch(account, request, active=False, reason=reason)
    Token.objects.filter(user=account).delete()


@transaction.atomic
def enable_account(account: User, request: HttpRequest, reason: str) -> None:
    """Open a shut account again, with the role and scope it had."""
    _switch(account, request, active=True, reason=reason)


def _switch(account: User, request: HttpRequest, *, active: bool, reason: str) -> None:
    locked = User.objects.select_for_update().get(pk=account.pk)
    require_reachable(locked)
    if locked.is_active == active:
        raise Refusal("账号已启用，无需再次启用。" if active else "账号已停用，无需再次停用。")
    why = checked_reason(reason, "请填写原因。")
    locked.is_active = active
    locked._change_reason = why  # type: ignore[attr-defined]
    locked.save(update_fields=["is_active"])
    access.record(
        AccessKind.ACCOUNT,
        request=request,
        subject=locked.username,
        action="启用" if active else "停用",
        reason=why,
    )
