"""Forms of orders. They read what was typed; the rules live in the services."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.models import Region, User
from core.asked import whole
from core.fields import FilesField, date_field
from orders.choices import BasisKind, Measure, OrderKind, Step
from orders.models import Order
from orders.services.drafting import TalkPlan, Words
from projects.fields import ProjectNumberField, UserForm


def line(label: str, length: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def long_text(label: str, length: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, widget=forms.Textarea, help_text=help_text
    )


class AddressedForm(UserForm):
    """Region and project: where the order goes and what it is about."""

    region = forms.ModelChoiceField(
        label="承办区划", queryset=Region.objects.none(), empty_label="请选择",
        help_text="该区划的填报员、审核员和领导可以签收和回复。",
    )  # fmt: skip
    project = ProjectNumberField(required=False, help_text="不针对具体项目的可不填。")
    subject = line("事项", 200)
    requirement = long_text("具体要求", 2000)
    unit = line("主办单位", 80)
    person = line("责任人", 30)
    due_on = date_field(label="办理时限")

    def __init__(self, *args: Any, user: User, kept: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        near = Q(pk=user.region_id) | Q(parent_id=user.region_id) | Q(pk=kept)
        named = whole(str(self.initial.get("region") or ""))
        if named is not None:
            near |= Q(pk=named)
        regions_shown = Region.objects.visible_to(user).filter(near).order_by("code")
        self.fields["region"].queryset = regions_shown  # type: ignore[attr-defined]

    def shared(self) -> dict[str, Any]:
        names = ("region", "project", "subject", "requirement", "unit", "person", "due_on")
        return {name: self.cleaned_data[name] for name in names}


class OrderForm(AddressedForm):
    """A draft of 督办单, 整改通知 or 约谈通知; each kind adds its own fields."""

    basis_kind = forms.ChoiceField(label="立项依据", choices=[("", "请选择"), *BasisKind.choices])
    basis = line("依据说明", 500, help_text="文号、会议、通报期数或规则数据。")
    co_units = line("协办单位", 200, required=False)
    contact = line("联系人", 30, required=False)
    phone = line("联系电话", 30, required=False)
    attachments = FilesField()
    field_order: tuple[str, ...] = (
        "region", "project", "basis_kind", "basis", "subject", "requirement", "unit", "person",
        "co_units", "due_on",
    )  # fmt: skip

    def talk(self) -> TalkPlan | None:
        return None

    def words(self) -> Words:
        names = ("basis_kind", "basis", "co_units", "contact", "phone")
        further = {name: self.cleaned_data[name] for name in names}
        return Words(**self.shared(), **further, **self.of_kind(), talk=self.talk())

    def of_kind(self) -> dict[str, Any]:
        return {}


class RectificationForm(OrderForm):
    inspected_on = date_field(label="检查日期", required=False)
    inspector = line(
        "检查人", 60, required=False, help_text="因热线投诉直接发出的，检查日期和检查人可不填。"
    )
    field_order = (
        "region", "project", "inspected_on", "inspector", "basis_kind", "basis", "subject",
        "requirement", "unit", "person", "co_units", "due_on",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].required = True
        self.fields["project"].help_text = ""
        for name, label in (
            ("subject", "存在问题"), ("requirement", "整改要求"), ("due_on", "整改期限"),
        ):  # fmt: skip
            self.fields[name].label = label

    def of_kind(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("inspected_on", "inspector")}


class TalkForm(OrderForm):
    talk_on = date_field(label="约谈日期")
    talk_time = forms.TimeField(
        label="约谈时刻", help_text="如 15:00", widget=forms.TimeInput(format="%H:%M")
    )
    place = line("约谈地点", 100)
    convener = line("约谈人", 60)
    purpose = line("约谈目的", 300)
    materials = line("需携带材料", 300, required=False)
    field_order = (
        "region", "project", "basis_kind", "basis", "subject", "unit", "person", "talk_on",
        "talk_time", "place", "convener", "purpose", "materials", "requirement", "due_on",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("subject", "事由"), ("unit", "被约谈单位"), ("person", "被约谈人"),
            ("requirement", "有关要求"), ("due_on", "书面回复时限"), ("co_units", "抄送单位"),
        ):  # fmt: skip
            self.fields[name].label = label

    def talk(self) -> TalkPlan:
        given = self.cleaned_data
        at = timezone.make_aware(datetime.combine(given["talk_on"], given["talk_time"]))
        names = ("place", "convener", "purpose", "materials")
        return TalkPlan(at=at, **{name: given[name] for name in names})


FORMS: dict[str, type[OrderForm]] = {
    OrderKind.SUPERVISION: OrderForm,
    OrderKind.RECTIFICATION: RectificationForm,
    OrderKind.TALK: TalkForm,
}


class InstructionForm(AddressedForm):
    """A leader's 批示: few fields, for a phone in a car."""

    field_order = ("region", "project", "subject", "requirement", "unit", "person", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].label = "批示事项"
        self.fields["requirement"].label = "批示内容"

    def words(self) -> Words:
        return Words(
            **self.shared(), basis_kind=BasisKind.INSTRUCTION, basis=f"{self.user.name}批示"
        )


