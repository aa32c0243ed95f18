"""Tokens of the API: whose account is shut or owes something does not pass by token either."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import User
from accounts.services.second_factor import enrolled


class AccountTokenAuthentication(TokenAuthentication):
    """`Authorization: Token …`, for API_TOKEN_DAYS after it was made."""

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        tokens = Token.objects.select_related("user__role", "user__region")
        token = tokens.filter(key=key).first()
        if token is None:
            raise AuthenticationFailed("令牌无效，请在“我的账号”中重新生成。")
        refusal = why_refused(token)
        if refusal:
            raise AuthenticationFailed(refusal)
        return token.user, token


def why_refused(token: Token) -> str:
    """Return what to tell the holder of a token that does not count now, empty when it does.

    A log-in lock does not count: anybody can cause one, and so switch off somebody's programs.
    """
    user = token.user
    assert isinstance(user, User)
    if not user.is_active:
        return "账号已停用，请联系系统管理员。"
    days = settings.API_TOKEN_DAYS
    if days and token.created + timedelta(days=days) <= timezone.now():
        return f"令牌已满{days}天过期，请在“我的账号”中重新生成。"
    if user.must_set_password:
        return "密码须修改，请先登录网页修改密码。"
    if user.role_name in settings.REQUIRE_SECOND_FACTOR_ROLES and not enrolled(user):
        return "请先登录网页启用双因素认证。"
    return ""
