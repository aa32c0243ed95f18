"""Forms of the log-in, of one's own account, and of the three administrators."""

from typing import Any, Final

from django import forms
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest

from accounts.choices import ADMIN_ROLES, BUSINESS_ROLES, Role
from accounts.models import Region, User
from accounts.services.history import EARLIEST, LATEST, Wanted, tracked_models
from accounts.services.lockout import confirm_password
from core.exceptions import Refusal
from core.fields import date_field
from core.history import KINDS

WITHIN: Final = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
PHONE_HELP = "手机号11位，或带区号的固定电话，例如 0871-6512345。"


def phone_field() -> forms.RegexField:
    return forms.RegexField(
        r"^(1\d{10}|0\d{2,3}-?\d{7,8})$",
        label="联系电话",
        required=False,
        help_text=PHONE_HELP,
        error_messages={"invalid": PHONE_HELP},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


def name_field() -> forms.CharField:
    return forms.CharField(
        label="姓名", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


def password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=128,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def password_rules() -> str:
    """Return the rules in force in one sentence."""
    found: dict[str, Any] = {type(v).__name__: v for v in get_default_password_validators()}
    words = []
    if length := found.get("MinimumLengthValidator"):
        words.append(f"至少{length.min_length}个字符")
    if kinds := found.get("CharacterKindsValidator"):
        words.append(f"含大写字母、小写字母、数字、符号中的{kinds.kinds}种")
    if reuse := found.get("NotReusedValidator"):
        words.append(f"不与最近{reuse.last}次的密码相同")
    return "，".join([*words, "不是常见密码，不与用户名、姓名、电话相近。"])


class LoginForm(forms.Form):
    username = forms.CharField(
        label="用户名",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = password_field("密码", "current-password")


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=20,
        help_text="手机令牌上当前的6位数字。手机不在身边时，可用一个恢复码。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class EnrolForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=20,
        help_text="扫描二维码后，输入手机令牌上的6位数字。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasswordForm(forms.Form):
    """Ask for one's own password once more before something is taken away."""

    password = password_field("密码", "current-password")


class PasswordChangeForm(forms.Form):
    """The old password and, twice, the new one; the rules are checked by the service."""

    old_password = password_field("当前密码", "current-password")
    new_password = password_field("新密码", "new-password")
    repeated = password_field("再输入一次新密码", "new-password")

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request
        self.fields["new_password"].help_text = password_rules()

    def clean_old_password(self) -> str:
        typed: str = self.cleaned_data["old_password"]
        try:
            confirm_password(self.user, typed, self.request)
        except Refusal as refusal:
            raise forms.ValidationError(f"当前{refusal.message}") from refusal
        return typed

    def clean_repeated(self) -> str:
        typed: str = self.cleaned_data["repeated"]
        if typed != self.cleaned_data.get("new_password", typed):
            raise forms.ValidationError("两次输入的新密码不一致，请重新输入。")
        return typed


class OwnForm(forms.Form):
    name = name_field()
    phone = phone_field()


class AccountForm(forms.Form):
    """A new account: who it is for. Role and region are the security administrator's to give."""

    username = forms.CharField(
        label="用户名",
        max_length=150,
        help_text="登录用，建议用姓名拼音；字母、数字和 @ . + - _。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = name_field()
    phone = phone_field()


class AssignForm(forms.Form):
    """A role, the region it holds for, and why."""

    role = forms.ChoiceField(
        label="角色",
        required=False,
        choices=[
            ("", "不分配角色（不能办理业务）"),
            ("业务角色", [(role.value, role.label) for role in BUSINESS_ROLES]),
            ("管理角色", [(role.value, role.label) for role in ADMIN_ROLES]),
        ],
    )
    region = forms.IntegerField(
        label="数据范围（区划代码）",
        required=False,
        help_text="12位区划代码，可在“区划”页查询；能看到该区划及其全部下级。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="原因",
        max_length=300,
        help_text="例如“岗位调整”“新入职”，会记入变更历史。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        near = Region.objects.visible_to(user).filter(level__in=["省", "市", "区县"])
        listed = list(near.order_by("code")[:400])
        if len(listed) < 400:
            indent = {"省": "", "市": "", "区县": "　"}
            choices = [(r.code, f"{indent[r.level]}{r.name}（{r.code}）") for r in listed]
            self.fields["region"] = forms.TypedChoiceField(
                label="数据范围",
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", "请选择"), *choices],
                help_text="能看到该区划及其全部下级。",
            )

    def clean_region(self) -> Region | None:
        code = self.cleaned_data["region"]
        if not code:
            return None
        found = Region.objects.visible_to(self.user).filter(code=code).first()
        if found is None:
            raise forms.ValidationError("没有这个区划，或不在本人管辖范围内。")
        return found

    def clean_role(self) -> Role | None:
        value = self.cleaned_data["role"]
        return Role(value) if value else None


class ChangeFilterForm(forms.Form):
    """What to look for in the change history."""

    model = forms.ChoiceField(label="表", required=False)
    username = forms.CharField(label="修改人用户名", required=False)
    verb = forms.ChoiceField(label="事项", required=False, choices=[("", "全部"), *KINDS.items()])
    since = forms.DateField(label="从", required=False, validators=WITHIN)
    until = forms.DateField(label="到", required=False, validators=WITHIN)
    reason = forms.CharField(label="原因包含", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables = [(label, str(m._meta.verbose_name)) for label, m in tracked_models().items()]
        self.fields["model"] = forms.ChoiceField(
            label="表", required=False, choices=[("", "全部"), *tables]
        )

    def wanted(self) -> Wanted:
        """Return what is asked for; a field that cannot be read asks for nothing."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return Wanted(
            model_label=given.get("model", ""),
            username=given.get("username", ""),
            verb=given.get("verb", ""),
            since=given.get("since"),
            until=given.get("until"),
            reason=given.get("reason", ""),
        )


class HolidayForm(forms.Form):
    first = date_field(label="起日")
    last = date_field(label="止日", required=False, help_text="只有一天的可不填。")
    working = forms.ChoiceField(
        label="安排", choices=[("0", "放假"), ("1", "上班")], widget=forms.RadioSelect, initial="0"
    )
    name = forms.CharField(label="名称", max_length=40, help_text="如春节、国庆节调休。")
    source = forms.CharField(
        label="来源", max_length=200, help_text="如国务院办公厅关于2028年部分节假日安排的通知。"
    )

    def words(self) -> dict[str, Any]:
        return {**self.cleaned_data, "working": self.cleaned_data["working"] == "1"}
