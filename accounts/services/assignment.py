"""What the security administrator does: who has which role, and for which region."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest

from accounts.choices import AccessKind, Role
from accounts.models import Region, User
from accounts.services import access
from core.exceptions import Refusal


@transaction.atomic
def assign_role(
    account: User, role: Role | None, region: Region | None, *, request: HttpRequest, reason: str
) -> User:
    """Give an account one role over one region, or take the role away (`role` None).

    Nobody assigns to himself, outside his own region, or anything at all to a superuser. The
    change history keeps role and region from → to with the reason.
    """
    by = access.actor(request)
    locked = (
        User.objects.select_for_update(of=("self",))
        .select_related("role", "region")
        .get(pk=account.pk)
    )
    _check(by, locked, role, region, reason)
    before = _words(locked)
    locked.role = Group.objects.get(name=role) if role else None
    locked.region = region or locked.region
    locked._change_reason = reason.strip()  # type: ignore[attr-defined]
    locked.save(update_fields=["role", "region"])
    access.record(
        AccessKind.ROLE,
        request=request,
        subject=locked.username,
        before=before,
        after=_words(locked),
        reason=reason.strip(),
    )
    return locked


def _check(by: User, account: User, role: Role | None, region: Region | None, reason: str) -> None:
    if by.pk == account.pk:
        raise Refusal("不能给自己分配角色或范围，请由另一名安全管理员办理。")
    if account.is_superuser:
        raise Refusal("初始化账号不分配角色。")
    if role and region is None:
        raise Refusal("请选择该角色的数据范围。", "region")
    if region and not Region.objects.visible_to(by).filter(pk=region.pk).exists():
        raise Refusal("只能选择本人管辖范围内的区划。", "region")
    if not reason.strip():
        raise Refusal("请填写分配原因，例如“岗位调整”。", "reason")


def _words(account: User) -> str:
    return f"{account.role_name or '无角色'} · {account.region or '无范围'}"
