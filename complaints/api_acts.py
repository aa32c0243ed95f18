"""The steps of a complaint by API: the table of actions, each with the fields of its service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404
from rest_framework import serializers

from accounts.models import Region, User
from complaints.actions import Action
from complaints.choices import Channel, Conclusion, Level, Outcome, Satisfaction
from complaints.models import Complaint
from complaints.services import closing, handling, petitions
from complaints.services.merging import merge
from core.api import CodeField, DayField
from projects.models import Community, Project


@dataclass(frozen=True)
class Act:
    """A service and the fields that it takes; those with a default may be left out."""

    service: Callable[..., Complaint]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


ACTS: Final[Mapping[str, Act]] = {
    Action.ACCEPT: Act(handling.accept, ("category", "level")),
    Action.DECLINE: Act(handling.decline, ("reason",)),
    Action.CHANGE: Act(handling.change, ("category", "level"), ("place", "contractor")),
    Action.MERGE: Act(merge, ("into",)),
    Action.ASSIGN: Act(handling.assign, ("handler", "unit"), ("note",)),
    Action.TRANSFER: Act(handling.transfer, ("handler", "unit", "note")),
    Action.START: Act(handling.start),
    Action.RETURN: Act(handling.give_back, ("reason",)),
    Action.NOTE: Act(handling.note, ("text",)),
    Action.ASK_EXTENSION: Act(handling.ask_extension, ("until", "reason")),
    Action.DECIDE_EXTENSION: Act(handling.decide_extension, ("granted",), ("reply",)),
    Action.REPLY: Act(handling.reply, ("outcome", "result")),
    Action.CALL: Act(closing.call_back, ("satisfaction", "solved", "finding")),
    Action.CLOSE: Act(closing.close),
    Action.REOPEN: Act(closing.reopen, ("reason",)),
    Action.ASK_REVIEW: Act(petitions.ask_review, ("asked_on", "unit", "reason")),
    Action.DECIDE_REVIEW: Act(petitions.decide_review, ("conclusion", "opinion")),
}


class ActSerializer(serializers.Serializer[Any]):
    """What a step may take; which fields belong to which step is in the description."""

    category = serializers.CharField(max_length=30, required=False)
    level = serializers.ChoiceField(choices=Level.choices, required=False)
    place = serializers.CharField(max_length=60, required=False, allow_blank=True)
    contractor = serializers.CharField(max_length=80, required=False, allow_blank=True)
    handler = CodeField(required=False)
    unit = serializers.CharField(max_length=80, required=False)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=500, required=False)
    text = serializers.CharField(max_length=2000, required=False)
    until = DayField(required=False)
    granted = serializers.BooleanField(required=False)
    reply = serializers.CharField(max_length=500, required=False, allow_blank=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False)
    result = serializers.CharField(max_length=2000, required=False)
    satisfaction = serializers.ChoiceField(choices=Satisfaction.choices, required=False)
    solved = serializers.BooleanField(required=False)
    finding = serializers.CharField(max_length=1000, required=False)
    asked_on = DayField(required=False, help_text="复查、复核申请日期")
    conclusion = serializers.ChoiceField(choices=Conclusion.choices, required=False)
    opinion = serializers.CharField(max_length=1000, required=False)
    into = serializers.CharField(max_length=40, required=False, help_text="并入的投诉编号")


class ReportSerializer(serializers.Serializer[Any]):
    """A complaint to register; name and phone are stored encrypted and never come back."""

    community = serializers.PrimaryKeyRelatedField(
        queryset=Community.objects.none(), required=False, allow_null=True
    )
    project = serializers.PrimaryKeyRelatedField(
        queryset=Project.objects.none(), required=False, allow_null=True
    )
    category = serializers.CharField(max_length=30)
    level = serializers.ChoiceField(choices=Level.choices, default=Level.NORMAL)
    channel = serializers.ChoiceField(choices=Channel.choices)
    content = serializers.CharField(max_length=2000)
    place = serializers.CharField(max_length=60, required=False, allow_blank=True)
    contractor = serializers.CharField(max_length=80, required=False, allow_blank=True)
    came_at = serializers.DateTimeField(required=False, help_text="收到时间，不填为现在")
    name = serializers.CharField(max_length=30, required=False, allow_blank=True, write_only=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True, write_only=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = self.context.get("request")
        if request is not None:
            for name, model in (("community", Community), ("project", Project)):
                rows = model.objects.visible_to(request.user)
                self.fields[name].queryset = rows  # type: ignore[attr-defined]


def act(complaint: Complaint, name: str, given: Mapping[str, Any], by: User) -> Complaint:
    """Do one step; Http404 for an unknown one, 400 by field where a field is missing."""
    found = ACTS.get(name)
    if found is None:
        raise Http404
    missing = [field for field in found.required if field not in given]
    if missing:
        raise serializers.ValidationError(dict.fromkeys(missing, "该步骤需要此项。"))
    values = {field: given[field] for field in found.required}
    values |= {  # what is left out stays as it is
        field: given.get(field, getattr(complaint, field, "")) for field in found.optional
    }
    if "handler" in values:
        values["handler"] = handler_of(values["handler"], by)
    return found.service(complaint, **values, by=by)


def handler_of(code: int, by: User) -> Region:
    region = Region.objects.visible_to(by).filter(pk=code).first()
    if region is None:
        raise serializers.ValidationError({"handler": "没有这个区划，或不在您的管辖范围内。"})
    return region
