"""API tokens: one per user, shown once."""

from django.db import transaction
from django.http import HttpRequest
from rest_framework.authtoken.models import Token

from accounts.choices import AccessKind
from accounts.models import User
from accounts.services import access
from accounts.services.lockout import confirm_password
from core.exceptions import Refusal


def require_reader(user: User) -> None:
    """Refuse a role that reads no business: the API has nothing for it."""
    if not user.reads_business:
        raise Refusal("接口只提供业务数据，当前角色不能使用接口令牌。")


def issue_token(user: User, password: str, request: HttpRequest) -> str:
    """Replace the user's token by a new one and return it, to be shown once.

    The password is asked for again: a token outlives the session that made it.
    """
    require_reader(user)
    confirm_password(user, password, request)
    return _replace(user, request)


@transaction.atomic
def _replace(user: User, request: HttpRequest) -> str:
    Token.objects.filter(user=user).delete()
    key: str = Token.objects.create(user=user).key
    access.record(AccessKind.TOKEN, request=request, user=user, action="生成")
    return key


@transaction.atomic
def revoke_token(user: User, request: HttpRequest) -> None:
    """Delete the user's token; programs that use it are refused from now on."""
    deleted, _ = Token.objects.filter(user=user).delete()
    if not deleted:
        raise Refusal("当前没有接口令牌。")
    access.record(AccessKind.TOKEN, request=request, user=user, action="吊销")
