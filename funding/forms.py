"""Forms of sources, receipts, batches and rules. They read what was typed; rules are the services'."""

from typing import Any

from django import forms

from core.fields import FilesField, WanField, date_field
from funding.models import FundingBatch, FundingSource, OperatingIncome, SourceKind
from funding.source_choices import Measure
from projects.choices import CLASSES
from projects.fields import ProjectNumberField, UserForm
from projects.forms import RowForm
from projects.models import Project


class ClassesField(forms.MultipleChoiceField):
    """Classes of works, none for no limit; hands on names joined by 、."""

    def __init__(self) -> None:
        super().__init__(
            label="限用于改造类别",
            required=False,
            choices=[(name, name) for name in CLASSES],
            widget=forms.CheckboxSelectMultiple,
            help_text="不选表示不限。",
        )

    def clean(self, value: Any) -> Any:
        return "、".join(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return value.split("、") if isinstance(value, str) else value


class SourceForm(RowForm):
    groups = (
        ("金额", ("kind", "batch", "planned", "secured")),
        ("依据和用途", ("document_number", "provider", "work_classes")),
    )
    kind = forms.ChoiceField(label="资金类别")
    planned = WanField(label="计划", min_value=0, initial=0)
    secured = WanField(label="落实", min_value=0, initial=0, help_text="有文件、合同或承诺的金额。")
    work_classes = ClassesField()

    class Meta:
        model = FundingSource
        fields = (
            "kind", "batch", "planned", "secured", "document_number", "provider", "work_classes",
        )  # fmt: skip
        help_texts = {"provider": "社会资本填运营单位，合同编号填在左栏。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(
            SourceKind.objects.catalogue().filter(active=True).values_list("name", flat=True)
        )
        kept = self.instance.kind
        names += [kept] if kept and kept not in names else []
        self.fields["kind"].choices = [("", "请选择"), *((n, n) for n in names)]  # type: ignore[attr-defined]


class KindForm(RowForm):
    groups = (("类别", ("name", "group", "stands_for", "work_classes", "order", "active", "note")),)
    work_classes = ClassesField()

    class Meta:
        model = SourceKind
        fields = ("name", "group", "stands_for", "work_classes", "order", "active", "note")
        help_texts = {"stands_for": "台账中的叫法不同时，归入目录中的类别；目录类别留空。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = SourceKind.objects.catalogue().exclude(pk=self.instance.pk)
        self.fields["stands_for"].queryset = kinds  # type: ignore[attr-defined]
        self.fields["stands_for"].empty_label = "（目录类别）"  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    amount = WanField(label="到位金额")
    received_on = date_field(label="到位日期")
    document_number = forms.CharField(label="凭证号", max_length=60, required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)
    attachments = FilesField()


class ReverseForm(forms.Form):
    reason = forms.CharField(
        label="冲销原因", max_length=300, widget=forms.Textarea,
        help_text="原记录保留，另记一笔等额负数；正确的金额请另行登记。",
    )  # fmt: skip


class BatchForm(RowForm):
    groups = (
        ("批次", ("kind", "name", "document_number", "region", "note")),
        ("使用范围", ("first_year", "last_year", "work_classes", "built_before", "self_built_most", "project_numbers")),
        ("向上争取", ("opens_on", "closes_on", "applied_on", "applied")),
        ("下达", ("issued_on", "amount")),
    )  # fmt: skip
    applied = WanField(label="申报金额", required=False, min_value=0)
    amount = WanField(label="下达金额", required=False, min_value=0)
    work_classes = ClassesField()
    project_numbers = forms.CharField(
        label="限定项目", required=False, widget=forms.Textarea,
        help_text="项目编号，用顿号或换行分隔；留空表示不限定项目。",
    )  # fmt: skip
    opens_on, closes_on, applied_on, issued_on = (
        date_field(label=label, required=False)
        for label in ("申报开始", "申报截止", "申报日期", "下达日期")
    )

    class Meta:
        model = FundingBatch
        fields = (
            "kind", "name", "document_number", "region", "first_year", "last_year",
            "work_classes", "built_before", "self_built_most", "opens_on", "closes_on",
            "applied_on", "applied", "issued_on", "amount", "note",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = SourceKind.objects.catalogue()  # type: ignore[attr-defined]
        if self.instance.pk:
            numbers = self.instance.projects.values_list("number", flat=True)
            self.initial["project_numbers"] = "、".join(numbers)

    def clean_project_numbers(self) -> list[Project]:
        text = self.cleaned_data["project_numbers"].replace("，", "、").replace(",", "、")
        numbers = [part.strip() for line in text.splitlines() for part in line.split("、")]
        wanted = list(dict.fromkeys(filter(None, numbers)))
        found = {
            p.number: p for p in Project.objects.visible_to(self.user).filter(number__in=wanted)
        }
        if missing := [number for number in wanted if number not in found]:
            raise forms.ValidationError(f"没有编号为{'、'.join(missing[:5])}的项目，请核对。")
        return list(found.values())

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"projects": given.pop("project_numbers")}


class AllocationForm(UserForm):
    project = ProjectNumberField()
    amount = WanField(
        label="分配金额", min_value=0, help_text="再次分配同一项目以新金额为准，填 0 收回。"
    )
    on = date_field(label="分配日期")


class RuleForm(forms.Form):
    measure = forms.ChoiceField(label="规则", choices=[("", "请选择"), *Measure.choices])
    work_class = forms.ChoiceField(
        label="改造类别", required=False, choices=[("", "不分类别"), *((n, n) for n in CLASSES)],
        help_text="居民出资比例按类别分别填写。",
    )  # fmt: skip
    value = forms.DecimalField(label="数值", max_digits=14, decimal_places=2)
    effective_on = date_field(label="起用日期")
    active = forms.BooleanField(label="启用", required=False)
    source = forms.CharField(label="来源", max_length=200, help_text="文号或会议纪要。")


class IncomeForm(RowForm):
    groups = (("运营收入", ("item", "operator", "income", "cost", "years", "basis")),)
    income = WanField(label="年收入", min_value=0)
    cost = WanField(label="年成本", min_value=0, initial=0)
    years = forms.IntegerField(label="年限", min_value=1, max_value=50)

    class Meta:
        model = OperatingIncome
        fields = ("item", "operator", "income", "cost", "years", "basis")
        help_texts = {"item": "如停车收费、充电服务、广告、用房出租。"}


class CalculatorForm(forms.Form):
    """What the calculator asks: a project, or area and costs by class typed by hand."""

    project = forms.CharField(label="项目编号", max_length=40, required=False)
    area = forms.DecimalField(
        label="建筑面积", required=False, min_value=0, max_digits=14, decimal_places=2,
        widget=forms.NumberInput(attrs={"data-unit": "㎡"}),
    )  # fmt: skip
    basic, improving, upgrading = (
        WanField(label=f"{name}投资", required=False, min_value=0) for name in CLASSES
    )
