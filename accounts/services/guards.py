"""Which accounts the portal's own administrators may not take over."""

from typing import Final

from accounts.choices import ADMIN_ROLES
from accounts.models import User
from core.exceptions import Refusal

ON_THE_SERVER: Final = (
    "管理员账号和初始化账号不能在网页上重置或停用，请由运维人员在服务器上运行 reset_password 命令；"
    "要停用管理员账号，先由安全管理员收回其角色。"
)


def kept_from_portal(account: User) -> bool:
    """Tell whether an account is an administrator's or a superuser's.

    Whoever resets such an account could log in with it and give himself every role: the three
    administrators check each other only while none of them can become another.
    """
    return account.is_superuser or account.has_role(*ADMIN_ROLES)


def require_reachable(account: User) -> None:
    """Refuse to reset, shut or open an account that only the command line may touch."""
    if kept_from_portal(account):
        raise Refusal(ON_THE_SERVER)
