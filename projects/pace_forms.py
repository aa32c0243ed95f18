"""Forms of cases, reasons, whose clock, task forces, campaigns and rules of lights."""

from typing import TYPE_CHECKING, Any, Final

from django import forms

from core.fields import FilesField, date_field
from projects.forms import RowForm
from projects.models import Campaign, LagReason, Project, TaskForce
from projects.pace_choices import (
    Cadence,
    CampaignTarget,
    ClockParty,
    Curve,
    LightFormula,
    LightSubject,
    NoteKind,
)

if TYPE_CHECKING:
    Reasons = forms.ModelMultipleChoiceField[LagReason]
    Projects = forms.ModelMultipleChoiceField[Project]
    OneProject = forms.ModelChoiceField[Project]
else:
    Reasons = Projects = forms.ModelMultipleChoiceField
    OneProject = forms.ModelChoiceField


def words(label: str, length: int, *, required: bool = True, help_text: str = "") -> Any:
    return forms.CharField(
        label=label, max_length=length, required=required, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class CaseForm(forms.Form):
    """What a case says; it may be saved with gaps, which are then flagged."""

    reasons = Reasons(
        label="原因", queryset=LagReason.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    analysis = words("原因分析", 500, required=False)
    measure = words("整改措施", 500, required=False)
    person = forms.CharField(label="责任人", max_length=30, required=False)
    due_on = date_field(
        label="完成时限", required=False,
        help_text="原因、措施、责任人、时限缺一项，就在清单上标为“缺项”。",
    )  # fmt: skip

    def __init__(self, *args: Any, kept: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reasons"]
        field.queryset = LagReason.objects.in_use() | LagReason.objects.filter(pk__in=kept)


class FixForm(forms.Form):
    result = words("整改结果", 500)
    attachments = FilesField("销号依据")


class OpinionForm(forms.Form):
    opinion = words("核验意见", 300, help_text="核验方式和所见，如现场查看、查阅记录。")


class ReasonForm(RowForm):
    groups = (("滞后原因", ("name", "party", "order", "active")),)

    class Meta:
        model = LagReason
        fields = ("name", "party", "order", "active")
        help_texts = {
            "party": "按此原因登记的天数算在谁的名下。",
            "active": "停用的不再出现在表单中，已填的保留。",
        }


class ClockEventForm(forms.Form):
    started_on = date_field(label="起始日期")
    ended_on = date_field(
        label="结束日期", required=False, help_text="恢复推进的第一天；还没有结束的留空。"
    )
    party = forms.ChoiceField(
        label="归责",
        choices=[
            ("", "请选择"),
            *(one for one in ClockParty.choices if one[0] != ClockParty.STOPPED),
        ],
    )
    reason = words("事由", 200)
    evidence = words("依据", 200, help_text="来函、纪要、气象记录等，写明名称和日期。")


class TaskForceForm(RowForm):
    groups = (
        ("工作专班", ("name", "level", "region", "lead", "members", "cadence")),
        ("进驻", ("projects", "on_site_from", "on_site_to")),
    )
    projects = Projects(
        label="进驻项目", queryset=Project.objects.none(), help_text="可选多个；滞后的排在前面。"
    )
    cadence = forms.TypedChoiceField(label="调度频次", choices=Cadence.choices, coerce=int)
    on_site_from = date_field(label="进驻日期")
    on_site_to = date_field(label="撤出日期", required=False)

    class Meta:
        model = TaskForce
        fields = (
            "name", "level", "region", "lead", "members", "cadence", "projects", "on_site_from",
            "on_site_to",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["projects"]
        rows = Project.objects.visible_to(self.user).order_by("-year", "region_id", "number")
        field.queryset = rows.only("name", "year")


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label="类型", choices=NoteKind.choices)
    on = date_field(label="日期")
    project = OneProject(
        label="项目", queryset=Project.objects.none(), required=False,
        help_text="现场调度写明是哪个项目；周记可以不选。",
    )  # fmt: skip
    text = words("内容", 2000)

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project"]
        field.queryset = projects
        field.empty_label = "全部项目"


class CampaignForm(RowForm):
    groups = (("攻坚时限", ("name", "region", "year", "target", "due_on", "source")),)
    target = forms.ChoiceField(label="目标", choices=[("", "请选择"), *CampaignTarget.choices])
    due_on = date_field(label="时限", help_text="含当日。")

    class Meta:
        model = Campaign
        fields = ("name", "region", "year", "target", "due_on", "source")


class UsualForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    source = forms.CharField(label="来源", max_length=200)


class RuleSetForm(forms.Form):
    name = forms.CharField(label="规则名称", max_length=30, help_text="印在每盏灯的说明里。")
    effective_on = date_field(label="起用日期")
    source = forms.CharField(label="来源", max_length=200, help_text="文号、会议纪要或内部规定。")


def _number(label: str, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=6, decimal_places=1, min_value=0, required=required
    )


class RuleLineForm(forms.Form):
    """One rule; a line without a subject is left out."""

    subject = forms.ChoiceField(
        label="对象", choices=[("", "—"), *LightSubject.choices], required=False
    )
    formula = forms.ChoiceField(
        label="算法", choices=[("", "—"), *LightFormula.choices], required=False
    )
    yellow = _number("黄灯")
    yellow_over = forms.BooleanField(label="超过才亮黄", required=False)
    red = _number("红灯")
    red_over = forms.BooleanField(label="超过才亮红", required=False)
    needed = _number("要求比例（%）")
    curve = forms.ChoiceField(label="序时进度", choices=Curve.choices, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("subject"):
            for name, label in (("formula", "算法"), ("red", "红灯的阈值")):
                if found.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, f"请填写{label}。")
        return found


RuleLines: Final = forms.formset_factory(
    RuleLineForm, extra=len(LightSubject), max_num=len(LightSubject)
)
