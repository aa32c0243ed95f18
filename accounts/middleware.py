"""The session on every request: idle time-out, what the account still owes, fragments without a log-in."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.choices import AccessKind
from accounts.links import with_next
from accounts.models import User
from accounts.services import access

LAST_SEEN = "last_seen"
WRITE_EVERY_SECONDS = 60
ALWAYS_OPEN = frozenset({"accounts:logout", "accounts:login", "accounts:second_step", "healthz"})
Handler = Callable[[HttpRequest], HttpResponse]


class FragmentLoginMiddleware:
    """Answer a script's request with 401 and the log-in address, never with the log-in page.

    Scripts are told by HX-Request, `X-Requested-With: fetch` or an Accept of application/json.
    Body: `{"detail": words, "login": address}`; htmx follows the HX-Redirect header.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 302 or not from_script(request):
            return response
        target = urlsplit(response["Location"])
        words = {
            reverse("accounts:login"): "登录已失效，请重新登录。",
            reverse("accounts:password_change"): "请先修改密码。",
            reverse("accounts:second_factor"): "请先启用双因素认证。",
            reverse("accounts:second_step"): "请先输入双因素验证码。",
        }.get(target.path)
        if words is None or not target.query.startswith("next="):
            return response
        login = with_next(target.path, page_of(request))
        refusal = JsonResponse({"detail": words, "login": login}, status=401)
        refusal["HX-Redirect"] = login
        refusal["Vary"] = "HX-Request, X-Requested-With, Accept, Cookie"
        return refusal


def from_script(request: HttpRequest) -> bool:
    """Tell whether a script, not a person's navigation, asks."""
    return (
        request.headers.get("HX-Request") == "true"
        or request.headers.get("X-Requested-With") in ("fetch", "XMLHttpRequest")
        or "application/json" in request.headers.get("Accept", "")
    )


def page_of(request: HttpRequest) -> str:
    """Return the path of the page that the script runs on, the home page when it is unknown."""
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return "/"
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


class IdleTimeoutMiddleware:
    """Log a user out after IDLE_TIMEOUT_MINUTES without a request (GB/T 22239-2019 8.1.4.1).

    The session is written at most once a minute, so the time-out comes up to a minute early,
    never late.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.IDLE_TIMEOUT_MINUTES and request.user.is_authenticated:
            now = int(time.time())
            last = request.session.get(LAST_SEEN)
            if last is not None and now - last > settings.IDLE_TIMEOUT_MINUTES * 60:
                access.record(AccessKind.LOGOUT, request=request, reason="长时间未操作")
                logout(request)
                messages.info(request, "长时间未操作，已自动退出，请重新登录。")
            elif last is None or now - last >= WRITE_EVERY_SECONDS:
                request.session[LAST_SEEN] = now
        return self.get_response(request)


class AccountStateMiddleware:
    """Before anything else: a new password where one is due, a second factor where it is required."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            page = owed_page(user)
            if page and not self._open(request, page):
                path = request.get_full_path() if request.method == "GET" else page_of(request)
                return redirect(with_next(reverse(page), path))
        return self.get_response(request)

    @staticmethod
    def _open(request: HttpRequest, page: str) -> bool:
        if request.path.startswith(settings.STATIC_URL):
            return True
        name = resolve(request.path_info).view_name
        return name in ALWAYS_OPEN or name.startswith(page)


def owed_page(user: User) -> str | None:
    """Return the URL name of the page that must be dealt with first, None when nothing is due."""
    verified: bool = user.is_verified()  # type: ignore[attr-defined]
    if user.second_factor_on and not verified:  # a session from before it was switched on
        return "accounts:second_step"
    if user.must_set_password:
        return "accounts:password_change"
    required = user.role_name in settings.REQUIRE_SECOND_FACTOR_ROLES
    return "accounts:second_factor" if required and not verified else None
