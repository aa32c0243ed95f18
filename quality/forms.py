"""Forms of quality supervision. They read what was typed; the rules live in the services."""

import re
from collections.abc import Sequence
from dataclasses import fields as facts_of
from typing import Any, Final

from django import forms
from django.db import models
from django.forms import fields_for_model

from accounts.models import Region, User
from core.fields import FilesField, date_field
from projects.fields import ProjectNumberField, UserForm
from projects.models import Project
from quality.choices import FindingCategory, InspectionKind, Moment, RoleKind, RoundKind, Verdict
from quality.kinds import Kind
from quality.services.findings import Facts
from quality.services.inspections import ANSWERS, Plan

LONG: Final = 300  # a field of this length or more is typed in several lines


def _lines(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, required=required, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class FindingForm(forms.Form):
    found_on = date_field(label="检查日期")
    inspectors = forms.CharField(label="检查人", max_length=100)
    category = forms.ChoiceField(label="问题类别", choices=FindingCategory.choices)
    text = _lines("发现的问题")
    requirement = _lines("整改要求")
    due_on = date_field(label="整改期限")
    unit = forms.CharField(label="责任单位", max_length=80)
    person = forms.CharField(label="责任人", max_length=30, required=False)

    def facts(self) -> Facts:
        return Facts(**{one.name: self.cleaned_data[one.name] for one in facts_of(Facts)})


class NewFindingForm(UserForm, FindingForm):
    project = ProjectNumberField()
    field_order = ("project",)


class FindingReplyForm(forms.Form):
    reply = _lines("整改回复", help_text="写明怎样整改、何时完成；经市级办公室复查后销号。")


class FindingReviewForm(forms.Form):
    decision = forms.ChoiceField(
        label="复查结论", choices=[("close", "整改到位，销号"), ("back", "未到位，退回整改")]
    )
    note = _lines("复查意见", required=False, help_text="退回的须写明还有哪些未整改到位。")


class EvidenceField(FilesField):
    """Photos and files of a record; a phone offers its camera."""

    def __init__(self, label: str = "照片和文件", *, required: bool = False) -> None:
        super().__init__(label)
        self.required = required
        self.help_text = "可选10个以内：照片（JPG、PNG）、PDF、Word、Excel；现场可直接拍照。"

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = super().clean(data, initial)
        if self.required and not found:
            raise forms.ValidationError("请选择要上传的照片或文件。")
        return found


class RecordForm(forms.Form):
    """The fields of a kind, as its model describes them; the rules are the service's."""

    def __init__(self, *args: Any, kind: Kind, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = fields_for_model(
            kind.model, fields=kind.fields, formfield_callback=_field, help_texts=kind.helps
        )
        self.fields.update(found)
        self.fields["evidence"] = EvidenceField()
        for name in ("material", "corrects"):
            if name in self.fields:
                rows = kind.model._meta.get_field(name).related_model._default_manager  # type: ignore[union-attr]
                self.fields[name].queryset = rows.filter(project=project)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "evidence"}


def _field(field: Any, **kwargs: Any) -> forms.Field | None:
    if isinstance(field, models.DateField):
        return date_field(label=str(field.verbose_name), required=not field.blank, **kwargs)
    made: forms.Field | None = field.formfield(**kwargs)
    if isinstance(made, forms.CharField) and (made.max_length or 0) >= LONG and not field.choices:
        made.widget = forms.Textarea(attrs={"rows": 3, "maxlength": made.max_length})
    return made


class EvidenceForm(forms.Form):
    moment = forms.ChoiceField(label="拍摄时点", choices=Moment.choices, required=False)
    evidence = EvidenceField(required=True)


class AssignmentForm(forms.Form):
    role = forms.ChoiceField(label="责任", choices=[("", "请选择"), *RoleKind.choices])
    name = forms.CharField(label="单位或姓名", max_length=80)
    since = date_field(label="起始日期")
    basis = forms.CharField(
        label="依据", max_length=200, help_text="中标通知书、合同、变更函等的名称和文号。"
    )
    evidence = EvidenceField("依据文件")


class InspectionForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), *InspectionKind.choices])
    title = forms.CharField(label="名称", max_length=80, help_text="如2023年第三季度质量抽查。")
    planned_on = date_field(label="计划日期")
    lead_unit = forms.CharField(label="牵头单位", max_length=80)
    team = forms.CharField(label="检查组成员", max_length=200)
    projects = forms.CharField(
        label="项目编号", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="定期检查、暗访填写，用顿号、逗号或换行分开。暗访在检查完成前对区县不可见。",
    )  # fmt: skip
    area = forms.ModelChoiceField(
        label="抽取范围", queryset=Region.objects.none(), required=False, empty_label="请选择",
        help_text="随机抽查、安全排查选择：该区划的全部在建项目。",
    )  # fmt: skip
    size = forms.IntegerField(
        label="抽取数量", min_value=1, required=False, help_text="随机抽查填写。"
    )
    seed = forms.IntegerField(
        label="随机种子", min_value=0, max_value=999_999_999, required=False,
        help_text="留空由系统产生；同一种子、同一范围抽出的项目相同。",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        near = models.Q(pk=user.region_id) | models.Q(parent_id=user.region_id)
        rows = Region.objects.visible_to(user).filter(near).order_by("code")
        self.fields["area"].queryset = rows  # type: ignore[attr-defined]

    def clean_projects(self) -> list[Project]:
        typed = [part for part in re.split(r"[\s、,，;；]+", self.cleaned_data["projects"]) if part]
        rows = Project.objects.visible_to(self.user).filter(number__in=typed).order_by("number")
        found = list(rows)
        missing = [number for number in typed if number not in {one.number for one in found}]
        if missing:
            raise forms.ValidationError(f"没有这些编号的项目：{'、'.join(missing[:5])}。")
        return found

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(**data | {"size": data["size"] or 0})


class VisitForm(forms.Form):
    visited_on = date_field(label="检查日期")
    inspectors = forms.CharField(label="检查人", max_length=100)
    verdict = forms.ChoiceField(label="结论", choices=[("", "请选择"), *Verdict.choices[1:]])
    note = forms.CharField(
        label="检查情况", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不合格的写明问题；发现的问题可在保存后逐条登记。",
    )  # fmt: skip
    evidence = EvidenceField()

    def __init__(self, *args: Any, lines: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = dict(enumerate(lines))
        choices = [(answer, answer) for answer in ANSWERS]
        for number, text in self.lines.items():
            self.fields[f"line{number}"] = forms.ChoiceField(
                label=f"{number + 1}. {text}", choices=choices, required=False, initial="不涉及"
            )
        self.order_fields([*[f"line{number}" for number in self.lines]])

    def answers(self) -> dict[str, str]:
        return {text: self.cleaned_data[f"line{n}"] for n, text in self.lines.items()}

    def values(self) -> dict[str, Any]:
        names = ("visited_on", "inspectors", "verdict", "note")
        return {name: self.cleaned_data[name] for name in names}


class RoundForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), *RoundKind.choices])
    held_on = date_field(label="验收日期")
    chair = forms.CharField(label="组织人", max_length=60)


