"""Forms of stop windows, templates and schedules. They read what was typed; services hold the rules."""

from typing import TYPE_CHECKING, Any, Final

from django import forms

from accounts.models import Region, User
from core.fields import date_field
from core.uploads import KINDS
from projects.choices import EvidenceKind
from projects.forms import RowForm
from projects.models import ScheduleTemplate, StopWindow, TemplateStep
from projects.models.template import steps_of
from projects.services.backplans import Wanted

if TYPE_CHECKING:
    TemplateField = forms.ModelChoiceField[ScheduleTemplate]
    RegionField = forms.ModelChoiceField[Region]
else:
    TemplateField = RegionField = forms.ModelChoiceField


class StopWindowForm(RowForm):
    groups = (
        ("停工窗口", ("region", "kind", "name", "first_on", "last_on", "works", "stops_clock", "source")),
    )  # fmt: skip
    first_on = date_field(label="起始日期")
    last_on = date_field(label="截止日期", help_text="最后一个停工日，含当日。")
    source = forms.CharField(
        label="依据",
        max_length=200,
        help_text="通知的名称、文号或规定，写明起止日期从哪里来。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = StopWindow
        fields = ("region", "kind", "name", "first_on", "last_on", "works", "stops_clock", "source")
        help_texts = {
            "region": "对该区划及其下级全部适用。",
            "stops_clock": "这些天不计入工期，也不计滞后；只限个别工序、不影响总工期的不勾选。",
        }


class TemplateForm(RowForm):
    groups = (("节点模板", ("name", "year", "note", "active")),)
    year = forms.IntegerField(
        label="适用年度", min_value=2000, max_value=2100, required=False,
        help_text="只供某一计划年度选用的填年度，长期使用的留空。",
    )  # fmt: skip

    class Meta:
        model = ScheduleTemplate
        fields = ("name", "year", "note", "active")


class StepForm(forms.Form):
    """One node of a template."""

    name = forms.CharField(label="节点", max_length=40)
    days = forms.IntegerField(label="工期（天）", min_value=0, max_value=1000)
    weight = forms.IntegerField(label="权重（%）", min_value=0, max_value=100, required=False)
    on_site = forms.BooleanField(label="现场施工", required=False)
    fixed_month = forms.IntegerField(label="最迟月", min_value=1, max_value=12, required=False)
    fixed_day = forms.IntegerField(label="最迟日", min_value=1, max_value=31, required=False)
    fixed_years = forms.TypedChoiceField(
        label="最迟年", choices=[("0", "当年"), ("-1", "上年"), ("1", "次年")], coerce=int,
        initial="0",
    )  # fmt: skip


StepFormSet: Final = forms.formset_factory(StepForm, extra=3, can_delete=True)


class BackplanForm(forms.Form):
    """What a back-calculated schedule starts from; without a deadline dates stay as they are."""

    template = TemplateField(
        label="节点模板", queryset=ScheduleTemplate.objects.none(), empty_label=None
    )
    target = forms.ChoiceField(label="到期节点", initial="完工", required=False)
    deadline = date_field(
        label="截止日期",
        required=False,
        help_text="到期节点的最迟日期；留空则只套用节点和权重，不改日期。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["template"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = ScheduleTemplate.objects.filter(active=True)
        steps = TemplateStep.objects.filter(template__active=True).order_by("order", "pk")
        names = dict.fromkeys(steps.values_list("name", flat=True))
        targets = self.fields["target"]
        assert isinstance(targets, forms.ChoiceField)
        targets.choices = [(name, name) for name in names]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        template, target = values.get("template"), values.get("target")
        if template and values.get("deadline"):
            names = [step.name for step in steps_of(template)]
            if target not in names:
                self.add_error("target", f"模板中没有这个节点，请填：{'、'.join(names)}。")
        return values

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(data["template"], data["target"], data["deadline"])


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label="撤销原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class BatchForm(BackplanForm):
    """The same for all projects of a region and a programme year."""

    region = RegionField(label="区划", queryset=Region.objects.none(), empty_label=None)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    field_order = ("region", "year", "template", "target", "deadline")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["region"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Region.objects.visible_to(user)


class SaveForm(forms.Form):
    """Why a plan is saved, and the version of the nodes that was looked at."""

    reason = forms.CharField(
        label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写入调整记录：谁、何时、由哪天改为哪天、为什么。",
    )  # fmt: skip
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class EvidenceForm(forms.Form):
    """One file as evidence: taken on the spot with the phone's camera, or chosen."""

    kind = forms.ChoiceField(label="佐证种类", choices=EvidenceKind.choices)
    photo = forms.FileField(
        label="拍照", required=False,
        help_text="手机上点这里直接拍照；照片自带的时间和位置会单独保存。",
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    document = forms.FileField(
        label="或选择文件", required=False, help_text=f"{KINDS}。",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
    )  # fmt: skip
    dated = date_field(
        label="文件或拍摄日期", required=False, help_text="照片带有拍摄时间的可以不填。"
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        given = [name for name in ("photo", "document") if values.get(name)]
        if not given and "photo" not in self.errors and "document" not in self.errors:
            self.add_error("photo", "请拍照或选择一个文件。")
        if len(given) > 1:
            self.add_error("document", "一次传一份：拍照和选择文件只用一种。")
        return values
