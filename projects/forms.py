"""Forms of the registers. They read what was typed; the rules live in the services."""

from copy import copy
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.forms.boundfield import BoundField
from django.forms.models import construct_instance

from accounts.models import Region, User
from core import money, units
from core.fields import MOST_COUNTED, WanField, date_field
from projects.choices import CLASSES, SuspensionKind
from projects.models import AnnualPlan, Community, Problem, Project, WorkItem

YES_NO_UNKNOWN: Final = [("", "不详"), ("true", "是"), ("false", "否")]


if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[Any]
    ManyCommunities = forms.ModelMultipleChoiceField[Community]
else:
    AnyModelForm = forms.ModelForm
    ManyCommunities = forms.ModelMultipleChoiceField


class RowForm(AnyModelForm):
    """A form of one row for one user; `groups` names its parts in the order of the page."""

    groups: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        region = self.fields.get("region")
        if isinstance(region, forms.ModelChoiceField):
            kept = self.instance.region_id if self.instance.pk else None
            mine = Region.objects.visible_to(user).values("pk")
            region.queryset = Region.objects.filter(Q(pk__in=mine) | Q(pk=kept))
            region.empty_label = "请选择"
            region.error_messages["invalid_choice"] = (
                "该区划不在您的管辖范围内，请选择本辖区的区划。"
            )

    def _post_clean(self) -> None:
        """Check the fields alone and leave the row as it is: rules between fields are the service's.

        Django would check constraints here too, and print their names instead of a sentence.
        """
        candidate = copy(self.instance)
        construct_instance(self, candidate, self._meta.fields, self._meta.exclude)
        try:
            candidate.clean_fields(exclude=self._get_validation_exclusions())  # type: ignore[attr-defined]
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        """Return the fields by group; none for a form without groups, which is printed as a whole."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]

    def facts(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """Return the same groups as (label, printed value) of the row, for its page."""
        return [
            (
                title,
                [(str(self.fields[n].label), self._fact(n)) for n in names if n != "communities"],
            )
            for title, names in self.groups
        ]

    def _fact(self, name: str) -> Any:
        value = getattr(self.instance, name)
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            unit = "万元" if isinstance(self.fields[name], WanField) else ""
            return f"{money.to_wan(value) if unit else money.plain(value):,f}{unit}"
        return value


class CommunityForm(RowForm):
    groups = (
        ("基本信息", ("number", "name", "region", "built_year", "structure")),
        (
            "规模",
            ("buildings", "households", "floor_area", "residents_over_60", "self_built_share"),
        ),
        ("设施与物业", ("lifts", "parking_spaces", "property_mode")),
        ("组织", ("has_owners_committee", "has_party_branch")),
        ("位置", ("longitude", "latitude")),
    )
    has_owners_committee = forms.TypedChoiceField(
        label="业主委员会", required=False, choices=YES_NO_UNKNOWN,
        coerce=lambda value: value == "true", empty_value=None,
    )  # fmt: skip
    has_party_branch = forms.TypedChoiceField(
        label="党组织", required=False, choices=YES_NO_UNKNOWN,
        coerce=lambda value: value == "true", empty_value=None,
    )  # fmt: skip

    class Meta:
        model = Community
        fields = (
            "number", "name", "region", "built_year", "structure", "buildings", "households",
            "floor_area", "residents_over_60", "self_built_share", "lifts", "parking_spaces", "property_mode",
            "has_owners_committee", "has_party_branch", "longitude", "latitude",
        )  # fmt: skip
        labels = {"number": "小区编号"}
        help_texts = {
            "longitude": "2000国家大地坐标，十进制度，如 116.397128；填写后项目显示在地图上。",
            "latitude": "如 39.916527。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("has_owners_committee", "has_party_branch"):
            value = self.initial.get(name)
            self.initial[name] = {True: "true", False: "false"}.get(value, value or "")  # type: ignore[arg-type]


class CommunityChoiceField(ManyCommunities):
    def label_from_instance(self, obj: Model) -> str:
        return f"{obj.number} {obj}" if isinstance(obj, Community) else str(obj)


class ProjectForm(RowForm):
    groups = (
        ("基本信息", ("number", "name", "year", "region", "communities", "batch", "classes", "out_of_plan")),
        ("投资", ("total_investment", "annual_investment")),
        (
            "日期",
            ("planned_start", "planned_finish", "site_entry_on", "started_on", "finished_on", "accepted_on"),
        ),
        (
            "责任单位与责任人",
            (
                "lead_official", "lead_unit", "lead_person", "contractor", "supervisor",
                "project_manager", "chief_supervisor",
            ),
        ),
    )  # fmt: skip
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    communities = CommunityChoiceField(
        queryset=Community.objects.none(),
        label="小区",
        required=False,
        help_text="只能选所属区划内的小区；可输入编号或名称查找。",
        widget=forms.SelectMultiple(attrs={"data-picker": "", "size": 8}),
    )
    classes = forms.MultipleChoiceField(
        label="改造类别",
        required=False,
        choices=[(name, name) for name in CLASSES],
        widget=forms.CheckboxSelectMultiple,
    )
    total_investment = WanField(label="总投资", required=False)
    annual_investment = WanField(label="年度计划投资", required=False)
    planned_start = date_field(label="计划开工", required=False)
    planned_finish = date_field(label="计划完工", required=False)
    site_entry_on = date_field(
        label="进场日期", required=False, help_text="施工队伍进入现场的日期，不计开工。"
    )
    started_on = date_field(
        label="实际开工", required=False,
        help_text="正式开工的日期，以它计开工：有合同和开工令，或有注明日期的现场照片。",
    )  # fmt: skip
    finished_on = date_field(label="实际完工", required=False)
    accepted_on = date_field(label="竣工验收", required=False)

    class Meta:
        model = Project
        fields = (
            "number", "name", "year", "region", "communities", "batch", "out_of_plan",
            "total_investment", "annual_investment", "planned_start", "planned_finish",
            "site_entry_on", "started_on", "finished_on", "accepted_on", "lead_official",
            "lead_unit", "lead_person", "contractor", "supervisor", "project_manager",
            "chief_supervisor",
        )  # fmt: skip
        labels = {"number": "项目编号"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker = self.fields["communities"]
        assert isinstance(picker, forms.ModelMultipleChoiceField)
        picker.queryset = Community.objects.visible_to(self.user).only("number", "name")
        kept = self.instance.classes if self.instance.pk else ""
        self.initial.setdefault("classes", [name for name in CLASSES if name in kept])
        self.other_classes = [
            name for name in kept.replace(",", "、").split("、") if name and name not in CLASSES
        ]

    def clean_classes(self) -> str:
        """Return the chosen classes as the ledger joins them, further ones of the row kept."""
        return "、".join([*self.cleaned_data["classes"], *self.other_classes])


class NodeForm(forms.Form):
    """One node of the milestone page."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="节点", max_length=40)
    planned_on = date_field(label="计划日期", required=False)
    actual_on = date_field(label="实际日期", required=False)
    weight = forms.IntegerField(label="权重（%）", required=False, min_value=0, max_value=100)
    owner = forms.CharField(label="专人", max_length=30, required=False)


