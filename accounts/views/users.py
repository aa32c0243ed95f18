"""Accounts, for the system administrator; the other administrators read the list."""

from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.filters import UserFilter
from accounts.forms import AccountForm, OwnForm
from accounts.models import User
from accounts.services import lockout, passwords, second_factor, users
from accounts.services.guards import ON_THE_SERVER, kept_from_portal
from core.columns import Column
from core.exceptions import Refusal
from core.links import row_page
from core.views import ListPage, PermittedView


def account_link(account: User) -> str:
    return row_page("accounts:user", account.pk)


def scope_of(account: User) -> str | None:
    return account.region.name if account.role and account.region else None


STATE: Final = Column(
    "状态",
    lambda u: "启用" if u.is_active else "停用",
    kind="badge",
    badge=lambda u: "good" if u.is_active else "muted",
)


class UserList(ListPage):
    permission = "accounts.view_user"
    title = "账号"
    template_name = "accounts/users.html"
    filterset_class = UserFilter
    noun = "账号"
    empty_how = "点“新增账号”建立，由安全管理员分配角色与范围后可以登录。"
    columns = (
        Column("用户名", "username", link=account_link, order="username", primary=True),
        Column("姓名", "name", order="name"),
        Column("角色", lambda u: u.role_name or "待分配", order="role__name"),
        Column("数据范围", scope_of, order="region_id"),
        STATE,
        Column("上次登录", "last_login", kind="datetime", order="last_login", on_phone=False),
    )

    def get_queryset(self) -> QuerySet[User]:
        reader = self.request.user
        assert isinstance(reader, User)
        return User.objects.visible_to(reader).select_related("role", "region")


class AccountView(PermittedView):
    """Something about one account in the administrator's region; strangers are 404."""

    def account(self, pk: int) -> User:
        reader = self.request.user
        assert isinstance(reader, User)
        rows = User.objects.visible_to(reader).select_related("role", "region")
        found: User = get_object_or_404(rows, pk=pk)
        return found


class UserPage(AccountView):
    """One account; the system administrator edits name and telephone number here."""

    permission = "accounts.view_user"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self.account(pk)
        form = OwnForm(initial={"name": account.name, "phone": account.phone})
        return self.page(request, account, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self.account(pk)
        if not request.user.has_perm("accounts.change_user"):
            raise PermissionDenied
        form = OwnForm(request.POST)
        if not form.is_valid():
            return self.page(request, account, form, 422)
        users.edit_account(account, **form.cleaned_data)
        messages.success(request, "已保存。")
        return redirect("accounts:user", pk=pk)

    def page(
        self, request: HttpRequest, account: User, form: OwnForm, status: int = 200
    ) -> HttpResponse:
        until = lockout.locked_until(account.username)
        locked = f"至 {timezone.localtime(until):%Y-%m-%d %H:%M}" if until else "否"
        state = "启用" if account.is_active else "停用"
        context = {
            "title": f"账号 {account.username}",
            "account": account,
            "form": form,
            "locked": until is not None,
            "enrolled": second_factor.enrolled(account),
            "editable": request.user.has_perm("accounts.change_user"),
            "kept": ON_THE_SERVER if kept_from_portal(account) else "",
            "assignable": request.user.has_perm("accounts.assign_role"),
            "facts": [
                ("姓名", account.name, None),
                ("角色", account.role_name or "待分配", None),
                ("数据范围", scope_of(account), None),
                ("状态", state, None),
                ("登录锁定", locked, None),
                ("双因素认证", "已启用" if second_factor.enrolled(account) else "未启用", None),
            ],
        }
        return render(request, "accounts/user.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
class UserCreate(PermittedView):
    """A new account; its one-time password is on the answer to the POST and nowhere else."""

    permission = "accounts.add_user"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, AccountForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AccountForm(request.POST)
        if form.is_valid():
            try:
                account, password = users.create_account(request, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.message)
            else:
                return show_password(request, account, password)
        return self.page(request, form, 422)

    @staticmethod
    def page(request: HttpRequest, form: AccountForm, status: int = 200) -> HttpResponse:
        context = {"title": "新建账号", "form": form}
        return render(request, "accounts/user_create.html", context, status=status)


class AccountAct(AccountView):
    """A button of the account page: does one thing and goes back."""

    permission = "accounts.change_user"
    done: ClassVar[str]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        account = self.account(pk)
        try:
            self.act(account, request)
            messages.success(request, self.done)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect("accounts:user", pk=pk)

    def act(self, account: User, request: HttpRequest) -> Any:
        raise NotImplementedError


class UserDisable(AccountAct):
    done = "账号已停用，其登录和接口令牌已失效。"

    def act(self, account: User, request: HttpRequest) -> None:
        users.disable_account(account, request, request.POST.get("reason", ""))


class UserEnable(AccountAct):
    done = "账号已启用。"

    def act(self, account: User, request: HttpRequest) -> None:
        users.enable_account(account, request, request.POST.get("reason", ""))


class UserUnlock(AccountAct):
    done = "已解除锁定，可以立即登录。"

    def act(self, account: User, request: HttpRequest) -> None:
        lockout.unlock(account, request)


class SecondFactorReset(AccountAct):
    """The security administrator's way out for somebody who lost the telephone."""

    permission = "accounts.assign_role"
    done = "已重置双因素认证，下次登录只需密码。"

    def act(self, account: User, request: HttpRequest) -> None:
        second_factor.reset(account, request)


@method_decorator(never_cache, name="dispatch")
class PasswordReset(AccountView):
    """A new one-time password, shown once."""

    permission = "accounts.change_user"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        account = self.account(pk)
        try:
            password = passwords.reset_password(account, request)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("accounts:user", pk=pk)
        return show_password(request, account, password)


def show_password(request: HttpRequest, account: User, password: str) -> HttpResponse:
    context = {
        "title": "一次性密码",
        "what": f"账号 {account.username}（{account.name}）的一次性密码",
        "secret": password,
        "how": "当面或电话告知本人；首次登录须修改。",
        "then": ""
        if account.role
        else "该账号尚无角色，请通知安全管理员分配角色和数据范围后使用。",
        "back": account_link(account),
    }
    return render(request, "accounts/secret.html", context)
