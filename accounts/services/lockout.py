"""Lock-out after failed log-ins, on top of django-axes' counters."""

from datetime import datetime
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.choices import AccessKind
from accounts.models import User
from accounts.services import access, attempts
from core.exceptions import Refusal


def counted_name(request: HttpRequest, credentials: Any = None) -> str:
    """Return the name under which django-axes counts the failures of a log-in.

    An account's own name; of what no account is called, only a keyed hash, because people type
    their password into the field of the name.
    """
    typed: str = (credentials or {}).get("username") or request.POST.get("username", "")
    if not typed or User.objects.filter(username=typed).exists():
        return typed
    return f"{access.unknown_name(typed)}{salted_hmac('lockout', typed).hexdigest()[:16]}"


def lock(username: str) -> None:
    """Start the lock now, whatever addresses the failures came from.

    axes keeps one counter per name, address and browser, each with its own age; without this the
    lock of a name would end when the oldest counter expires.
    """
    AccessAttempt.objects.filter(username=username).update(attempt_time=timezone.now())


def confirm_password(user: User, password: str, request: HttpRequest) -> None:
    """Refuse whoever sits at somebody's open session without knowing the password.

    Wrong ones count towards the lock of the account's name, as at the log-in. Call this outside
    a transaction that a refusal would roll back.
    """
    if authenticate(request, username=user.username, password=password) is not None:
        AccessAttempt.objects.filter(username=user.username).delete()
        return
    attempts.failed(request)
    if not getattr(request, "axes_locked_out", False):
        access.record(AccessKind.LOGIN_FAILED, user=user, request=request, step="再次输入密码")
        raise Refusal("密码不正确。", "password")
    if getattr(request, "axes_failures_since_start", None) is not None:
        lock(user.username)
    access.record(AccessKind.LOCKED, user=user, request=request)
    raise Refusal("密码输错次数过多，账号已锁定，请稍后再试。", "password")


def locked_until(username: str) -> datetime | None:
    """Return when the lock of a name ends, None when it is not locked."""
    return locks([username]).get(username)


def locks(usernames: list[str]) -> dict[str, datetime]:
    """Return the locked ones among `usernames`, with the time at which each lock ends."""
    span = get_cool_off()
    recent = AccessAttempt.objects.filter(
        username__in=usernames, attempt_time__gt=timezone.now() - span
    )
    counted = recent.values_list("username").annotate(
        failures=Sum("failures_since_start"), last=Max("attempt_time")
    )
    limit = settings.AXES_FAILURE_LIMIT
    return {name: last + span for name, failures, last in counted if failures >= limit}


@transaction.atomic
def unlock(account: User, request: HttpRequest) -> int:
    """Lift the lock of an account; return how many failure counters were cleared."""
    cleared: int
    cleared, _ = AccessAttempt.objects.filter(username=account.username).delete()
    access.record(AccessKind.ACCOUNT, request=request, subject=account.username, action="解除锁定")
    return cleared