class SignForm(forms.Form):
    party = forms.ChoiceField(label="参加方")
    unit = forms.CharField(label="单位", max_length=80, required=False)
    person = forms.CharField(label="签字人", max_length=30)
    agrees = forms.TypedChoiceField(
        label="意见", choices=[("1", "同意通过"), ("0", "不同意")], coerce=lambda v: v == "1"
    )
    opinion = forms.CharField(label="说明", max_length=300, required=False)
    signed_on = date_field(label="签字日期")
    evidence = EvidenceField("签字页")

    def __init__(self, *args: Any, parties: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [("", "请选择"), *((p, p) for p in parties)]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "evidence"}


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(
        label="结论", choices=[("", "请选择"), ("passed", "通过"), ("failed", "未通过，须整改")]
    )
    defects = forms.CharField(
        label="存在缺陷", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text="未通过的逐条写明，一行一项。",
    )  # fmt: skip
    decided_on = date_field(label="结论日期")


class HandoverForm(forms.Form):
    handed_on = date_field(label="移交日期")
    receiver = forms.CharField(label="接收单位", max_length=80)
    person = forms.CharField(label="接收人", max_length=30)
    note = forms.CharField(
        label="移交内容", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RecallForm(forms.Form):
    reason = forms.CharField(
        label="召回原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如检测报告编号和不合格项。",
    )  # fmt: skip


class ListLineForm(forms.Form):
    """One line of the checklist or of the parties of acceptance."""

    def __init__(self, *args: Any, model: type[models.Model], names: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(model, fields=list(names)))
        if "kind" in self.fields:
            choices = [("", "全部"), *InspectionKind.choices]
            self.fields["kind"] = forms.ChoiceField(label="适用", choices=choices, required=False)
