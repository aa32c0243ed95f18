"""Idle time-out and the state of the account, checked on every request."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse

LAST_SEEN = "last_seen"
WRITE_EVERY_SECONDS = 60
ALWAYS_OPEN = frozenset(
    {"accounts:password_change", "accounts:logout", "accounts:login", "healthz"}
)
Handler = Callable[[HttpRequest], HttpResponse]


class IdleTimeoutMiddleware:
    """Log a user out after IDLE_TIMEOUT_MINUTES without a request (GB/T 22239-2019 8.1.4.1)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and settings.IDLE_TIMEOUT_MINUTES:
            now = int(time.time())
            last = request.session.get(LAST_SEEN, now)
            if now - last > settings.IDLE_TIMEOUT_MINUTES * 60:
                logout(request)
                messages.info(request, "长时间未操作，已自动退出，请重新登录。")
            elif now - last >= WRITE_EVERY_SECONDS or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
        return self.get_response(request)


class AccountStateMiddleware:
    """Send a user who must set a new password to that page before anything else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_set_password and not self._open(request):
            return redirect(f"{reverse('accounts:password_change')}?next={request.path}")
        return self.get_response(request)

    @staticmethod
    def _open(request: HttpRequest) -> bool:
        if request.path.startswith(settings.STATIC_URL):
            return True
        return resolve(request.path_info).view_name in ALWAYS_OPEN
