"""The second factor: a time-based code (RFC 6238) and eight recovery codes."""

from base64 import b32encode
from typing import Final

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django_otp import login as otp_login
from django_otp import user_has_device
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from rest_framework.authtoken.models import Token

from accounts.choices import AccessKind
from accounts.models import User
from accounts.services import access
from accounts.services.guards import require_reachable
from accounts.services.lockout import confirm_password
from core.exceptions import Refusal

RECOVERY_CODES: Final = 8
CODE_DIGITS: Final = 6


def enrolled(user: User) -> bool:
    """Tell whether the user logs in with a second factor."""
    return bool(user_has_device(user))


def pending_device(user: User) -> TOTPDevice:
    """Return the device that waits for its first code, made when there is none."""
    device, _ = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "手机令牌"}
    )
    return device


def secret_of(device: TOTPDevice) -> str:
    """Return the secret as authenticator apps take it by hand: base32 in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


@transaction.atomic
def confirm(user: User, code: str, request: HttpRequest) -> list[str]:
    """Switch the second factor on with its first code; return the recovery codes, shown once."""
    if enrolled(user):
        raise Refusal("双因素认证已启用。")
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None:
        raise Refusal("请先扫描二维码。")
    _verify(device, code)
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = _new_recovery_codes(user)
    otp_login(request, device)
    access.record(AccessKind.SECOND_FACTOR, request=request, user=user, action="启用")
    return codes


def verify_login(user: User, code: str) -> Device:
    """Check the code of the second step, from the app or a recovery code; return the device used.

    After a wrong code the next one is taken only after 1, 2, 4 … seconds. The count of failures
    is committed: call this outside a transaction that a refusal would roll back.
    """
    typed = code.replace(" ", "").replace("-", "").lower()
    kind = TOTPDevice if typed.isdecimal() and len(typed) == CODE_DIGITS else StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
        problem = _problem(device, typed)
    if problem or device is None:
        raise Refusal(problem or "", "code")
    return device


def disable(user: User, password: str, request: HttpRequest) -> None:
    """Switch one's own second factor off; the password is asked for again."""
    confirm_password(user, password, request)
    with transaction.atomic():
        _remove(user)
        access.record(AccessKind.SECOND_FACTOR, request=request, user=user, action="停用")


def renew_recovery_codes(user: User, password: str, request: HttpRequest) -> list[str]:
    """Replace the recovery codes; the old ones stop working. The password is asked for again."""
    if not enrolled(user):
        raise Refusal("尚未启用双因素认证。")
    confirm_password(user, password, request)
    with transaction.atomic():
        codes = _new_recovery_codes(user)
        access.record(AccessKind.SECOND_FACTOR, request=request, user=user, action="更换恢复码")
    return codes


@transaction.atomic
def reset(account: User, request: HttpRequest) -> None:
    """Remove somebody else's second factor and API token, by the security administrator."""
    if account.pk == request.user.pk:
        raise Refusal("不能重置自己的双因素认证，请由运维人员在服务器上办理。")
    require_reachable(account)
    if not _remove(account):
        raise Refusal("该账号未启用双因素认证。")
    Token.objects.filter(user=account).delete()
    access.record(
        AccessKind.SECOND_FACTOR, request=request, subject=account.username, action="重置"
    )


@transaction.atomic
def reset_on_the_server(account: User, operator: str) -> bool:
    """Remove any account's second factor, from the command line; False when it had none."""
    removed = bool(_remove(account))
    if removed:
        access.record(
            AccessKind.SECOND_FACTOR,
            username=access.COMMAND_LINE,
            subject=account.username,
            action="重置",
            operator=operator,
        )
    return removed


def _verify(device: TOTPDevice, code: str) -> None:
    problem = _problem(device, code.replace(" ", ""))
    if problem:
        raise Refusal(problem, "code")


def _problem(device: Device | None, code: str) -> str:
    """Return why a code is not taken, empty when it is."""
    if device is None:
        return "验证码不正确，请输入手机令牌上的6位数字或一个恢复码。"
    allowed, why = device.verify_is_allowed()
    if not allowed:
        until = why.get("locked_until") or timezone.now()
        return f"连续输错，请在 {timezone.localtime(until):%H:%M:%S} 之后再试。"
    if device.verify_token(code):
        return ""
    return "验证码不正确或已过期，请输入手机令牌上当前的6位数字或一个未用过的恢复码。"


def _new_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="恢复码")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def _remove(user: User) -> int:
    removed: int = TOTPDevice.objects.filter(user=user).delete()[0]
    StaticDevice.objects.filter(user=user).delete()
    return removed