class QuantityForm(forms.Form):
    """One line of the quantity page; item and unit are free text with suggestions."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    item = forms.CharField(
        label="改造内容", max_length=40, widget=forms.TextInput(attrs={"list": "work-items"})
    )
    unit = forms.CharField(
        label="单位", max_length=8, widget=forms.TextInput(attrs={"list": "units"})
    )
    planned = forms.DecimalField(label="计划量", max_digits=14, decimal_places=2, required=False)
    done = forms.DecimalField(label="完成量", max_digits=14, decimal_places=2, required=False)


NodeFormSet: Final = forms.formset_factory(NodeForm, extra=1)
QuantityFormSet: Final = forms.formset_factory(QuantityForm, extra=2, can_delete=True)


class SuspensionForm(forms.Form):
    kind = forms.ChoiceField(label="类型", choices=SuspensionKind.choices)
    started_on = date_field(label="起始日期")
    review_on = date_field(
        label="复核日期", required=False, help_text="到这一天再议是否恢复；过期未恢复的会标出。"
    )
    decided_by = forms.CharField(
        label="决定单位或人员", max_length=80, required=False, help_text="谁决定暂缓或停工。"
    )
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SuspensionReviewForm(forms.Form):
    review_on = date_field(label="下次复核日期", required=False)
    decided_by = forms.CharField(label="决定单位或人员", max_length=80, required=False)
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ResumptionForm(forms.Form):
    ended_on = date_field(label="恢复日期", help_text="恢复施工或推进的第一天。")


class ProblemForm(forms.Form):
    text = forms.CharField(label="问题", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    severity = forms.ChoiceField(label="程度", choices=Problem.Severity.choices)
    help_needed = forms.CharField(
        label="需协调事项",
        max_length=500,
        required=False,
        help_text="需要哪个单位做什么；写了的会列入周调度。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProblemResultForm(forms.Form):
    result = forms.CharField(
        label="处理结果", max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class WorkItemForm(RowForm):
    """An entry of the catalogue; its usual unit decides what the item is measured by."""

    groups = (("改造内容", ("name", "work_class", "unit", "further_units", "unit_cost", "order")),)
    unit = forms.ChoiceField(
        label="常用单位",
        choices=[(unit, f"{unit}（{kind}）") for unit, (kind, _) in units.UNITS.items()],
        help_text="决定该内容按长度、面积、体积还是数量计。",
    )
    work_class = forms.ChoiceField(label="改造类别", choices=[(name, name) for name in CLASSES])

    class Meta:
        model = WorkItem
        fields = ("name", "work_class", "unit", "further_units", "unit_cost", "order")
        help_texts = {
            "unit_cost": "每常用单位的综合单价，用于测算缺口对应的工程量；不知道的留空。",
            "further_units": "也可以用的其他计量，多个用顿号分隔，如：㎡、处。",
        }


class PlanForm(RowForm):
    """A draft's figures; a new plan also asks for region and year."""

    groups = (("计划数", ("region", "year", "communities", "households", "investment")),)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    investment = WanField(label="计划投资", required=False)

    class Meta:
        model = AnnualPlan
        fields = ("region", "year", "communities", "households", "investment")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("region", "year"):
                del self.fields[name]

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.groups
        ]


class SeenForm(forms.Form):
    """The version that a page showed, sent back with the decision about it."""

    seen = forms.IntegerField(min_value=0)


class RevisionForm(forms.Form):
    reason = forms.CharField(
        label="调整原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    communities = forms.IntegerField(label="计划小区数", min_value=0, max_value=MOST_COUNTED)
    households = forms.IntegerField(
        label="计划户数", min_value=0, max_value=MOST_COUNTED, required=False
    )
    investment = WanField(label="计划投资", required=False)


def suggestions() -> list[str]:
    """Return the catalogue's items for the quantity page."""
    return list(WorkItem.objects.values_list("name", flat=True))
