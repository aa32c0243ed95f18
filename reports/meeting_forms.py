"""Forms of meetings and decisions. They read what was typed; the rules live in the services."""

from dataclasses import fields as facts_of
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import Truncator

from accounts.models import Region
from core.fields import FilesField, date_field
from projects.fields import ProjectNumberField, UserForm
from projects.models import Problem
from reports.choices import MeetingKind
from reports.services.decisions import DecisionFacts
from reports.services.meetings import MeetingFacts

MOMENT = "%Y-%m-%dT%H:%M"


def _text(label: str, longest: int, *, required: bool = True, help_text: str = "") -> Any:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text)


def _lines(label: str, longest: int, *, required: bool = False, help_text: str = "") -> Any:
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class MeetingForm(forms.Form):
    topic = _text("会议名称", 100)
    held_at = forms.DateTimeField(
        label="会议时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
    )
    place = _text("会议地点", 100, required=False)
    chair = _text("主持人", 60, required=False)
    recorder = _text("记录人", 30, required=False)
    attendees = _lines("出席", 1000, help_text="单位、姓名，每行一个。")
    absent = _text("请假", 300, required=False)
    observers = _text("列席", 500, required=False)
    summary = _lines("会议要点", 3000, help_text="写入纪要，每行一段；可在会中、会后定稿前补写。")

    def facts(self) -> MeetingFacts:
        return MeetingFacts(
            **{one.name: self.cleaned_data[one.name] for one in facts_of(MeetingFacts)}
        )


class NewMeetingForm(MeetingForm):
    kind = forms.ChoiceField(label="种类", choices=MeetingKind.choices)
    field_order = ("kind",)


class AgendaItemForm(UserForm):
    text = _lines("议题", 300, required=True)
    unit = _text("责任单位", 80, required=False)
    project = ProjectNumberField(required=False)


if TYPE_CHECKING:
    ProblemChoice = forms.ModelChoiceField[Problem]
else:
    ProblemChoice = forms.ModelChoiceField


class ProblemField(ProblemChoice):
    def label_from_instance(self, problem: Problem) -> str:
        project = problem.project
        return f"{project.number} {project.name}：{Truncator(problem.text).chars(40)}"


class DecisionForm(UserForm):
    """What a typed line was read as; the first empty field that is needed gets the cursor."""

    unit = _text("责任单位", 80)
    person = _text("责任人", 30)
    due_on = date_field(label="完成时限")
    task = _text("决定事项", 300)
    region = forms.ModelChoiceField(
        label="承办区划", queryset=Region.objects.none(), empty_label="请选择",
        help_text="该区划的填报员、审核员和领导可以看到并回报结果。",
    )  # fmt: skip
    leader = _text("责任领导", 30, required=False)
    project = ProjectNumberField(required=False)
    problem = ProblemField(
        label="针对问题", queryset=Problem.objects.none(), required=False, empty_label="不针对问题"
    )
    item_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, holder: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Q(pk=holder) | Q(parent_id=holder)
        rows = Region.objects.filter(near).order_by("code")
        self.fields["region"].queryset = rows  # type: ignore[attr-defined]
        self.fields["problem"].queryset = self._problems(holder)  # type: ignore[attr-defined]
        self.focus_confirm = not self.is_bound and not self._focus_first_gap()

    def _focus_first_gap(self) -> bool:
        for name in ("unit", "person", "due_on", "task", "region"):
            if not self.initial.get(name):
                self.fields[name].widget.attrs["autofocus"] = True
                return True
        return False

    def _problems(self, holder: int) -> QuerySet[Problem]:
        """Return the open problems of the project in question, else those that ask for help."""
        rows = Problem.objects.visible_to(self.user).in_region(holder).select_related("project")
        found = rows.filter(Q(closed_on=None) | Q(pk=self.initial.get("problem")))
        if self.is_bound:
            return found
        number = self.initial.get("project")
        return found.filter(project__number=number) if number else found.exclude(help_needed="")

    def facts(self) -> DecisionFacts:
        """Return what was typed; a problem names its project where none was typed."""
        names = ("region", "unit", "person", "task", "due_on", "leader", "item_key", "problem")
        problem: Problem | None = self.cleaned_data["problem"]
        project = self.cleaned_data["project"] or (problem.project if problem else None)
        return DecisionFacts(**{name: self.cleaned_data[name] for name in names}, project=project)


class DecisionAnswerForm(forms.Form):
    text = _lines("办理结果", 1000, required=True, help_text="做了什么、结果如何、何时完成。")
    attachments = FilesField()


class DecisionReviewForm(forms.Form):
    accepted = forms.ChoiceField(
        label="结论", choices=[("1", "确认完成"), ("0", "退回继续办理")], widget=forms.RadioSelect
    )
    note = _lines("确认意见", 300, help_text="退回的写明还需做什么。")


class WhyForm(forms.Form):
    reason = _lines("原因", 300, required=True)


class DecisionOrderForm(forms.Form):
    requirement = _lines("具体要求", 2000, required=True)
    due_on = date_field(label="办理时限")
