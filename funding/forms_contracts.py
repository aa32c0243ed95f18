"""Forms of contracts and payments. They read what was typed; the rules live in the services."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Region, User
from core.fields import MOST_COUNTED, FilesField, WanField, date_field
from funding.choices import (
    ContractKind,
    ContributionBasis,
    GrantKind,
    RequestKind,
    RuleKey,
    SplitBy,
    TenderMethod,
)
from funding.models import Contract
from funding.services.contracts import Change, Terms
from funding.services.contributions import Counted
from funding.services.requests import Claim
from funding.services.settlements import Accounts
from funding.services.tenders import LotWords
from projects.models import Community, Project

CHOOSE = ("", "请选择")
TERMS = (
    "number", "name", "kind", "contractor", "sme", "value", "signed_on", "pay_days", "retention",
    "defects_months",
)  # fmt: skip
NUMBERS_HELP = "多个用“、”隔开，如 P0001、P0002。"


def line(label: str, length: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def long_text(
    label: str, length: int, *, required: bool = True, help_text: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required, widget=forms.Textarea,
        help_text=help_text,
    )  # fmt: skip


def choice(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices])


class ProjectsField(forms.CharField):
    """Project numbers as typed; `found` turns them into projects of the user's scope."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "项目编号")
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("help_text", NUMBERS_HELP)
        super().__init__(**kwargs)


def projects_named(text: str, user: User) -> list[Project]:
    """Return the projects that a text names, in its order; ValidationError for one not found."""
    numbers = list(dict.fromkeys(part for part in re.split(r"[、,，;；\s]+", text) if part))
    rows = Project.objects.visible_to(user).filter(number__in=numbers)
    found: dict[str, list[Project]] = {}
    for project in rows:
        found.setdefault(project.number, []).append(project)
    missing = [number for number in numbers if number not in found]
    if missing:
        raise forms.ValidationError(f"本辖区没有编号为{'、'.join(missing)}的项目，请核对。")
    if any(len(same) > 1 for same in found.values()):
        raise forms.ValidationError("不止一个市有这个编号的项目，请由市级用户登记。")
    return [found[number][0] for number in numbers]


class ContractForm(forms.Form):
    number = line("合同编号", 60)
    name = line("合同名称", 120)
    kind = choice("种类", ContractKind.choices)
    contractor = line("承包单位", 80)
    sme = forms.BooleanField(label="承包单位为中小企业", required=False)
    value = WanField(label="合同价")
    signed_on = date_field(label="签订日期")
    pay_days = forms.IntegerField(
        label="约定付款期限", min_value=1, max_value=365, required=False,
        help_text="自交付（计量）起的天数；合同没有约定的留空，按规则计算。中小企业最长60天。",
        widget=forms.NumberInput(attrs={"data-unit": "天"}),
    )  # fmt: skip
    retention = forms.DecimalField(
        label="质保金比例", min_value=Decimal(0), max_digits=5, decimal_places=2, required=False,
        help_text="进度款、结算款中扣留的比例；不扣留的留空。",
        widget=forms.NumberInput(attrs={"data-unit": "%"}),
    )  # fmt: skip
    defects_months = forms.IntegerField(
        label="缺陷责任期", min_value=1, max_value=120, required=False,
        help_text="自竣工验收（未登记的自完工）起的月数，期满返还质保金。",
        widget=forms.NumberInput(attrs={"data-unit": "个月"}),
    )  # fmt: skip
    projects = ProjectsField()
    split_by = forms.ChoiceField(
        label="分摊方式", choices=SplitBy.choices,
        help_text="一份合同含多个项目时如何分摊；保存后可在分摊页逐项手工填写。",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_projects(self) -> list[Project]:
        return projects_named(self.cleaned_data["projects"], self.user)

    def terms(self, lot: Any = None) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in TERMS}, lot=lot)


def initial_of(contract: Contract) -> dict[str, Any]:
    found = {name: getattr(contract, name) for name in (*TERMS, "split_by")}
    numbers = contract.shares.order_by("project__number").values_list("project__number", flat=True)
    return {**found, "projects": "、".join(numbers)}


class ShareForm(forms.Form):
    project = forms.IntegerField(widget=forms.HiddenInput)
    amount = WanField(label="分摊金额", min_value=Decimal(0))


ShareFormSet = forms.formset_factory(ShareForm, extra=0, max_num=500)


