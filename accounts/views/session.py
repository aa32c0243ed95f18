"""Log in, the second step, log out, and the pages that say no."""

import time
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import View
from django_otp import login as otp_login

from accounts.choices import AccessKind, Role
from accounts.forms import CodeForm, LoginForm
from accounts.links import with_next
from accounts.middleware import from_script
from accounts.models import User
from accounts.services import access, attempts, lockout, second_factor
from core.exceptions import Refusal
from core.links import inside

BACKEND: Final = "accounts.backends.RoleBackend"
PENDING: Final = "second_step"
PENDING_SECONDS: Final = 300
LANDING: Final = {
    Role.SYSTEM_ADMIN: "accounts:users",
    Role.SECURITY_ADMIN: "accounts:roles",
    Role.AUDITOR: "accounts:audit",
}


def landing(user: User) -> str:
    """Return where a role's day begins; who has no role yet gets his own page, which says so."""
    if user.role is None and not user.is_superuser:
        return reverse("accounts:own")
    return reverse(next((page for role, page in LANDING.items() if user.has_role(role)), "home"))


def wanted_page(request: HttpRequest) -> str:
    """Return the page that the log-in interrupted, empty when there is none or it is not ours."""
    return inside(request, request.POST.get("next") or request.GET.get("next", ""))


@method_decorator([sensitive_post_parameters("password"), never_cache], name="dispatch")
class LoginPage(View):
    """User name and password; with a second factor, its code is asked for on the next page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(wanted_page(request) or landing(request.user))
        return self.page(request, LoginForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LoginForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, 422)
        username = form.cleaned_data["username"]
        if not attempts.open_to(request):
            return self.too_many(request, form)
        user = auth.authenticate(request, username=username, password=form.cleaned_data["password"])
        if user is None:
            return self.refuse(request, form, username)
        assert isinstance(user, User)
        if second_factor.enrolled(user):
            return self.ask_for_code(request, user)
        return enter(request, user, wanted_page(request))

    def refuse(self, request: HttpRequest, form: LoginForm, username: str) -> HttpResponse:
        failures = getattr(request, "axes_failures_since_start", None)
        account = User.objects.filter(username=username).first()
        left = settings.AXES_FAILURE_LIMIT - (failures or 0)
        named = username if account else access.unknown_name(username)
        attempts.failed(request)
        if getattr(request, "axes_locked_out", False):
            if failures is not None:
                lockout.lock(lockout.counted_name(request, {"username": username}))
            access.record(AccessKind.LOCKED, user=account, username=named, request=request)
            return self.page(request, form, 429)
        access.record(AccessKind.LOGIN_FAILED, user=account, username=named, request=request)
        minutes = round(settings.AXES_COOLOFF_TIME * 60)
        form.add_error(
            None, f"用户名或密码不正确。再输错 {left} 次，该用户名将锁定 {minutes} 分钟。"
        )
        return self.page(request, form, 422)

    def too_many(self, request: HttpRequest, form: LoginForm) -> HttpResponse:
        minutes = settings.LOGIN_ADDRESS_MINUTES
        form.add_error(None, f"本地址登录失败次数过多，已暂停登录，请在 {minutes} 分钟后再试。")
        page = self.page(request, form, 429)
        page["Retry-After"] = str(minutes * 60)
        return page

    def ask_for_code(self, request: HttpRequest, user: User) -> HttpResponse:
        request.session.cycle_key()
        request.session[PENDING] = {"user": user.pk, "at": int(time.time())}
        return redirect(with_next(reverse("accounts:second_step"), wanted_page(request)))

    def page(self, request: HttpRequest, form: LoginForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": wanted_page(request), "title": "登录"}
        return render(request, "accounts/login.html", context, status=status)


@method_decorator([sensitive_post_parameters("code"), never_cache], name="dispatch")
class SecondStep(View):
    """The code after the password; the password's yes holds for five minutes.

    A session that is older than the user's second factor comes here too, and stays logged in.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.pending(request) is None:
            return self.start_again(request)
        return self.page(request, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        user = self.pending(request)
        if user is None:
            return self.start_again(request)
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, 422)
        try:
            device = second_factor.verify_login(user, form.cleaned_data["code"])
        except Refusal as refusal:
            access.record(AccessKind.LOGIN_FAILED, user=user, request=request, step="双因素验证码")
            form.add_error(refusal.field, refusal.message)
            return self.page(request, form, 422)
        request.session.pop(PENDING, None)
        response = enter(request, user, wanted_page(request))
        otp_login(request, device)
        return response

    @staticmethod
    def pending(request: HttpRequest) -> User | None:
        user = request.user
        if user.is_authenticated:
            verified: bool = user.is_verified()  # type: ignore[attr-defined]
            return user if user.second_factor_on and not verified else None
        found = request.session.get(PENDING)
        if found is None or time.time() - found["at"] > PENDING_SECONDS:
            return None
        return User.objects.filter(pk=found["user"], is_active=True).first()

    @staticmethod
    def start_again(request: HttpRequest) -> HttpResponse:
        messages.info(request, "请先输入用户名和密码。")
        return redirect(with_next(reverse("accounts:login"), wanted_page(request)))

    @staticmethod
    def page(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": wanted_page(request), "title": "双因素验证"}
        return render(request, "accounts/second_step.html", context, status=status)


def enter(request: HttpRequest, user: User, wanted: str) -> HttpResponseRedirect:
    """Log in under a new session key and go where the user wanted."""
    auth.login(request, user, backend=BACKEND)
    access.record(AccessKind.LOGIN, user=user, request=request)
    return HttpResponseRedirect(wanted or landing(user))


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session; a GET does not, so that no picture or link on another page can."""
    if request.user.is_authenticated:
        access.record(AccessKind.LOGOUT, request=request)
        auth.logout(request)
        messages.info(request, "已退出登录。")
    return redirect("accounts:login")


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Say until when a name is locked; django-axes puts this in the place of its response."""
    counted = lockout.counted_name(request, credentials)
    until: datetime | None = lockout.locked_until(counted)
    context = {"title": "账号已锁定", "until": until, "limit": settings.AXES_FAILURE_LIMIT}
    page = render(request, "accounts/locked.html", context, status=429)
    if until is not None:
        page["Retry-After"] = str(max(int((until - timezone.now()).total_seconds()), 1))
    return page


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page is older than the session; what was typed is still in the browser."""
    words = "页面已过期。请返回上一页，复制未保存的内容，刷新后再提交。"
    if from_script(request):
        return JsonResponse({"detail": "页面已过期，请刷新后重试。"}, status=403)
    context = {"title": "页面已过期", "words": words}
    return render(request, "accounts/expired.html", context, status=403)
