"""Roles and scopes, for the security administrator."""

from collections import defaultdict
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.models import Group, Permission
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.choices import Role
from accounts.filters import UserFilter
from accounts.forms import AssignForm
from accounts.models import User
from accounts.services.assignment import assign_role
from accounts.views.users import STATE, AccountView, scope_of
from core.columns import Column
from core.exceptions import Refusal
from core.views import ListPage

VERBS: Final = {"view": "查看", "add": "新增", "change": "修改", "delete": "删除"}


def permissions_in_words(group: Group) -> list[str]:
    """Return a role's permissions, e.g. 查看：项目、节点; the special ones by their own name."""
    found: dict[str, list[str]] = defaultdict(list)
    rows: QuerySet[Permission] = group.permissions.select_related("content_type")
    for permission in rows.order_by("content_type__app_label", "pk"):
        model = permission.content_type.model_class()
        verb = VERBS.get(permission.codename.split("_")[0])
        if verb and permission.name.startswith("Can ") and model is not None:
            found[verb].append(str(model._meta.verbose_name))
        else:
            found["办理"].append(permission.name)
    return [f"{verb}：{'、'.join(names)}" for verb, names in found.items()]


def assign_link(account: User) -> str:
    return reverse("accounts:role_assign", args=[account.pk])


class RolePage(ListPage):
    """The roles in words, and below them who has which over which region."""

    permission = "accounts.assign_role"
    title = "角色与范围"
    template_name = "accounts/roles.html"
    filterset_class = UserFilter
    noun = "账号"
    empty_how = "系统管理员建立账号后，在这里分配角色与范围。"
    columns = (
        Column("用户名", "username", link=assign_link, order="username", primary=True),
        Column("姓名", "name", order="name"),
        Column(
            "角色",
            lambda u: u.role_name or "待分配",
            kind="badge",
            badge=lambda u: "neutral" if u.role else "warn",
            order="role__name",
        ),
        Column("数据范围", scope_of, order="region_id"),
        STATE,
    )

    def get_queryset(self) -> QuerySet[User]:
        reader = self.request.user
        assert isinstance(reader, User)
        return User.objects.visible_to(reader).select_related("role", "region")

    def get_context(self) -> dict[str, Any]:
        reader = self.request.user
        assert isinstance(reader, User)
        mine = User.objects.visible_to(reader)
        counted = dict(
            mine.filter(is_active=True).order_by().values_list("role__name").annotate(n=Count("pk"))
        )
        groups = {group.name: group for group in Group.objects.filter(name__in=Role.values)}
        roles = [
            {
                "name": role.label,
                "members": counted.get(role.value, 0),
                "permissions": permissions_in_words(groups[role.value]),
            }
            for role in Role
            if role.value in groups
        ]
        return {"roles": roles, "waiting": mine.unassigned().count()}


class RoleAssign(AccountView):
    """Give one account its role and region."""

    permission = "accounts.assign_role"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self.account(pk)
        initial = {"role": account.role_name, "region": account.region_id}
        return self.page(request, account, AssignForm(initial=initial, user=self.reader))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self.account(pk)
        form = AssignForm(request.POST, user=self.reader)
        if form.is_valid():
            given = form.cleaned_data
            try:
                assign_role(
                    account,
                    given["role"],
                    given["region"],
                    request=request,
                    reason=given["reason"],
                )
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.message)
            else:
                messages.success(request, f"已更新{account.name}的角色与范围。")
                return redirect("accounts:roles")
        return self.page(request, account, form, 422)

    @property
    def reader(self) -> User:
        reader = self.request.user
        assert isinstance(reader, User)
        return reader

    def page(
        self, request: HttpRequest, account: User, form: AssignForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "title": f"分配角色：{account.name}",
            "account": account,
            "form": form,
            "facts": [
                ("用户名", account.username, None),
                ("当前角色", account.role_name or "待分配", None),
                ("当前范围", scope_of(account), None),
            ],
        }
        return render(request, "accounts/role_assign.html", context, status=status)