class VariationForm(forms.Form):
    project = forms.ModelChoiceField(
        label="项目", queryset=Project.objects.none(), empty_label="请选择"
    )
    reason = long_text("变更原因", 300, help_text="如居民反对绿化硬化，改为透水铺装。")
    asked_by = line("提出方", 60, help_text="居民、建设单位、设计单位等。")
    asked_on = date_field(label="提出日期")
    delta = WanField(label="造价增减", help_text="增加填正数，减少填负数。")

    def __init__(self, *args: Any, contract: Contract, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Project.objects.visible_to(user).filter(contract_shares__contract=contract)
        self.fields["project"].queryset = rows  # type: ignore[attr-defined]
        self.fields["delta"].widget.attrs["data-unit"] = "万元"

    def change(self) -> Change:
        return Change(**self.cleaned_data)


class DecisionForm(forms.Form):
    approved = forms.ChoiceField(
        label="批复", choices=[("1", "同意"), ("0", "不同意")], widget=forms.RadioSelect
    )
    opinion = long_text("批复意见", 300, required=False, help_text="不同意的必须写明意见。")


class ClaimForm(forms.Form):
    """A request for payment."""

    kind = choice("款项", RequestKind.choices)
    amount = WanField(
        label="本期应付", help_text="经计量的金额；合同有质保金的，由系统扣留后得出实付金额。"
    )
    wage = WanField(
        label="其中拨入工资专户", required=False, help_text="人工费按规则比例拨付；没有的留空。"
    )
    delivered_on = date_field(
        label="交付（计量）日期", help_text="工程量经计量确认的日期，付款期限自此日起算。"
    )
    note = long_text("申请说明", 500, required=False)
    attachments = FilesField("计量单、发票等附件")

    def claim(self) -> Claim:
        given = {name: self.cleaned_data[name] for name in CLAIM}
        return Claim(**{**given, "wage": given["wage"] or Decimal(0)})


CLAIM = ("kind", "amount", "wage", "delivered_on", "note")


class OpinionForm(forms.Form):
    opinion = long_text("意见", 500, required=False, help_text="可不填。")


class PayForm(forms.Form):
    paid_on = date_field(
        label="支付日期", help_text="款项实际划出的日期；登记后不能修改，只能冲销。"
    )
    attachments = FilesField("支付凭证")


class ReasonForm(forms.Form):
    reason = long_text("理由", 500)


class TenderForm(forms.Form):
    number = line("招标编号", 60)
    name = line("招标名称", 120)
    method = choice("采购方式", TenderMethod.choices)
    agency = line("招标代理", 80, required=False)
    notice_on = date_field(label="公告日期", required=False)
    opened_on = date_field(label="开标日期", required=False)


class LotForm(forms.Form):
    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = line("标段", 30, required=False)
    projects = ProjectsField(required=False, help_text="")
    control_price = WanField(label="控制价（万元）", required=False)
    bids = forms.IntegerField(label="投标单位数", min_value=1, max_value=999, required=False)
    winner = line("中标单位", 80, required=False)
    price = WanField(label="中标价（万元）", required=False)
    awarded_on = date_field(label="中标日期", required=False)
    DELETE = forms.BooleanField(label="删除", required=False)

    def words(self, user: User) -> LotWords:
        given = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        try:
            given["projects"] = projects_named(given["projects"], user)
        except forms.ValidationError as error:
            self.add_error("projects", error)
            raise
        return LotWords(**given)


LotFormSet = forms.formset_factory(LotForm, extra=2, max_num=50)


class AccountsForm(forms.Form):
    submitted_on = date_field(label="编报日期", required=False)
    approved_on = date_field(label="批复日期", required=False)
    amount = WanField(label="决算金额", required=False)
    large = forms.BooleanField(label="大型项目", required=False)
    extension = forms.IntegerField(
        label="批准延期", min_value=0, max_value=12, initial=0,
        widget=forms.NumberInput(attrs={"data-unit": "个月"}),
    )  # fmt: skip
    extension_reason = line("延期理由", 300, required=False)

    def accounts(self) -> Accounts:
        return Accounts(**self.cleaned_data)


class ContributionForm(forms.Form):
    community = forms.ModelChoiceField(
        label="小区", queryset=Community.objects.none(), empty_label="请选择"
    )
    basis = choice("标准单位", ContributionBasis.choices)
    rate = forms.DecimalField(label="出资标准", max_digits=10, decimal_places=2)
    pledged_households = forms.IntegerField(label="认缴户数", min_value=0, max_value=MOST_COUNTED)
    pledged = WanField(label="认缴金额", min_value=Decimal(0))
    collected_households = forms.IntegerField(label="已缴户数", min_value=0, max_value=MOST_COUNTED)
    collected = WanField(label="已缴金额", min_value=Decimal(0))
    counted_on = date_field(label="统计日期", help_text="以上为截至该日的累计数。")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = project.communities.all()  # type: ignore[attr-defined]
        for name, unit in (
            ("rate", "元"),
            ("pledged_households", "户"),
            ("collected_households", "户"),
        ):
            self.fields[name].widget.attrs["data-unit"] = unit

    def counted(self) -> Counted:
        given = {name: value for name, value in self.cleaned_data.items() if name != "community"}
        return Counted(**given)


class GrantForm(forms.Form):
    region = forms.ModelChoiceField(
        label="收到区划", queryset=Region.objects.none(), empty_label="请选择"
    )
    document = line("文号", 60)
    kind = choice("资金性质", GrantKind.choices)
    amount = WanField(label="金额")
    arrived_on = date_field(label="收到日期")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Region.objects.visible_to(user).filter(level__in=("省", "市", "区县"))
        self.fields["region"].queryset = rows.order_by("code")  # type: ignore[attr-defined]


class PassOnForm(forms.Form):
    passed_on = date_field(label="下达日期")
    document = line("下达文号", 60, required=False)


class MoneyRuleForm(forms.Form):
    key = choice("事项", RuleKey.choices)
    value = forms.IntegerField(label="数值", min_value=0, max_value=999)
    effective_on = date_field(label="起用日期")
    source = line("来源", 200, help_text="文号、会议纪要或内部规定。")
