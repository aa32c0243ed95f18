"""What the API reads to draft an order and to act on one; the rules live in the services."""

from typing import Any

from rest_framework import serializers

from accounts.api import RegionKeyField
from accounts.models import User
from core.api import DayField
from core.exceptions import Refusal
from core.uploads import MOST
from orders.choices import DRAFTED_KINDS, BasisKind
from orders.models import Order
from orders.services.drafting import TalkPlan, Words
from projects.models import Project


class TalkBody(serializers.Serializer[Any]):
    at = serializers.DateTimeField(help_text="约谈时间")
    place = serializers.CharField(max_length=100)
    convener = serializers.CharField(max_length=60)
    purpose = serializers.CharField(max_length=300)
    materials = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class InstructBody(serializers.Serializer[Any]):
    """A leader's 批示: where it goes and what is to be done."""

    region = RegionKeyField(help_text="承办区划，12位代码")
    project = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="项目 id"
    )
    subject = serializers.CharField(max_length=200)
    requirement = serializers.CharField(max_length=2000)
    unit = serializers.CharField(max_length=80, help_text="主办单位")
    person = serializers.CharField(max_length=30, help_text="责任人")
    due_on = DayField(help_text="办理时限")

    def validate_project(self, value: int | None) -> Project | None:
        if value is None:
            return None
        rows = Project.objects.visible_to(self.context["request"].user)
        found = rows.filter(pk=value).first()
        if found is None:
            raise serializers.ValidationError("没有这个项目，或不在您的管辖范围内。")
        return found

    def words(self, by: User) -> Words:
        basis = f"{by.name}批示"
        return Words(**self.validated_data, basis_kind=BasisKind.INSTRUCTION, basis=basis)


class DraftBody(InstructBody):
    """The words of 督办单, 整改通知 or 约谈通知; `talk` is of 约谈通知 alone."""

    basis_kind = serializers.ChoiceField(choices=BasisKind.choices)
    basis = serializers.CharField(max_length=500)
    co_units = serializers.CharField(max_length=200, required=False, allow_blank=True)
    contact = serializers.CharField(max_length=30, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    inspected_on = DayField(required=False, allow_null=True, help_text="整改通知")
    inspector = serializers.CharField(max_length=60, required=False, allow_blank=True)
    talk = TalkBody(required=False, allow_null=True)

    def words(self, by: User) -> Words:
        given = {**self.validated_data}
        given.pop("kind", None)
        given.pop("escalated_from", None)
        talk = given.pop("talk", None)
        return Words(**given, talk=TalkPlan(**talk) if talk else None)


class NewBody(DraftBody):
    kind = serializers.ChoiceField(choices=DRAFTED_KINDS)
    escalated_from = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="由何件升级：id"
    )

    def validate_escalated_from(self, value: int | None) -> Order | None:
        if value is None:
            return None
        found = Order.objects.visible_to(self.context["request"].user).filter(pk=value).first()
        if found is None:
            raise serializers.ValidationError("没有这件督办事项，或不在您的管辖范围内。")
        return found


class ReplyBody(serializers.Serializer[Any]):
    """`attachments` come with multipart/form-data."""

    text = serializers.CharField(max_length=4000, help_text="办理情况")
    attachments = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), required=False, max_length=MOST
    )


class ExtensionBody(serializers.Serializer[Any]):
    until = DayField(help_text="申请延期至")
    reason = serializers.CharField(max_length=500)
    progress = serializers.CharField(max_length=500)


class DecisionBody(serializers.Serializer[Any]):
    granted = serializers.BooleanField()
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class ReviewBody(serializers.Serializer[Any]):
    accepted = serializers.BooleanField(help_text="true 办结，false 退办")
    opinion = serializers.CharField(max_length=1000)


class PromiseBody(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=300)
    person = serializers.CharField(max_length=30)
    due_on = DayField()


class TalkRecordBody(serializers.Serializer[Any]):
    held_on = DayField()
    attendees = serializers.CharField(max_length=300)
    minutes = serializers.CharField(max_length=4000)
    promises = PromiseBody(many=True)


class CheckBody(serializers.Serializer[Any]):
    commitment = serializers.IntegerField(help_text="承诺 id")
    kept = serializers.BooleanField()
    finding = serializers.CharField(max_length=300)


class TextBody(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=500)


class ReasonBody(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


def commitment_of(order: Order, pk: int) -> Any:
    """Return a promise of the order's talk; Refusal for any other number."""
    talk = getattr(order, "talk", None)
    found = talk.commitments.filter(pk=pk).first() if talk is not None else None
    if found is None:
        raise Refusal("本件没有这项承诺。", "commitment")
    found.talk.order = order
    return found
