"""One's own account: name, password, second factor, API token."""

import io
from typing import Any, Final

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from rest_framework.authtoken.models import Token

from accounts.forms import EnrolForm, OwnForm, PasswordChangeForm, PasswordForm
from accounts.models import User
from accounts.services import passwords, second_factor, tokens
from accounts.services.users import edit_account
from accounts.views.session import landing, wanted_page
from core.exceptions import Refusal

CODES_ID: Final = "codes_%s"


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class OwnView(LoginRequiredMixin, View):
    """A page or an act of the logged-in user on his own account."""

    @property
    def user(self) -> User:
        user = self.request.user
        assert isinstance(user, User)
        return user

    def show_refusal(self, form: forms.Form, refusal: Refusal) -> None:
        """Show a refusal at the field it belongs to."""
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


class OwnPage(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = OwnForm(initial={"name": self.user.name, "phone": self.user.phone})
        return self.page(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OwnForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        edit_account(self.user, **form.cleaned_data)
        messages.success(request, "已保存。")
        return redirect("accounts:own")

    def page(
        self,
        request: HttpRequest,
        form: OwnForm,
        token_form: PasswordForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        user = self.user
        context = {
            "title": "我的账号",
            "form": form,
            "token_form": token_form or PasswordForm(),
            "facts": [
                ("用户名", user.username, None),
                ("角色", user.role_name or "待分配", None),
                ("数据范围", user.region.name if user.role and user.region else "", None),
                (
                    "密码有效期至",
                    f"{user.password_expires_at:%Y-%m-%d}" if user.password_expires_at else "不限",
                    None,
                ),
            ],
            "enrolled": second_factor.enrolled(user),
            "token": Token.objects.filter(user=user).first(),
            "reads_business": user.reads_business,
        }
        return render(request, "accounts/own.html", context, status=status)


class PasswordChange(OwnView):
    """Change one's password; a due change comes here first and goes on to the page it interrupted."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, PasswordChangeForm(user=self.user, request=request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordChangeForm(request.POST, user=self.user, request=request)
        if form.is_valid():
            try:
                passwords.change_password(self.user, form.cleaned_data["new_password"], request)
            except Refusal as refusal:
                self.show_refusal(form, refusal)
            else:
                update_session_auth_hash(request, self.user)
                messages.success(request, "密码已修改。")
                return HttpResponseRedirect(wanted_page(request) or landing(self.user))
        return self.page(request, form, 422)

    def page(
        self, request: HttpRequest, form: PasswordChangeForm, status: int = 200
    ) -> HttpResponse:
        user = self.user
        why = ""
        if user.must_change_password:
            why = "首次登录或密码被重置后，须先修改密码。"
        elif user.must_set_password:
            why = "密码已过期，须修改后继续使用。"
        context = {"title": "修改密码", "form": form, "why": why, "next": wanted_page(request)}
        return render(request, "accounts/password.html", context, status=status)


class SecondFactorPage(OwnView):
    """State of the second factor; GET shows the secret to scan, POST switches it on with a code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, EnrolForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EnrolForm(request.POST)
        if form.is_valid():
            try:
                codes = second_factor.confirm(self.user, form.cleaned_data["code"], request)
            except Refusal as refusal:
                self.show_refusal(form, refusal)
            else:
                return show_codes(request, codes, wanted_page(request))
        return self.page(request, form, 422)

    def page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        on = second_factor.enrolled(self.user)
        context: dict[str, Any] = {"title": "双因素认证", "enrolled": on, "form": form}
        context["next"] = wanted_page(request)
        if on:
            context["disable_form"] = PasswordForm()
            context["codes_form"] = PasswordForm(auto_id=CODES_ID)
        else:
            device = second_factor.pending_device(self.user)
            context["secret"] = second_factor.secret_of(device)
        return render(request, "accounts/second_factor.html", context, status=status)


class SecondFactorQr(OwnView):
    """The secret that waits for its first code, as a QR picture; 404 once it is in use."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if second_factor.enrolled(self.user):
            return HttpResponse(status=404)
        picture = io.BytesIO()
        code = segno.make(second_factor.pending_device(self.user).config_url, error="m")
        code.save(picture, kind="svg", scale=5, border=4, light="#fff")
        return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


class SecondFactorDisable(OwnView):
    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordForm(request.POST)
        if form.is_valid():
            try:
                second_factor.disable(self.user, form.cleaned_data["password"], request)
            except Refusal as refusal:
                self.show_refusal(form, refusal)
            else:
                messages.success(request, "双因素认证已停用。")
                return redirect("accounts:own")
        context = {
            "title": "双因素认证",
            "enrolled": True,
            "disable_form": form,
            "codes_form": PasswordForm(auto_id=CODES_ID),
        }
        return render(request, "accounts/second_factor.html", context, status=422)


class RecoveryCodes(OwnView):
    """Replace the recovery codes and show the new ones once."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordForm(request.POST, auto_id=CODES_ID)
        if form.is_valid():
            try:
                codes = second_factor.renew_recovery_codes(
                    self.user, form.cleaned_data["password"], request
                )
                return show_codes(request, codes, "")
            except Refusal as refusal:
                self.show_refusal(form, refusal)
        if not second_factor.enrolled(self.user):
            messages.error(request, "尚未启用双因素认证。")
            return redirect("accounts:second_factor")
        context = {
            "title": "双因素认证",
            "enrolled": True,
            "disable_form": PasswordForm(),
            "codes_form": form,
        }
        return render(request, "accounts/second_factor.html", context, status=422)


class TokenIssue(OwnPage):
    """A new API token, shown once; without the password the own page comes back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            tokens.require_reader(self.user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("accounts:own")
        form = PasswordForm(request.POST)
        own = OwnForm(initial={"name": self.user.name, "phone": self.user.phone})
        if not form.is_valid():
            return self.page(request, own, form, 422)
        try:
            key = tokens.issue_token(self.user, form.cleaned_data["password"], request)
        except Refusal as refusal:
            self.show_refusal(form, refusal)
            return self.page(request, own, form, 422)
        context = {
            "title": "接口令牌",
            "what": "接口令牌",
            "secret": key,
            "how": "程序在请求头中写 Authorization: Token 加空格加令牌。旧令牌已失效。",
            "back": landing(self.user),
        }
        return render(request, "accounts/secret.html", context)


class TokenRevoke(OwnView):
    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            tokens.revoke_token(self.user, request)
            messages.success(request, "接口令牌已吊销。")
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect("accounts:own")


def show_codes(request: HttpRequest, codes: list[str], wanted: str) -> HttpResponse:
    context = {"title": "恢复码", "codes": codes, "next": wanted}
    return render(request, "accounts/recovery_codes.html", context)