def initial_of(order: Order) -> dict[str, Any]:
    """Return what a draft's form starts with."""
    names = (
        "basis_kind", "basis", "subject", "requirement", "unit", "person", "co_units", "due_on",
        "contact", "phone", "inspected_on", "inspector",
    )  # fmt: skip
    found = {name: getattr(order, name) for name in names}
    found |= {"region": order.region_id, "project": order.project.number if order.project else ""}
    if order.kind == OrderKind.TALK:
        local = timezone.localtime(order.talk.at)
        found |= {"talk_on": local.date(), "talk_time": local.time()}
        found |= {n: getattr(order.talk, n) for n in ("place", "convener", "purpose", "materials")}
    return found


class ReplyForm(forms.Form):
    text = long_text("办理情况", 4000, "一事一报：做了什么、结果如何、还有什么没做。")
    attachments = FilesField()


class ExtensionForm(forms.Form):
    until = date_field(label="申请延期至")
    reason = long_text("延期理由", 500)
    progress = long_text("目前进展", 500)


class DecisionForm(forms.Form):
    granted = forms.ChoiceField(
        label="答复", choices=[("1", "同意延期"), ("0", "不同意")], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="答复意见", max_length=500, required=False, widget=forms.Textarea,
        help_text="不同意的必须写明理由。",
    )  # fmt: skip


class ReviewForm(forms.Form):
    accepted = forms.ChoiceField(
        label="结论", choices=[("1", "办结"), ("0", "退办")], widget=forms.RadioSelect
    )
    opinion = long_text("审核意见", 1000, "核对事实、措施、结论和格式；退办的写明还需做什么。")


class ReasonForm(forms.Form):
    reason = long_text("撤回理由", 500)


class RemindForm(forms.Form):
    text = long_text("提醒内容", 500)


class TalkRecordForm(forms.Form):
    held_on = date_field(label="约谈日期")
    attendees = line("参加人员", 300)
    minutes = long_text("约谈纪要", 4000)


class PromiseForm(forms.Form):
    text = line("承诺事项", 300, required=False)
    person = line("责任人", 30, required=False)
    due_on = date_field(label="完成时限", required=False)


PromiseFormSet = forms.formset_factory(PromiseForm, extra=5, max_num=20)


class CheckForm(forms.Form):
    kept = forms.ChoiceField(
        label="核查结果", choices=[("1", "已兑现"), ("0", "未兑现")], widget=forms.RadioSelect
    )
    finding = long_text("核查情况", 300, "核查方式和所见，如现场查看、查阅记录。")


class OfficeForm(forms.Form):
    name = line("发文机关", 60)
    code = line("机关代字", 12, help_text="编号为代字加种类：云老旧 → 云老旧督〔2023〕1号。")
    contact = line("联系人", 30, required=False)
    phone = line("联系电话", 30, required=False)


class RuleForm(forms.Form):
    measure = forms.ChoiceField(label="依据", choices=[("", "请选择"), *Measure.choices])
    step = forms.ChoiceField(label="升级措施", choices=[("", "请选择"), *Step.choices])
    threshold = forms.IntegerField(label="达到（天或次）", min_value=1, max_value=999)
    effective_on = date_field(label="起用日期")
    active = forms.BooleanField(label="启用（不选则自该日起停用）", required=False, initial=True)
    source = line("来源", 200, help_text="文号、会议纪要或内部规定。")
